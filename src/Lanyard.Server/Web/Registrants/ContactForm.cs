using Lanyard.Core.Registrants;

namespace Lanyard.Server.Web.Registrants;

/// <summary>One line of a contact in a form.</summary>
/// <param name="Name">The guide's name; in the form, and in faults, it stands after <c>contact.</c></param>
internal sealed record ContactLine(string Name, Func<Contact, string?> Get, Func<Contact, string?, Contact> Set);

/// <summary>A contact as a form has it, all fields of it, in the order in which one fills them in.</summary>
internal static class ContactForm
{
    public static IReadOnlyList<ContactLine> Person { get; } =
    [
        new("title", c => c.Title, (c, v) => c with { Title = v }),
        new("firstInitials", c => c.FirstInitials, (c, v) => c with { FirstInitials = v }),
        new("firstName", c => c.FirstName, (c, v) => c with { FirstName = v }),
        new("lastNamePrefix", c => c.LastNamePrefix, (c, v) => c with { LastNamePrefix = v }),
        new("lastName", c => c.LastName, (c, v) => c with { LastName = v }),
        new("suffix", c => c.Suffix, (c, v) => c with { Suffix = v }),
        new("gender", c => c.Gender, (c, v) => c with { Gender = v }),
        new("email", c => c.Email, (c, v) => c with { Email = v }),
        new("phone1", c => c.Phone1, (c, v) => c with { Phone1 = v }),
        new("phone2", c => c.Phone2, (c, v) => c with { Phone2 = v }),
        new("fax", c => c.Fax, (c, v) => c with { Fax = v }),
        new("pictureUrl", c => c.PictureUrl, (c, v) => c with { PictureUrl = v }),
    ];

    public static IReadOnlyList<ContactLine> Work { get; } =
    [
        new("company", c => c.Company, (c, v) => c with { Company = v }),
        new("department", c => c.Department, (c, v) => c with { Department = v }),
        new("jobFunction", c => c.JobFunction, (c, v) => c with { JobFunction = v }),
        new("website", c => c.Website, (c, v) => c with { Website = v }),
        new("cocNumber", c => c.CocNumber, (c, v) => c with { CocNumber = v }),
        new("vatNumber", c => c.VatNumber, (c, v) => c with { VatNumber = v }),
    ];

    public static IReadOnlyList<ContactLine> Address { get; } =
    [
        InAddress("address.address", a => a.Street, (a, v) => a with { Street = v }),
        InAddress("address.houseNumber", a => a.HouseNumber, (a, v) => a with { HouseNumber = v }),
        InAddress("address.houseNumberSuffix", a => a.HouseNumberSuffix, (a, v) => a with { HouseNumberSuffix = v }),
        InAddress("address.postalCode", a => a.PostalCode, (a, v) => a with { PostalCode = v }),
        InAddress("address.city", a => a.City, (a, v) => a with { City = v }),
        InAddress("address.state", a => a.State, (a, v) => a with { State = v }),
        InAddress("address.country", a => a.Country, (a, v) => a with { Country = v }),
    ];

    public static IEnumerable<ContactLine> All => [.. Person, .. Work, .. Address];

    /// <summary>The contact exactly as it was sent.</summary>
    public static Contact Read(IFormCollection form) =>
        All.Aggregate(new Contact(), (contact, line) => line.Set(contact, form["contact." + line.Name]));

    /// <summary>The name as it is said; the company or else the key where there is none.</summary>
    public static string NameOf(Contact contact, string key)
    {
        string?[] parts = [contact.Title, contact.FirstName ?? contact.FirstInitials, contact.LastNamePrefix, contact.LastName, contact.Suffix];
        var name = string.Join(' ', parts.Where(p => !string.IsNullOrWhiteSpace(p)));
        return name.Length > 0 ? name : contact.Company ?? key;
    }

    private static ContactLine InAddress(string name, Func<Address, string?> get, Func<Address, string?, Address> set) =>
        new(name, c => get(c.Address), (c, v) => c with { Address = set(c.Address, v) });
}
