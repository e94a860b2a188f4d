using Lanyard.Core.Registrants;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Exhibitors;

/// <summary>What is wrong with an exhibitor, in the visitor's words.</summary>
internal static class FaultTexts
{
    public static string Of(FieldFault fault, IStringLocalizer<Texts> L) => (fault.Field, fault.Reason) switch
    {
        ("name", "is missing") => L["The name is missing."],
        ("key", "is missing") => L["The key is missing."],
        ("email", "is not an e-mail address") => L["Give an e-mail address such as name@example.com."],
        _ => Core.Refusal.Sentence(fault),
    };
}
