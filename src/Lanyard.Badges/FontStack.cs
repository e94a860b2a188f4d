using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Lanyard.Badges;

/// <summary>
/// The fonts that Lanyard brings (Latin, Greek, Cyrillic, Vietnamese, Arabic, Hebrew), then those of the machine.
/// </summary>
internal sealed class FontStack
{
    private static readonly ConcurrentDictionary<string, FontFace> Loaded = new(StringComparer.Ordinal);

    private readonly FontFace[] _shipped;
    private readonly ConcurrentDictionary<int, FontFace?> _found = new();

    private FontStack(params string[] names) => _shipped = [.. names.Select(n => Loaded.GetOrAdd(n, Load))];

    public static FontStack Bold { get; } = new("NotoSans-Bold.ttf", "NotoSansArabic-Bold.ttf", "NotoSansHebrew-Bold.ttf");

    public static FontStack Regular { get; } = new("NotoSans-Regular.ttf", "NotoSansArabic-Bold.ttf", "NotoSansHebrew-Bold.ttf");

    /// <summary>
    /// The font for one grapheme; the previous one where it will do, so that a word is not torn. Without any, the first, which
    /// shows an empty box.
    /// </summary>
    public FontFace FaceFor(string grapheme, FontFace? previous)
    {
        var drawn = grapheme.EnumerateRunes().Where(IsDrawn).Select(r => r.Value).ToList();
        if (previous is not null && drawn.TrueForAll(previous.Has))
            return previous;
        return _shipped.FirstOrDefault(f => drawn.TrueForAll(f.Has)) ?? _found.GetOrAdd(drawn[0], SystemFonts.FindOrNull)
            ?? _shipped[0];
    }

    /// <summary>Whether some font has every character of the text.</summary>
    public bool Covers(string text) => text.EnumerateRunes().Where(IsDrawn).All(r =>
        Array.Exists(_shipped, f => f.Has(r.Value)) || _found.GetOrAdd(r.Value, SystemFonts.FindOrNull) is not null);

    /// <summary>Not a joiner, a mark of direction or a variation selector, which a font need not have.</summary>
    private static bool IsDrawn(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control)
        && rune.Value is not (>= 0xFE00 and <= 0xFE0F);

    private static FontFace Load(string name)
    {
        using var stream = typeof(FontStack).Assembly.GetManifestResourceStream(name)!;
        using var data = SKData.Create(stream);
        return new(SKTypeface.FromData(data), isShipped: true);
    }
}
