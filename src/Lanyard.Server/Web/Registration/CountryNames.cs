using System.Collections.Frozen;
using System.Globalization;
using Lanyard.Core.Registrants;

namespace Lanyard.Server.Web.Registration;

/// <summary>The names of countries in the languages of pages, to choose from.</summary>
internal static class CountryNames
{
    private static readonly FrozenDictionary<string, IReadOnlyList<(string Code, string Name)>> ByLanguage = Languages.All
        .ToFrozenDictionary(language => language.Code, language => InOrder(language.Code), StringComparer.Ordinal);

    /// <summary>Codes and names in the visitor's language, by name.</summary>
    public static IReadOnlyList<(string Code, string Name)> All =>
        ByLanguage[CultureInfo.CurrentUICulture.TwoLetterISOLanguageName];

    private static IReadOnlyList<(string Code, string Name)> InOrder(string language) =>
    [
        .. Countries.All.Select(country => (country.Code, Name: country.Names[language]))
            .OrderBy(pair => pair.Name, StringComparer.Create(CultureInfo.GetCultureInfo(language), ignoreCase: true)),
    ];
}
