using System.Text.Json.Serialization;

namespace Lanyard.Core.Registrants;

/// <summary>What is known of a person: the guide's <c>contact</c>, in the order of its example. No field is
/// required.</summary>
public sealed record Contact
{
    /// <summary>The postal address; an address without values where none is known.</summary>
    public Address Address { get; init; } = new();

    /// <summary>The number at the Chamber of Commerce.</summary>
    public string? CocNumber { get; init; }

    /// <summary>The company the person works for.</summary>
    public string? Company { get; init; }

    /// <summary>The department within the company.</summary>
    public string? Department { get; init; }

    /// <summary>The e-mail address: its form is checked, whether mail arrives is not known.</summary>
    public string? Email { get; init; }

    /// <summary>The fax number, in any notation.</summary>
    public string? Fax { get; init; }

    /// <summary>The initials of the first names.</summary>
    public string? FirstInitials { get; init; }

    /// <summary>The first name, in any script.</summary>
    public string? FirstName { get; init; }

    /// <summary><c>male</c>, <c>female</c>, <c>other</c> or <c>secret</c>.</summary>
    public string? Gender { get; init; }

    /// <summary>What the person does in the company.</summary>
    public string? JobFunction { get; init; }

    /// <summary>The last name, in any script.</summary>
    public string? LastName { get; init; }

    /// <summary>The letters before the last name, as in "van de".</summary>
    public string? LastNamePrefix { get; init; }

    /// <summary>The first telephone number, in any notation.</summary>
    public string? Phone1 { get; init; }

    /// <summary>The second telephone number, in any notation.</summary>
    public string? Phone2 { get; init; }

    /// <summary>The http or https address of a photograph.</summary>
    public string? PictureUrl { get; init; }

    /// <summary>The letters after the last name.</summary>
    public string? Suffix { get; init; }

    /// <summary>The form of address.</summary>
    public string? Title { get; init; }

    /// <summary>The value added tax number.</summary>
    public string? VatNumber { get; init; }

    /// <summary>The website, with or without a scheme.</summary>
    public string? Website { get; init; }

    /// <summary>Names the type alone: a contact must not reach a log by accident.</summary>
    public override string ToString() => nameof(Contact);

    internal Contact Select(Func<string?, string?> change) => new()
    {
        Address = Address.Select(change),
        CocNumber = change(CocNumber),
        Company = change(Company),
        Department = change(Department),
        Email = change(Email),
        Fax = change(Fax),
        FirstInitials = change(FirstInitials),
        FirstName = change(FirstName),
        Gender = change(Gender),
        JobFunction = change(JobFunction),
        LastName = change(LastName),
        LastNamePrefix = change(LastNamePrefix),
        Phone1 = change(Phone1),
        Phone2 = change(Phone2),
        PictureUrl = change(PictureUrl),
        Suffix = change(Suffix),
        Title = change(Title),
        VatNumber = change(VatNumber),
        Website = change(Website),
    };
}

/// <summary>The guide's <c>contact.address</c>, in the order of its example.</summary>
public sealed record Address
{
    /// <summary>The street or place: <c>contact.address.address</c>.</summary>
    [JsonPropertyName("address")]
    public string? Street { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>The country's ISO 3166-1 alpha-2 code, in upper case.</summary>
    public string? Country { get; init; }

    /// <summary>The house number.</summary>
    public string? HouseNumber { get; init; }

    /// <summary>What follows the house number.</summary>
    public string? HouseNumberSuffix { get; init; }

    /// <summary>The postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>The state, province or county.</summary>
    public string? State { get; init; }

    /// <summary>Names the type alone: an address must not reach a log by accident.</summary>
    public override string ToString() => nameof(Address);

    internal Address Select(Func<string?, string?> change) => new()
    {
        Street = change(Street),
        City = change(City),
        Country = change(Country),
        HouseNumber = change(HouseNumber),
        HouseNumberSuffix = change(HouseNumberSuffix),
        PostalCode = change(PostalCode),
        State = change(State),
    };
}
