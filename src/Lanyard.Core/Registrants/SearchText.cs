using System.Globalization;
using System.Text;

namespace Lanyard.Core.Registrants;

/// <summary>What a registrant is found by: name, company, e-mail and key, folded so that "muller" finds "Müller".</summary>
public static class SearchText
{
    private const int MostTerms = 8;

    public static string Of(string key, Contact contact)
    {
        string?[] parts =
        [
            contact.FirstName, contact.LastNamePrefix, contact.LastName, contact.Company, contact.Email, key,
        ];
        return Fold(string.Join(' ', parts.Where(p => !string.IsNullOrWhiteSpace(p))));
    }

    /// <summary>The words of a query, each of which must be found; the first eight of them.</summary>
    public static IReadOnlyList<string> Terms(string query) =>
        Fold(query).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostTerms).ToList();

    /// <summary>In lower case and without accents, with single spaces.</summary>
    public static string Fold(string text)
    {
        if (IsPlain(text))
            return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Whole(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.Control:
                    break;
                case UnicodeCategory.SpaceSeparator:
                    if (folded.Length > 0 && folded[^1] != ' ')
                        folded.Append(' ');
                    break;
                default:
                    folded.Append(Letter(Rune.ToLowerInvariant(rune)));
                    break;
            }
        }
        return folded.ToString();
    }

    /// <summary>As most texts are, of which tens of thousands are folded for a sorted list.</summary>
    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && !text.StartsWith(' ') && !text.Contains("  ", StringComparison.Ordinal);

    /// <summary>Letters that no decomposition takes apart.</summary>
    private static string Letter(Rune rune) => rune.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => rune.ToString(),
    };

    /// <summary>A query may end in half a pair, which cannot be normalised.</summary>
    private static string Whole(string text) =>
        text.Any(char.IsSurrogate) ? string.Concat(text.EnumerateRunes().Select(r => r.ToString())) : text;
}
