using System.Collections.Concurrent;
using SkiaSharp;

namespace Lanyard.Badges;

/// <summary>Finds a font of the machine's for a character. On Linux by looking into the folders where fonts lie.</summary>
internal static class SystemFonts
{
    private static readonly Lazy<string[]> Files = new(List);
    private static readonly ConcurrentDictionary<string, FontFace?> Faces = new(StringComparer.Ordinal);

    public static FontFace? FindOrNull(int character)
    {
        if (SKFontManager.Default.MatchCharacter(null, SKFontStyle.Bold, null, character) is { } match)
            return Faces.GetOrAdd(match.FamilyName, _ => new(match, isShipped: false));
        foreach (var file in Files.Value)
        {
            if (Faces.GetOrAdd(file, OpenOrNull) is { } face && face.Has(character))
                return face;
        }
        return null;
    }

    private static FontFace? OpenOrNull(string file) =>
        SKTypeface.FromFile(file) is { } typeface ? new(typeface, isShipped: false) : null;

    /// <summary>Bold sans-serif fonts first.</summary>
    private static string[] List()
    {
        string[] folders =
        [
            "/usr/share/fonts", "/usr/local/share/fonts",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/fonts"),
        ];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return [.. folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*", options))
            .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc")
            .OrderByDescending(f => f.Contains("Sans", StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(f => f.Contains("Bold", StringComparison.OrdinalIgnoreCase))
            .ThenBy(f => f, StringComparer.Ordinal)];
    }
}
