using Lanyard.Core.Registrants;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Registrants;

/// <summary>A state of consent in words.</summary>
internal static class ConsentText
{
    public static string Of(IStringLocalizer<Texts> L, ConsentState state) => state switch
    {
        ConsentState.Yes => L["Agreed"],
        ConsentState.No => L["Did not agree"],
        _ => L["Not known"],
    };
}
