using Lanyard.Core.Imports;
using Lanyard.Server.Web.Resources;
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
        (L["Person"],
        [
            (ImportFields.FullName, L["Full name in one cell"]), ("contact.title", L["Title"]), ("contact.firstName", L["First name"]),
            ("contact.firstInitials", L["Initials"]), ("contact.lastNamePrefix", L["Prefix of the last name"]),
            ("contact.lastName", L["Last name"]), ("contact.suffix", L["Suffix"]), ("contact.gender", L["Gender"]),
            ("contact.email", L["E-mail address"]), ("contact.phone1", L["Telephone"]), ("contact.phone2", L["Second telephone"]),
            ("contact.fax", L["Fax"]), ("contact.pictureUrl", L["Address of a photo"]),
        ]),
        (L["Company"],
        [
            ("contact.company", L["Company"]), ("contact.department", L["Department"]), ("contact.jobFunction", L["Job function"]),
            ("contact.website", L["Website"]), ("contact.cocNumber", L["Chamber of Commerce number"]), ("contact.vatNumber", L["VAT number"]),
        ]),
        (L["Address"],
        [
            ("contact.address.address", L["Street"]), ("contact.address.houseNumber", L["House number"]),
            ("contact.address.houseNumberSuffix", L["Suffix of the house number"]), ("contact.address.postalCode", L["Postal code"]),
            ("contact.address.city", L["City"]), ("contact.address.state", L["State or province"]),
            ("contact.address.country", L["Country"]),
        ]),
    ];
}
