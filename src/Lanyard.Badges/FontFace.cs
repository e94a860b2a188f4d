using HarfBuzzSharp;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace Lanyard.Badges;

/// <summary>A font for drawing and for shaping, kept as long as the program runs. Safe to use from several threads.</summary>
internal sealed class FontFace
{
    private readonly Lazy<(Font Font, int UnitsPerEm)> _shaper;
    private readonly Lazy<SKFont> _coverage;

    public FontFace(SKTypeface typeface, bool isShipped)
    {
        Typeface = typeface;
        IsShipped = isShipped;
        _coverage = new(() => new SKFont(typeface));
        _shaper = new(() => Open(typeface));
    }

    public SKTypeface Typeface { get; }

    /// <summary>False for a font of the machine's, which is not put into a file whole: it may have 20 MB.</summary>
    public bool IsShipped { get; }

    public bool Has(int character) => _coverage.Value.ContainsGlyph(character);

    /// <summary>Glyphs of a text in one direction, in the order in which they stand from left to right.</summary>
    public GlyphRun Shape(string text, bool isRightToLeft)
    {
        using var buffer = new HarfBuzzSharp.Buffer();
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        buffer.Direction = isRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        var (font, unitsPerEm) = _shaper.Value;
        font.Shape(buffer);
        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        var glyphs = new ushort[infos.Length];
        var points = new SKPoint[infos.Length];
        var x = 0f;
        for (var i = 0; i < glyphs.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            points[i] = new((x + positions[i].XOffset) / unitsPerEm, -positions[i].YOffset / (float)unitsPerEm);
            x += positions[i].XAdvance;
        }
        return new(this, glyphs, points, x / unitsPerEm);
    }

    private static (Font Font, int UnitsPerEm) Open(SKTypeface typeface)
    {
        using var stream = typeface.OpenStream(out var index);
        using var blob = stream.ToHarfBuzzBlob();
        using var face = new Face(blob, index);
        var unitsPerEm = face.UnitsPerEm;
        face.MakeImmutable();
        var font = new Font(face);
        font.SetScale(unitsPerEm, unitsPerEm);
        font.SetFunctionsOpenType();
        return (font, unitsPerEm);
    }
}

/// <summary>Glyphs of one font, with positions and width in em.</summary>
internal sealed record GlyphRun(FontFace Face, ushort[] Glyphs, SKPoint[] Points, float Width);
