using System.Collections.Frozen;
using System.Globalization;

namespace Lanyard.Server.Web.Registration;

/// <summary>
/// The names of countries in the languages of pages. The framework's own are not used: it keeps the language in which
/// somebody first asked.
/// </summary>
internal static class CountryNames
{
    private static readonly FrozenDictionary<string, IReadOnlyList<(string Code, string Name)>> ByLanguage = Load();

    /// <summary>Codes and names in the visitor's language, by name.</summary>
    public static IReadOnlyList<(string Code, string Name)> All =>
        ByLanguage[CultureInfo.CurrentUICulture.TwoLetterISOLanguageName];

    private static FrozenDictionary<string, IReadOnlyList<(string Code, string Name)>> Load()
    {
        using var stream = typeof(CountryNames).Assembly.GetManifestResourceStream("country-names.tsv")!;
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split('\t')).ToList();
        return Enumerable.Range(1, rows[0].Length - 1).ToFrozenDictionary(
            column => rows[0][column],
            column => (IReadOnlyList<(string Code, string Name)>)[.. rows.Skip(1)
                .Select(row => (row[0], row[column]))
                .OrderBy(pair => pair.Item2, StringComparer.Create(CultureInfo.GetCultureInfo(rows[0][column]), ignoreCase: true))],
            StringComparer.Ordinal);
    }
}
