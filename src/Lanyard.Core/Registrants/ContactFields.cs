using System.Text.Json;

namespace Lanyard.Core.Registrants;

/// <summary>The members of the guide's <c>contact</c>, to say which of them an event hides.</summary>
[Flags]
public enum ContactFields
{
    None = 0,
    Address = 1,
    CocNumber = 1 << 1,
    Company = 1 << 2,
    Department = 1 << 3,
    Email = 1 << 4,
    Fax = 1 << 5,
    FirstInitials = 1 << 6,
    FirstName = 1 << 7,
    Gender = 1 << 8,
    JobFunction = 1 << 9,
    LastName = 1 << 10,
    LastNamePrefix = 1 << 11,
    Phone1 = 1 << 12,
    Phone2 = 1 << 13,
    PictureUrl = 1 << 14,
    Suffix = 1 << 15,
    Title = 1 << 16,
    VatNumber = 1 << 17,
    Website = 1 << 18,
}

/// <summary>Hides members of a contact, and spells them as the guide does.</summary>
public static class HiddenFields
{
    private static readonly (string Name, ContactFields Field)[] Known =
        Enum.GetValues<ContactFields>().Where(f => f is not ContactFields.None)
            .Select(f => (JsonNamingPolicy.CamelCase.ConvertName(f.ToString()), f)).ToArray();

    /// <summary>Every member that can be hidden, in the order of the guide.</summary>
    public static IReadOnlyList<string> All { get; } = Known.Select(k => k.Name).ToList();

    public static IReadOnlyList<string> Names(ContactFields fields) =>
        Known.Where(k => fields.HasFlag(k.Field)).Select(k => k.Name).ToList();

    /// <summary>Null for a name that is no member of the contact.</summary>
    public static ContactFields? ParseOrNull(string? name)
    {
        foreach (var (known, field) in Known)
        {
            if (known == name)
                return field;
        }
        return null;
    }

    /// <summary>The stored contact as exhibitors may see it: what is hidden is null.</summary>
    public static byte[] Apply(byte[] contact, ContactFields hidden) =>
        hidden is ContactFields.None ? contact : ContactJson.Write(Apply(ContactJson.Read(contact), hidden));

    private static Contact Apply(Contact c, ContactFields hidden)
    {
        return new()
        {
            Address = hidden.HasFlag(ContactFields.Address) ? new() : c.Address,
            CocNumber = Keep(ContactFields.CocNumber, c.CocNumber),
            Company = Keep(ContactFields.Company, c.Company),
            Department = Keep(ContactFields.Department, c.Department),
            Email = Keep(ContactFields.Email, c.Email),
            Fax = Keep(ContactFields.Fax, c.Fax),
            FirstInitials = Keep(ContactFields.FirstInitials, c.FirstInitials),
            FirstName = Keep(ContactFields.FirstName, c.FirstName),
            Gender = Keep(ContactFields.Gender, c.Gender),
            JobFunction = Keep(ContactFields.JobFunction, c.JobFunction),
            LastName = Keep(ContactFields.LastName, c.LastName),
            LastNamePrefix = Keep(ContactFields.LastNamePrefix, c.LastNamePrefix),
            Phone1 = Keep(ContactFields.Phone1, c.Phone1),
            Phone2 = Keep(ContactFields.Phone2, c.Phone2),
            PictureUrl = Keep(ContactFields.PictureUrl, c.PictureUrl),
            Suffix = Keep(ContactFields.Suffix, c.Suffix),
            Title = Keep(ContactFields.Title, c.Title),
            VatNumber = Keep(ContactFields.VatNumber, c.VatNumber),
            Website = Keep(ContactFields.Website, c.Website),
        };

        string? Keep(ContactFields field, string? value) => hidden.HasFlag(field) ? null : value;
    }
}
