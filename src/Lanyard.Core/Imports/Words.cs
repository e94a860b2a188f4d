using System.Collections.Frozen;
using System.Text;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Imports;

/// <summary>What words of five languages mean.</summary>
public static class Words
{
    private static readonly FrozenDictionary<string, string> CountriesByName = ReadCountries();

    private static readonly FrozenDictionary<string, string> Genders = Read(
        ("male", "m male man mann männlich herr homme masculin hombre masculino mr varon"),
        ("female", "f w v female woman frau weiblich femme féminin vrouw vrouwelijk mujer femenino ms mrs"),
        ("other", "x d o other divers autre anders andere otro non-binary nonbinary diverse"),
        ("secret", "secret geheim unknown unbekannt inconnu onbekend desconocido"));

    private static readonly FrozenDictionary<string, string> Consents = Read(
        ("yes", "yes y true 1 x ja j wahr oui o vrai waar sí s verdadero agreed zugestimmt eingewilligt accepté akkoord aceptado"),
        ("no", "no n false 0 nein falsch non faux nee onwaar falso declined refused abgelehnt refusé geweigerd rechazado"),
        ("unknown", "unknown unbekannt inconnu onbekend desconocido"));

    /// <summary>The letters and digits of a text alone, in lower case and without accents: how words are compared.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(c))
                folded.Append(char.ToLowerInvariant(c));
            else if (c == '#')
                folded.Append(c);
        }
        return folded.ToString();
    }

    /// <summary>The ISO code of a country by its name in five languages, or its code of two or three letters; null if
    /// there is no such country.</summary>
    public static string? CountryOrNull(string text) =>
        CountriesByName.TryGetValue(FoldOrEmpty(text), out var code) ? code : null;

    /// <summary>The guide's word for a gender; null if the word is not known.</summary>
    public static string? GenderOrNull(string text) =>
        Genders.TryGetValue(FoldOrEmpty(text), out var gender) ? gender : null;

    /// <summary>Whether a word says that somebody agreed; null if the word is not known.</summary>
    public static ConsentState? ConsentOrNull(string text) =>
        text.Trim() is "✓" or "✔" ? ConsentState.Yes
        : ConsentStates.ParseOrNull(Consents.GetValueOrDefault(FoldOrEmpty(text)));

    // Normalising throws on half a surrogate pair, which is a fault that is told elsewhere.
    private static string FoldOrEmpty(string text) => text.Length > 100 || !text.IsNormalizable() ? "" : Fold(text);

    internal static bool IsNormalizable(this string text) => TextRules.FaultOrNull(text, int.MaxValue, lines: true) is null;

    private static FrozenDictionary<string, string> Read(params (string Meaning, string Words)[] lines) => lines
        .SelectMany(l => l.Words.Split(' ').Select(w => (Word: Fold(w), l.Meaning)))
        .DistinctBy(w => w.Word).ToFrozenDictionary(w => w.Word, w => w.Meaning, StringComparer.Ordinal);

    private static FrozenDictionary<string, string> ReadCountries()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var country in Countries.All)
        {
            foreach (var name in country.Names.Values.Append(country.Code).Append(country.LongCode))
                names.TryAdd(Fold(name), country.Code);
        }
        (string Code, string Names)[] others =
        [
            ("GB", "UK|Great Britain|England|Scotland|Wales|Northern Ireland|Großbritannien|Grande-Bretagne|Groot-Brittannië|Gran Bretaña"),
            ("US", "United States of America|U.S.A.|Vereinigte Staaten von Amerika|États-Unis d'Amérique|Verenigde Staten van Amerika|EE. UU.|EEUU"),
            ("NL", "The Netherlands|Holland|Hollande|Holanda|Nederlands"),
            ("CZ", "Czech Republic|Tschechische Republik|République tchèque|Tsjechische Republiek|República Checa"),
            ("CI", "Ivory Coast|Elfenbeinküste|Costa de Marfil"),
            ("KR", "Republic of Korea|Korea|Corée|Corea"),
            ("RU", "Russian Federation|Russische Föderation"),
            ("TR", "Turkey|Türkiye"),
            ("AE", "UAE|VAE|EAU"),
            ("DE", "Federal Republic of Germany|BRD"),
        ];
        foreach (var (code, list) in others)
        {
            foreach (var name in list.Split('|'))
                names.TryAdd(Fold(name), code);
        }
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
