using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Lanyard.Badges;

/// <summary>One line of text, ready to be drawn at any size.</summary>
internal sealed class TextLine
{
    private readonly List<GlyphRun> _runs;

    private TextLine(List<GlyphRun> runs, bool isRightToLeft)
    {
        _runs = runs;
        IsRightToLeft = isRightToLeft;
        Width = runs.Sum(r => r.Width);
    }

    public bool IsRightToLeft { get; }

    /// <summary>In em.</summary>
    public float Width { get; }

    /// <param name="isRightToLeft">The direction of the paragraph to which the line belongs.</param>
    public static TextLine Of(string text, FontStack fonts, bool isRightToLeft)
    {
        var graphemes = Graphemes(text);
        var levels = TextDirection.LevelsOf(graphemes, isRightToLeft);
        var parts = new List<Part>();
        FontFace? face = null;
        for (var i = 0; i < graphemes.Count; i++)
        {
            face = fonts.FaceFor(graphemes[i], face);
            if (parts.Count > 0 && parts[^1].Face == face && parts[^1].Level == levels[i])
                parts[^1].Text.Append(graphemes[i]);
            else
                parts.Add(new(face, levels[i], new StringBuilder(graphemes[i])));
        }
        TextDirection.Order(parts, p => p.Level);
        return new(parts.ConvertAll(p => p.Face.Shape(p.Text.ToString(), p.Level % 2 == 1)), isRightToLeft);
    }

    public static IReadOnlyList<string> Graphemes(string text)
    {
        var graphemes = new List<string>();
        for (var e = StringInfo.GetTextElementEnumerator(text); e.MoveNext();)
            graphemes.Add(e.GetTextElement());
        return graphemes;
    }

    /// <param name="x">The left end.</param>
    /// <param name="y">The base line.</param>
    public void Draw(SKCanvas canvas, float x, float y, float size, SKPaint paint)
    {
        foreach (var run in _runs)
        {
            Draw(canvas, run, x, y, size, paint);
            x += run.Width * size;
        }
    }

    private static void Draw(SKCanvas canvas, GlyphRun run, float x, float y, float size, SKPaint paint)
    {
        if (run.Glyphs.Length == 0)
            return;
        using var font = new SKFont(run.Face.Typeface, size) { Subpixel = true, Hinting = SKFontHinting.None };
        using var text = new SKTextBlobBuilder();
        var glyphs = new List<ushort>(run.Glyphs.Length);
        var points = new List<SKPoint>(run.Glyphs.Length);
        for (var i = 0; i < run.Glyphs.Length; i++)
        {
            var point = new SKPoint(x + run.Points[i].X * size, y + run.Points[i].Y * size);
            using var path = run.Face.IsShipped ? null : font.GetGlyphPath(run.Glyphs[i]);
            if (path is { IsEmpty: false })
            {
                path.Transform(SKMatrix.CreateTranslation(point.X, point.Y));
                canvas.DrawPath(path, paint);
            }
            else
            {
                glyphs.Add(run.Glyphs[i]);
                points.Add(point);
            }
        }
        if (glyphs.Count == 0)
            return;
        text.AddPositionedRun(glyphs.ToArray(), font, points.ToArray());
        using var blob = text.Build();
        canvas.DrawText(blob, 0, 0, paint);
    }

    private sealed record Part(FontFace Face, int Level, StringBuilder Text);
}
