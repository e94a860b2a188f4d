using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lanyard.Tests.Conventions;

/// <summary>The texts of pages, and their translations.</summary>
public sealed class TextTests
{
    private static readonly string[] Languages = ["de", "es", "fr", "nl"];

    private static readonly Regex Use = new(
        """\bL\["(?<text>(?:[^"\\]|\\.)*)["]""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    private static readonly Regex Place = new(@"\{\d+(?::[^}]*)?\}", RegexOptions.None, TimeSpan.FromSeconds(1));

    [Fact]
    public void Every_text_of_a_page_is_in_every_language_with_the_same_places_for_values_and_no_translation_is_left_over()
    {
        var used = Texts();
        Assert.NotEmpty(used);
        foreach (var language in Languages)
        {
            var translated = Translations(language);
            foreach (var (text, translation) in translated)
            {
                Assert.True(used.Contains(text), $"{language}: no page uses \"{text}\"");
                Assert.True(Places(text).SequenceEqual(Places(translation)), $"{language}: \"{text}\" has other values");
            }
            Assert.True(used.IsSubsetOf(translated.Keys), $"{language}: nothing for " + string.Join(" | ", used.Except(translated.Keys)));
        }
    }

    private static IEnumerable<string> Places(string text) => Place.Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    private static HashSet<string> Texts() => Directory.GetFiles(Web(), "*.*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".razor" or ".cs")
        .SelectMany(file => Use.Matches(File.ReadAllText(file)))
        .Select(match => Regex.Unescape(match.Groups["text"].Value)).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, string> Translations(string language) =>
        XDocument.Load(Path.Combine(Web(), "Resources", $"Texts.{language}.resx")).Descendants("data")
            .ToDictionary(data => (string)data.Attribute("name")!, data => (string)data.Element("value")!, StringComparer.Ordinal);

    private static string Web([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../src/Lanyard.Server/Web"));
}
