using System.Collections.Frozen;

namespace Lanyard.Core.Registrants;

/// <summary>A country of ISO 3166-1.</summary>
/// <param name="Code">Two letters, in upper case.</param>
/// <param name="LongCode">Three letters, in upper case.</param>
/// <param name="Names">By language: en, de, fr, nl and es.</param>
public sealed record Country(string Code, string LongCode, FrozenDictionary<string, string> Names);

/// <summary>
/// The countries that ISO 3166-1 officially assigns codes to, with their names. The framework's own names are not used: it
/// keeps the language in which somebody first asked.
/// </summary>
public static class Countries
{
    /// <summary>The 249 countries, by their codes.</summary>
    public static IReadOnlyList<Country> All { get; } = Read();

    /// <summary>Their codes of two letters, in upper case.</summary>
    public static FrozenSet<string> Codes { get; } = All.Select(country => country.Code).ToFrozenSet(StringComparer.Ordinal);

    private static List<Country> Read()
    {
        using var stream = typeof(Countries).Assembly.GetManifestResourceStream("countries.tsv")!;
        using var reader = new StreamReader(stream);
        var languages = reader.ReadLine()!.Split('\t')[2..];
        var all = new List<Country>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            all.Add(new(cells[0], cells[1], languages.Index()
                .ToFrozenDictionary(l => l.Item, l => cells[2 + l.Index], StringComparer.Ordinal)));
        }
        return all;
    }
}
