using Lanyard.Core.Imports;
using Lanyard.Core.Registrants;
using Lanyard.Server.Web.Resources;
using Lanyard.Server.Web.Shared;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Imports;

/// <summary>What people call the fields that a column can be taken for.</summary>
internal static class FieldNames
{
    /// <summary>The fields but the answers, in groups as a page lists them.</summary>
    public static IEnumerable<(string Group, IReadOnlyList<(string Field, string Name)> Fields)> Groups(IStringLocalizer<Texts> L) =>
    [
        (L["Ticket"],
        [
            (ImportFields.Key, L["Your own id of the person"]), (ImportFields.Code, L["Badge code (barcode of the ticket)"]),
            (ImportFields.Consent, L["Consent (yes or no)"]), (ImportFields.ConsentAt, L["Date of consent"]),
            (ImportFields.ConsentVersion, L["Version of the consent text"]),
        ]),
        (L["Person"], [(ImportFields.FullName, L["Full name in one cell"]), .. Of(L, ContactMembers.Person)]),
        (L["Company"], [.. Of(L, ContactMembers.Work)]),
        (L["Address"], [.. Of(L, ContactMembers.Address)]),
    ];

    private static IEnumerable<(string Field, string Name)> Of(IStringLocalizer<Texts> L, IEnumerable<ContactMember> members) =>
        members.Select(member => (ContactMembers.Prefix + member.Name, ContactTexts.Label(L, member.Name)));
}
