using Lanyard.Badges;
using SkiaSharp;

namespace Lanyard.Tests.Badges;

/// <summary>What happens to a badge in three days, and how far away it is read.</summary>
public sealed class CrumpledTests
{
    private const string Code = "k3jJ8sUq0ZpX7vYw2mNbC4dEfGhIjKlMnOpQrStUvWx";

    // A common phone's main camera takes in about 83 cm at 60 cm (26 mm lens, 69° across): 4000 pixels of a 12-megapixel
    // picture are 4.8 a millimetre there.
    private const float PixelsAtArmsLength = 4000 / 830f;

    [Theory]
    [InlineData("a4-80x50")]
    [InlineData("a4-90x54")]
    [InlineData("card")]
    [InlineData("a4-a6")]
    public async Task A_badge_reads_at_arms_length(string layout)
    {
        using var seen = Draw(layout, PixelsAtArmsLength);
        using var blurred = Filter(seen, SKImageFilter.CreateBlur(0.7f, 0.7f));
        Assert.Equal([Code], await Rendered.ReadAsync(Rendered.Png(blurred)));
    }

    [Theory]
    [InlineData(0.5f, 0.5f)]
    [InlineData(0.65f, 0.65f)]
    [InlineData(0.5f, 0.8f)]
    [InlineData(0.8f, 0.8f)]
    public async Task A_badge_reads_with_a_stain_over_15_percent_of_its_code(float across, float down)
    {
        using var seen = Draw("a6", 8);
        var qr = CodeBox(8);
        var side = (float)Math.Sqrt(0.15 * qr.Width * qr.Height);
        // The three finders must be seen by any reader; what is between them may be gone.
        var (x, y) = (qr.Left + qr.Width * across - side / 2, qr.Top + qr.Height * down - side / 2);
        using (var canvas = new SKCanvas(seen))
        using (var stain = new SKPaint { Color = new SKColor(0x60, 0x40, 0x20) })
            canvas.DrawRect(x, y, side, side, stain);
        Assert.Equal([Code], await Rendered.ReadAsync(Rendered.Png(seen)));
    }

    [Fact]
    public async Task A_crumpled_badge_reads()
    {
        using var flat = Draw("a6", 8);
        using var crumpled = new SKBitmap(flat.Width, flat.Height);
        var pixels = flat.Pixels;
        var bent = new SKColor[pixels.Length];
        for (var y = 0; y < flat.Height; y++)
        {
            for (var x = 0; x < flat.Width; x++)
            {
                // Folds every few centimetres, which move the paper by up to 0.6 mm, and throw shadows.
                var dx = 3 * Math.Sin(y / 61.0) + 1.8 * Math.Sin((x + y) / 43.0);
                var dy = 3 * Math.Sin(x / 71.0) + 1.8 * Math.Cos((x - y) / 37.0);
                var shade = 0.75 + 0.25 * Math.Sin(x / 90.0 + y / 120.0);
                var (fromX, fromY) = (Math.Clamp(x + (int)dx, 0, flat.Width - 1), Math.Clamp(y + (int)dy, 0, flat.Height - 1));
                var value = (byte)(pixels[fromY * flat.Width + fromX].Red * shade);
                bent[y * flat.Width + x] = new SKColor(value, value, value);
            }
        }
        crumpled.Pixels = bent;
        using var seen = Filter(crumpled, SKImageFilter.CreateBlur(1.5f, 1.5f));
        Assert.Equal([Code], await Rendered.ReadAsync(Rendered.Png(seen)));
    }

    private static SKBitmap Draw(string layout, float pixelsPerMillimetre) => SKBitmap.Decode(BadgeDocument.Picture(
        [new("Ana Müller", "Company", "Job function", "Show", null, Code)], new(BadgeLayouts.FindOrNull(layout)!), pixelsPerMillimetre));

    /// <summary>Where the code of an A6 badge is, without its quiet zone.</summary>
    private static SKRect CodeBox(float scale)
    {
        var side = BadgeFace.QrSide(105, 148);
        var quiet = side * 4 / QrSymbol.Of(Code, side).Modules;
        var edge = Math.Clamp(105 * 0.03f, 1.5f, 4);
        var box = SKRect.Create(52.5f - side / 2, 148 - edge - side, side, side);
        box.Inflate(-quiet, -quiet);
        return new(box.Left * scale, box.Top * scale, box.Right * scale, box.Bottom * scale);
    }

    private static SKBitmap Filter(SKBitmap source, SKImageFilter filter)
    {
        var result = new SKBitmap(source.Width, source.Height);
        using var canvas = new SKCanvas(result);
        using var paint = new SKPaint { ImageFilter = filter };
        canvas.Clear(SKColors.White);
        canvas.DrawBitmap(source, 0, 0, SKSamplingOptions.Default, paint);
        return result;
    }
}
