using System.Text.RegularExpressions;
using Lanyard.Core.Events;

namespace Lanyard.Core.Imports;

/// <summary>Guesses what the columns of a file are, by their names and then by what stands in them.</summary>
public static partial class ColumnGuess
{
    private const string FirstName = "contact.firstName";
    private const string LastName = "contact.lastName";

    // "Name" is the whole name, the last one beside "Vorname" and "Prénom", or the first one beside "Apellidos".
    private static readonly string[] AnyName = [.. new[] { "name", "naam", "nom", "nombre", "namen" }.Select(Words.Fold)];

    /// <param name="names">The names of the columns.</param>
    /// <param name="rows">Some of the rows below them.</param>
    /// <param name="questions">The profile questions of the event.</param>
    public static ImportMapping Guess(
        IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyCollection<ProfileQuestion> questions)
    {
        var fields = new string?[names.Count];
        var folded = names.Select(n => n.IsNormalizable() ? Words.Fold(n) : "").ToList();
        var answers = questions.SelectMany(q => new[] { (Name: q.Key, q.Key), (q.Name, q.Key) })
            .Where(q => q.Name.IsNormalizable()).Select(q => (Name: Words.Fold(q.Name), q.Key)).DistinctBy(q => q.Name)
            .ToDictionary(q => q.Name, q => ImportFields.AnswerPrefix + q.Key, StringComparer.Ordinal);
        Fill(fields, i => answers.GetValueOrDefault(folded[i]));
        Fill(fields, i => ImportFields.ByName.GetValueOrDefault(folded[i]));
        Fill(fields, i => PieceOrNull(names[i]));
        Fill(fields, i => Array.IndexOf(AnyName, folded[i]) < 0 ? null
            : fields.Contains(FirstName) ? LastName
            : fields.Contains(LastName) ? FirstName
            : ImportFields.FullName);
        Fill(fields, i => ByValuesOrNull([.. rows.Select(r => r[i].Trim()).Where(c => c.Length > 0)]));
        return new(fields);
    }

    private static void Fill(string?[] fields, Func<int, string?> guess)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is null && guess(i) is { } field && !fields.Contains(field))
                fields[i] = field;
        }
    }

    /// <summary>The name may say more, as in "Attendee name: Given name" or "E-Mail (privat)".</summary>
    private static string? PieceOrNull(string name)
    {
        foreach (var piece in Separators().Split(name).Reverse())
        {
            // "Newsletter: consent" is not the consent to a scan.
            if (piece.IsNormalizable() && ImportFields.ByName.TryGetValue(Words.Fold(piece), out var field)
                && !field.StartsWith(ImportFields.Consent, StringComparison.Ordinal))
                return field;
        }
        return null;
    }

    private static string? ByValuesOrNull(List<string> values)
    {
        if (values.Count == 0)
            return null;
        return Most(values, v => Email().IsMatch(v)) ? "contact.email"
            : Most(values, v => Picture().IsMatch(v)) ? "contact.pictureUrl"
            : Most(values, v => Website().IsMatch(v)) ? "contact.website"
            : Most(values, v => Words.CountryOrNull(v) is not null) ? "contact.address.country"
            : Most(values, v => Phone().IsMatch(v)) ? "contact.phone1"
            : null;
    }

    private static bool Most(List<string> values, Func<string, bool> isSo) => values.Count(isSo) > values.Count * 0.8;

    [GeneratedRegex(@"\s*[:/()\[\]–—|>]\s*|\s+-\s+|_", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^[^\s@]+@[^\s@]+\.[^\s@]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"^https?://\S+\.(jpe?g|png|webp|gif)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Picture();

    [GeneratedRegex(@"^(https?://|www\.)\S+$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Website();

    [GeneratedRegex(@"^\+?[\d(][\d ()./-]{6,}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Phone();
}
