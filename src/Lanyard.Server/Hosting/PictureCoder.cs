using SkiaSharp;

namespace Lanyard.Server.Hosting;

internal enum PictureUse
{
    /// <summary>Kept as JPEG.</summary>
    Photo,

    /// <summary>Kept as PNG, with what is transparent.</summary>
    Logo,

    /// <summary>Kept as JPEG, large enough to read what is on it.</summary>
    Note,
}

internal enum PictureFault
{
    TooLarge,
    WrongType,
    TooManyPixels,
    Unreadable,
}

/// <summary>What became of a file: the picture that was made of it, or what is wrong with it.</summary>
internal readonly record struct CodedPicture(byte[]? Content, PictureFault? Fault);

/// <summary>
/// Makes pictures of files that people send: decoded, turned upright, made small and encoded anew, so that nothing but the
/// pixels is left, and no file is kept or served that was not written here.
/// </summary>
internal static class PictureCoder
{
    public const int LongestFile = 8 << 20;
    private const int LongestSide = 600;
    private const int LongestSideOfNote = 1600;

    // A picture of this many pixels needs 100 MB while it is decoded; JPEG and WebP are decoded smaller than they are.
    private const long MostPixels = 25_000_000;
    private const long MostScaledPixels = 110_000_000;

    // Pictures have about ten; each makes a decoder go over all pixels again.
    private const int MostScans = 64;

    // Each takes a processor and much memory for a while.
    private static readonly SemaphoreSlim Turns = new(1);

    public static async Task<CodedPicture> EncodeAsync(byte[] file, PictureUse use, CancellationToken cancellation)
    {
        if (file.Length > LongestFile)
            return Fault(PictureFault.TooLarge);
        if (FormatOrNull(file) is not { } format)
            return Fault(PictureFault.WrongType);
        await Turns.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => Encode(file, format, use), cancellation);
        }
        finally
        {
            Turns.Release();
        }
    }

    private static CodedPicture Encode(byte[] file, SKEncodedImageFormat format, PictureUse use)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat != format)
            return Fault(PictureFault.Unreadable);
        var most = format is SKEncodedImageFormat.Png ? MostPixels : MostScaledPixels;
        if ((long)codec.Info.Width * codec.Info.Height > most || ScansOf(file, format) > MostScans)
            return Fault(PictureFault.TooManyPixels);
        var size = codec.GetScaledDimensions(
            Math.Min(1f, 2f * LongestSideOf(use) / Math.Max(codec.Info.Width, codec.Info.Height)));
        if ((long)size.Width * size.Height > MostPixels)
            return Fault(PictureFault.TooManyPixels);
        using var pixels = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(pixels.Info, pixels.GetPixels()) is not SKCodecResult.Success)
            return Fault(PictureFault.Unreadable);
        using var picture = Draw(pixels, codec.EncodedOrigin, use);
        using var image = SKImage.FromBitmap(picture);
        using var encoded = use is PictureUse.Logo
            ? image.Encode(SKEncodedImageFormat.Png, 100)
            : image.Encode(SKEncodedImageFormat.Jpeg, 85);
        return new(encoded.ToArray(), null);
    }

    private static int LongestSideOf(PictureUse use) => use is PictureUse.Note ? LongestSideOfNote : LongestSide;

    /// <summary>The pixels upright and small; a photograph's on white.</summary>
    private static SKBitmap Draw(SKBitmap pixels, SKEncodedOrigin origin, PictureUse use)
    {
        var isTurned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop
            or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var scale = Math.Min(1f, (float)LongestSideOf(use) / Math.Max(pixels.Width, pixels.Height));
        var width = Math.Max(1, (int)MathF.Round(pixels.Width * scale));
        var height = Math.Max(1, (int)MathF.Round(pixels.Height * scale));
        var drawn = isTurned ? new SKBitmap(height, width) : new SKBitmap(width, height);
        using var canvas = new SKCanvas(drawn);
        canvas.Clear(use is PictureUse.Logo ? SKColors.Transparent : SKColors.White);
        canvas.Concat(Turn(origin, width, height));
        using var image = SKImage.FromBitmap(pixels);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return drawn;
    }

    /// <summary>From the picture as it lies in the file to the picture as it is looked at (EXIF, tag Orientation).</summary>
    private static SKMatrix Turn(SKEncodedOrigin origin, float w, float h) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, w, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, w, 0, -1, h, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, h, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, h, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, h, -1, 0, w, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, w, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    private static SKEncodedImageFormat? FormatOrNull(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? SKEncodedImageFormat.Jpeg
        : file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]) ? SKEncodedImageFormat.Png
        : file.StartsWith("RIFF"u8) && file.Length > 12 && file[8..].StartsWith("WEBP"u8) ? SKEncodedImageFormat.Webp
        : null;

    /// <summary>How often a JPEG file begins to tell its pixels: between them, 0xFF never stands before 0xDA.</summary>
    private static int ScansOf(ReadOnlySpan<byte> file, SKEncodedImageFormat format) =>
        format is SKEncodedImageFormat.Jpeg ? file.Count((ReadOnlySpan<byte>)[0xFF, 0xDA]) : 1;

    private static CodedPicture Fault(PictureFault fault) => new(null, fault);
}
