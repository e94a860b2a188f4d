using Lanyard.Core.Registrants;

namespace Lanyard.Core.SelfRegistration;

/// <summary>The contact fields that a registration form can ask, by the names that the guide's <c>contact</c> has.</summary>
public static class FormFields
{
    private static readonly (string Name, Func<Contact, string, Contact> With)[] All =
    [
        ("title", static (c, v) => c with { Title = v }),
        ("firstInitials", static (c, v) => c with { FirstInitials = v }),
        ("firstName", static (c, v) => c with { FirstName = v }),
        ("lastNamePrefix", static (c, v) => c with { LastNamePrefix = v }),
        ("lastName", static (c, v) => c with { LastName = v }),
        ("suffix", static (c, v) => c with { Suffix = v }),
        ("gender", static (c, v) => c with { Gender = v }),
        ("email", static (c, v) => c with { Email = v }),
        ("phone1", static (c, v) => c with { Phone1 = v }),
        ("phone2", static (c, v) => c with { Phone2 = v }),
        ("company", static (c, v) => c with { Company = v }),
        ("department", static (c, v) => c with { Department = v }),
        ("jobFunction", static (c, v) => c with { JobFunction = v }),
        ("website", static (c, v) => c with { Website = v }),
        ("cocNumber", static (c, v) => c with { CocNumber = v }),
        ("vatNumber", static (c, v) => c with { VatNumber = v }),
        ("address.address", static (c, v) => c with { Address = c.Address with { Street = v } }),
        ("address.houseNumber", static (c, v) => c with { Address = c.Address with { HouseNumber = v } }),
        ("address.houseNumberSuffix", static (c, v) => c with { Address = c.Address with { HouseNumberSuffix = v } }),
        ("address.postalCode", static (c, v) => c with { Address = c.Address with { PostalCode = v } }),
        ("address.city", static (c, v) => c with { Address = c.Address with { City = v } }),
        ("address.state", static (c, v) => c with { Address = c.Address with { State = v } }),
        ("address.country", static (c, v) => c with { Address = c.Address with { Country = v } }),
    ];

    /// <summary>Every name, in the order in which people expect to be asked.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(field => field.Name)];

    /// <summary>A contact of the values of the fields that the form asks; others are passed over.</summary>
    internal static Contact Read(IReadOnlyList<FormField> asked, IReadOnlyDictionary<string, string> values)
    {
        var contact = new Contact();
        foreach (var (name, with) in All)
        {
            if (asked.Any(field => field.Name == name) && values.TryGetValue(name, out var value))
                contact = with(contact, value);
        }
        return contact;
    }
}
