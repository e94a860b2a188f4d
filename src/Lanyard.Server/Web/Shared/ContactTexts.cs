using Lanyard.Core.Registrants;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Shared;

/// <summary>A contact in words: its name, and what people call its members.</summary>
internal static class ContactTexts
{
    /// <param name="name">The guide's name; of the address, that of its own member after a dot.</param>
    public static string Label(IStringLocalizer<Texts> L, string name) => name switch
    {
        "address" => L["Postal address"],
        "address.address" => L["Street"],
        "address.houseNumber" => L["House number"],
        "address.houseNumberSuffix" => L["House number suffix"],
        "address.postalCode" => L["Postal code"],
        "address.city" => L["City"],
        "address.state" => L["State or province"],
        "address.country" => L["Country"],
        "cocNumber" => L["Chamber of Commerce number"],
        "company" => L["Company"],
        "department" => L["Department"],
        "email" => L["E-mail address"],
        "fax" => L["Fax"],
        "firstInitials" => L["Initials"],
        "firstName" => L["First name"],
        "gender" => L["Gender"],
        "jobFunction" => L["Job function"],
        "lastName" => L["Last name"],
        "lastNamePrefix" => L["Prefix of the last name"],
        "phone1" => L["Telephone"],
        "phone2" => L["Second telephone"],
        "pictureUrl" => L["Address of a picture"],
        "suffix" => L["Suffix"],
        "title" => L["Title"],
        "vatNumber" => L["VAT number"],
        "website" => L["Website"],
        _ => name,
    };

    /// <summary>The name as it is said; the company or else the key where there is none.</summary>
    public static string NameOf(Contact contact, string key) =>
        FullName(contact) is { Length: > 0 } name ? name : contact.Company ?? key;

    /// <summary>The name as it is said; empty where there is none.</summary>
    public static string FullName(Contact contact) => Join(
        contact.Title, contact.FirstName ?? contact.FirstInitials, contact.LastNamePrefix, contact.LastName, contact.Suffix);

    /// <summary>The same of the guide's record.</summary>
    public static string FullName(Client.Contact contact) => Join(
        contact.Title, contact.FirstName ?? contact.FirstInitials, contact.LastNamePrefix, contact.LastName, contact.Suffix);

    private static string Join(params string?[] parts) => string.Join(' ', parts.Where(p => !string.IsNullOrWhiteSpace(p)));
}
