using Lanyard.Core.Imports;
using Lanyard.Server.Web.Resources;
using Lanyard.Server.Web.Shared;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Imports;

/// <summary>Where an import stands, in a word.</summary>
internal static class ImportStates
{
    public static string Name(ImportState state, IStringLocalizer<Texts> L) => state switch
    {
        ImportState.Uploaded => L["Waits for you"],
        ImportState.Checking => L["Being checked"],
        ImportState.Checked => L["Checked"],
        ImportState.Running => L["Being brought in"],
        ImportState.Done => L["Done"],
        ImportState.Failed => L["Stopped"],
        _ => L["Cancelled"],
    };

    public static NoticeKind Kind(ImportState state) => state switch
    {
        ImportState.Done => NoticeKind.Ok,
        ImportState.Failed => NoticeKind.Error,
        ImportState.Uploaded or ImportState.Checked => NoticeKind.Warning,
        _ => NoticeKind.Info,
    };
}
