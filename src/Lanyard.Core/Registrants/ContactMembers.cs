using System.Collections.Frozen;

namespace Lanyard.Core.Registrants;

/// <summary>One text of a contact.</summary>
/// <param name="Name">The guide's name; of the address, that of its own member after <c>address.</c></param>
/// <param name="With">The contact with another value of it.</param>
public sealed record ContactMember(string Name, Func<Contact, string?> Get, Func<Contact, string?, Contact> With);

/// <summary>The texts of a contact by name, in the order in which people expect to be asked.</summary>
public static class ContactMembers
{
    public static IReadOnlyList<ContactMember> Person { get; } =
    [
        new("title", static c => c.Title, static (c, v) => c with { Title = v }),
        new("firstInitials", static c => c.FirstInitials, static (c, v) => c with { FirstInitials = v }),
        new("firstName", static c => c.FirstName, static (c, v) => c with { FirstName = v }),
        new("lastNamePrefix", static c => c.LastNamePrefix, static (c, v) => c with { LastNamePrefix = v }),
        new("lastName", static c => c.LastName, static (c, v) => c with { LastName = v }),
        new("suffix", static c => c.Suffix, static (c, v) => c with { Suffix = v }),
        new("gender", static c => c.Gender, static (c, v) => c with { Gender = v }),
        new("email", static c => c.Email, static (c, v) => c with { Email = v }),
        new("phone1", static c => c.Phone1, static (c, v) => c with { Phone1 = v }),
        new("phone2", static c => c.Phone2, static (c, v) => c with { Phone2 = v }),
        new("fax", static c => c.Fax, static (c, v) => c with { Fax = v }),
        new("pictureUrl", static c => c.PictureUrl, static (c, v) => c with { PictureUrl = v }),
    ];

    public static IReadOnlyList<ContactMember> Work { get; } =
    [
        new("company", static c => c.Company, static (c, v) => c with { Company = v }),
        new("department", static c => c.Department, static (c, v) => c with { Department = v }),
        new("jobFunction", static c => c.JobFunction, static (c, v) => c with { JobFunction = v }),
        new("website", static c => c.Website, static (c, v) => c with { Website = v }),
        new("cocNumber", static c => c.CocNumber, static (c, v) => c with { CocNumber = v }),
        new("vatNumber", static c => c.VatNumber, static (c, v) => c with { VatNumber = v }),
    ];

    public static IReadOnlyList<ContactMember> Address { get; } =
    [
        InAddress("address.address", static a => a.Street, static (a, v) => a with { Street = v }),
        InAddress("address.houseNumber", static a => a.HouseNumber, static (a, v) => a with { HouseNumber = v }),
        InAddress("address.houseNumberSuffix", static a => a.HouseNumberSuffix, static (a, v) => a with { HouseNumberSuffix = v }),
        InAddress("address.postalCode", static a => a.PostalCode, static (a, v) => a with { PostalCode = v }),
        InAddress("address.city", static a => a.City, static (a, v) => a with { City = v }),
        InAddress("address.state", static a => a.State, static (a, v) => a with { State = v }),
        InAddress("address.country", static a => a.Country, static (a, v) => a with { Country = v }),
    ];

    public static IReadOnlyList<ContactMember> All { get; } = [.. Person, .. Work, .. Address];

    /// <summary>What stands before the name where a contact is part of something larger, as in faults and forms.</summary>
    public const string Prefix = "contact.";

    private static readonly FrozenDictionary<string, ContactMember> ByField =
        All.ToFrozenDictionary(member => Prefix + member.Name, StringComparer.Ordinal);

    /// <param name="field">A name after <see cref="Prefix"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such member.</exception>
    public static ContactMember Of(string field) => ByField[field];

    private static ContactMember InAddress(
        string name, Func<Address, string?> get, Func<Address, string?, Address> with) =>
        new(name, c => get(c.Address), (c, v) => c with { Address = with(c.Address, v) });
}
