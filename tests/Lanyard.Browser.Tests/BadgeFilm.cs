using QRCoder;
using SkiaSharp;

namespace Lanyard.Browser.Tests;

/// <summary>What a camera shows: white, with a badge's code in the middle if there is one.</summary>
internal static class BadgeFilm
{
    /// <summary>A film of one picture.</summary>
    public static byte[] Of(string? badge)
    {
        var picture = Picture(640, 480, badge, false);
        return [.. picture, .. picture, .. picture, .. picture];
    }

    /// <summary>One badge after the other, with nothing between. The corner at the top left is black as long as there is a badge.</summary>
    /// <param name="shown">Pictures of each badge; 30 a second.</param>
    /// <param name="between">Pictures without a badge before each.</param>
    public static byte[] Of(IEnumerable<string> badges, int shown, int between)
    {
        using var film = new MemoryStream();
        var nothing = Picture(1280, 720, null, false);
        foreach (var badge in badges)
        {
            var picture = Picture(1280, 720, badge, true);
            for (var i = 0; i < between; i++)
                film.Write(nothing);
            for (var i = 0; i < shown; i++)
                film.Write(picture);
        }
        return film.ToArray();
    }

    private static byte[] Picture(int width, int height, string? badge, bool isMarked)
    {
        using var picture = new SKBitmap(width, height);
        using var canvas = new SKCanvas(picture);
        canvas.Clear(SKColors.White);
        using var black = new SKPaint { Color = SKColors.Black };
        if (isMarked)
            canvas.DrawRect(0, 0, 40, 40, black);
        if (badge is not null)
            Draw(canvas, width, height, badge);
        using var image = SKImage.FromBitmap(picture);
        return image.Encode(SKEncodedImageFormat.Jpeg, 90).ToArray();
    }

    private static void Draw(SKCanvas canvas, int width, int height, string badge)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(badge, QRCodeGenerator.ECCLevel.M);
        using var qr = SKBitmap.Decode(new PngByteQRCode(code).GetGraphic(6));
        using var drawn = SKImage.FromBitmap(qr);
        canvas.DrawImage(drawn, (width - qr.Width) / 2f, (height - qr.Height) / 2f, new SKSamplingOptions(SKFilterMode.Nearest));
    }
}
