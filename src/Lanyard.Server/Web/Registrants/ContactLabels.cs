using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Registrants;

/// <summary>The members of the guide's contact as people call them.</summary>
internal static class ContactLabels
{
    /// <param name="name">The guide's name; of the address, that of its own member after a dot.</param>
    public static string Of(IStringLocalizer<Texts> L, string name) => name switch
    {
        "address" => L["Postal address"],
        "address.address" => L["Street"],
        "address.houseNumber" => L["House number"],
        "address.houseNumberSuffix" => L["Addition to the house number"],
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
        "title" => L["Form of address"],
        "vatNumber" => L["VAT number"],
        "website" => L["Website"],
        _ => name,
    };
}
