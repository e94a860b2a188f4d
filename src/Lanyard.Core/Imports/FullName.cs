using System.Collections.Frozen;

namespace Lanyard.Core.Imports;

/// <summary>A name in one cell, divided into what the guide asks for.</summary>
/// <param name="Title">As in "Dr."; null where there is none.</param>
/// <param name="Prefix">As in "van der"; null where there is none.</param>
internal sealed record FullName(string? Title, string? First, string? Prefix, string? Last)
{
    private static readonly FrozenSet<string> Titles = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "dr", "dr.", "prof", "prof.", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "ir", "ir.", "drs", "drs.", "ing", "ing.",
        "dipl.-ing.", "herr", "frau", "dhr", "dhr.", "mevr", "mevr.", "mw", "mw.", "mme", "mme.", "m.", "mlle", "sr", "sr.",
        "sra", "sra.", "don", "doña", "dott.", "med.", "h.c.");

    private static readonly FrozenSet<string> Prefixes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "van", "de", "der", "den", "ten", "ter", "te", "'t", "’t", "von", "vom", "zu", "zum", "zur", "da", "do", "dos", "das", "di",
        "del", "della", "dello", "du", "des", "la", "le", "los", "las", "el", "al", "bin", "ibn", "op", "in", "aan", "y");

    /// <summary>Divides "Prof. Ana de la Cruz", "van der Berg, Jan" or "Berg, Jan van der".</summary>
    public static FullName Parse(string text)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var words = Words(comma < 0 ? text : text[..comma]);
        var titles = Take(words, Titles);
        if (comma > 0)
        {
            var given = Words(text[(comma + 1)..]);
            titles.AddRange(Take(given, Titles));
            var behind = new List<string>();
            while (given.Count > 1 && Prefixes.Contains(given[^1]))
            {
                behind.Insert(0, given[^1]);
                given.RemoveAt(given.Count - 1);
            }
            var before = words.Count > 1 ? Take(words, Prefixes, keep: 1) : [];
            return new(Join(titles), Join(given), Join([.. behind, .. before]), Join(words));
        }
        if (words.Count < 2)
            return new(Join(titles), null, null, Join(words));
        // The first name goes up to the first prefix, or up to the last word.
        var at = words.FindIndex(1, w => Prefixes.Contains(w) && char.IsLower(w.TrimStart('\'', '’')[0]));
        if (at < 0 || at == words.Count - 1)
            at = words.Count - 1;
        var last = words[at..];
        var prefix = Take(last, Prefixes, keep: 1);
        return new(Join(titles), Join(words[..at]), Join(prefix), Join(last));
    }

    /// <summary>Names the type alone: a name must not reach a log by accident.</summary>
    public override string ToString() => nameof(FullName);

    private static List<string> Words(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    private static List<string> Take(List<string> words, FrozenSet<string> known, int keep = 0)
    {
        var count = 0;
        while (count < words.Count - keep && known.Contains(words[count]))
            count++;
        var taken = words[..count];
        words.RemoveRange(0, count);
        return taken;
    }

    private static string? Join(List<string> words) => words.Count == 0 ? null : string.Join(' ', words);
}
