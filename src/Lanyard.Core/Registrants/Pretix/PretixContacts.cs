using System.Text.Json;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>
/// The contact of a position: what the attendee gave, then what is known of the position it is an add-on for, then what
/// the buyer gave for the invoice. What Lanyard cannot take (a country in words, half an address of e-mail) is left out:
/// in pretix, nobody could put it right at once, and the badge is needed.
/// </summary>
internal static class PretixContacts
{
    public static Contact Of(PretixOrder order, PretixPosition position)
    {
        var main = position.AddonTo is { } id ? order.Positions.Find(p => p.Id == id) : null;
        var invoice = order.InvoiceAddress;
        var name = Name(position.AttendeeNameParts, position.AttendeeName)
            ?? (main is null ? null : Name(main.AttendeeNameParts, main.AttendeeName))
            ?? (invoice is null ? null : Name(invoice.NameParts, invoice.Name))
            ?? new PersonName();
        PretixAddress?[] addresses = [position, main, invoice];
        // An address is taken as a whole: a street of one and a city of another is none.
        var address = Array.Find(addresses, a => Text(a?.Street ?? a?.City ?? a?.Zipcode, 200) is not null);
        var contact = new Contact
        {
            Title = Text(name.Title, 200),
            FirstName = Text(name.First, 100),
            LastName = Text(name.Last, 100),
            Company = addresses.Select(a => Text(a?.Company, 200)).FirstOrDefault(c => c is not null),
            Email = Text(position.AttendeeEmail, 254) ?? Text(main?.AttendeeEmail, 254) ?? Text(order.Email, 254),
            Phone1 = Text(order.Phone, 200),
            VatNumber = invoice?.VatId is { } vat && vat.Trim().Length <= 20 ? Text(vat, 20) : null,
            Address = new Address
            {
                Street = Text(address?.Street, 200),
                PostalCode = Text(address?.Zipcode, 200),
                City = Text(address?.City, 200),
                State = Text(address?.State, 200),
                Country = Country(address?.Country),
            },
        };
        return ContactRules.Check(contact, out _).Any(f => f.Field == "contact.email") ? contact with { Email = null } : contact;
    }

    /// <summary>One line without control characters, cut at the length; null for blank.</summary>
    public static string? Text(string? value, int longest)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        var lines = value.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = string.Concat(string.Join(", ", lines).EnumerateRunes()
            .Select(r => System.Text.Rune.IsControl(r) || r.Value is 0xFFFE or 0xFFFF ? " " : r.ToString())).Trim();
        if (line.Length > longest)
            line = line[..(char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest)];
        return line.Length == 0 ? null : line;
    }

    private static string? Country(string? country) =>
        country?.Trim().ToUpperInvariant() is { } code && Countries.Codes.Contains(code) ? code : null;

    /// <summary>
    /// pretix takes names apart as the event's organiser chose. A name that was asked for as a whole stays whole, as the
    /// last name: which word of it is which, nobody knows.
    /// </summary>
    private static PersonName? Name(Dictionary<string, JsonElement>? parts, string? whole)
    {
        var family = Part(parts, "family_name");
        var first = string.Join(' ', new[] { Part(parts, "given_name"), Part(parts, "middle_name") }.Where(p => p is not null));
        var title = string.Join(' ', new[] { Part(parts, "title"), Part(parts, "degree") }.Where(p => p is not null));
        var last = family ?? (first.Length == 0 ? Part(parts, "full_name") ?? Part(parts, "_legacy") ?? whole : null);
        return string.IsNullOrWhiteSpace(last) && first.Length == 0 ? null : new(title, first, last);
    }

    private static string? Part(Dictionary<string, JsonElement>? parts, string key) =>
        parts is not null && parts.TryGetValue(key, out var part) && part.ValueKind is JsonValueKind.String
            && !string.IsNullOrWhiteSpace(part.GetString()) ? part.GetString() : null;

    private sealed record PersonName(string? Title = null, string? First = null, string? Last = null);
}
