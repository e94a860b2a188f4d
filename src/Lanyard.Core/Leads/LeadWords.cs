using System.Text.Json;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Leads;

/// <summary>
/// What leads are found and sorted by, read from a stored contact without the rest of it: thousands of them are read for a page.
/// </summary>
internal static class LeadWords
{
    /// <returns>A contact that has these members alone, and of them none that is hidden.</returns>
    public static Contact Read(ReadOnlySpan<byte> json, ContactFields hidden)
    {
        string? first = null, prefix = null, last = null, company = null, email = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("firstName"u8))
                first = Next(ref reader);
            else if (reader.ValueTextEquals("lastNamePrefix"u8))
                prefix = Next(ref reader);
            else if (reader.ValueTextEquals("lastName"u8))
                last = Next(ref reader);
            else if (reader.ValueTextEquals("company"u8))
                company = Next(ref reader);
            else if (reader.ValueTextEquals("email"u8))
                email = Next(ref reader);
            else
                reader.Skip();
        }
        return new()
        {
            FirstName = Shown(first, ContactFields.FirstName),
            LastNamePrefix = Shown(prefix, ContactFields.LastNamePrefix),
            LastName = Shown(last, ContactFields.LastName),
            Company = Shown(company, ContactFields.Company),
            Email = Shown(email, ContactFields.Email),
        };

        string? Shown(string? value, ContactFields field) => (hidden & field) != ContactFields.None ? null : value;
    }

    private static string? Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }
}
