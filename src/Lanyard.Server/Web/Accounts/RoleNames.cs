using Lanyard.Core.Accounts;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Accounts;

/// <summary>What roles are called, and what they may.</summary>
internal static class RoleNames
{
    public static string Of(OrganiserRole role, IStringLocalizer<Texts> L) => role switch
    {
        OrganiserRole.Owner => L["Owner"],
        OrganiserRole.Staff => L["Staff"],
        _ => L["Read only"],
    };

    public static IEnumerable<(string Value, string Text)> Options(IStringLocalizer<Texts> L) =>
    [
        (nameof(OrganiserRole.Staff), L["Staff: everything about events"]),
        (nameof(OrganiserRole.ReadOnly), L["Read only: sees what staff sees"]),
        (nameof(OrganiserRole.Owner), L["Owner: also members and the audit log"]),
    ];

    public static OrganiserRole? ParseOrNull(string? value) =>
        Enum.GetNames<OrganiserRole>().Contains(value) ? Enum.Parse<OrganiserRole>(value!) : null;
}
