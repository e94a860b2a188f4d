using Lanyard.Core.Events;
using Lanyard.Core.Registrants;

namespace Lanyard.Badges;

/// <summary>Makes what stands on a badge of what is known of a registrant.</summary>
internal sealed class BadgeText(Event show, ProfileQuestion? category)
{
    public Event Event => show;

    public static Contact Sample { get; } =
        new() { FirstName = "First name", LastName = "Last name", Company = "Company", JobFunction = "Job function" };

    /// <param name="code">What the QR code says.</param>
    public Badge Of(Registrant registrant, string code)
    {
        var contact = ContactJson.Read(registrant.Contact);
        var answer = category is null ? null
            : ProfileAnswers.Read(registrant.Answers).FirstOrDefault(a => a.Question == category.Id);
        var label = answer is null ? null
            : answer.Text ?? string.Join(", ", category!.Options.Where(o => answer.Options.Contains(o.Id)).Select(o => o.Name));
        return Of(contact, registrant.Key, label, code);
    }

    public Badge Of(Contact contact, string key, string? label, string code)
    {
        var name = NameOf(contact);
        var company = contact.Company;
        if (name is null)
            (name, company) = (company ?? key, null);
        return new(name, company, contact.JobFunction, show.Name, label, code);
    }

    /// <summary>The full name as it is written in its script; null when none is known.</summary>
    private static string? NameOf(Contact contact)
    {
        var first = contact.FirstName ?? contact.FirstInitials;
        if (first is not null && contact.LastName is { } last && IsEastAsian(first) && IsEastAsian(last))
            return last + first;
        var name = string.Join(' ', ((string?[])[first, contact.LastNamePrefix, contact.LastName])
            .Where(part => !string.IsNullOrWhiteSpace(part)));
        return name.Length == 0 ? null : name;
    }

    /// <summary>Chinese, Japanese or Korean letters, with which the family's name comes first, without a space.</summary>
    private static bool IsEastAsian(string text) => text.EnumerateRunes().All(r => r.Value is
        (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x3FFFF));
}
