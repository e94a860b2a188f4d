using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Lanyard.Server.Hosting;
using SkiaSharp;

namespace Lanyard.Tests.SelfRegistration;

public sealed class PictureCoderTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task A_photograph_is_made_small_and_is_a_jpeg(SKEncodedImageFormat format)
    {
        var coded = await EncodeAsync(Picture(1500, 900, format));
        using var codec = SKCodec.Create(SKData.CreateCopy(coded.Content));
        Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
        Assert.Equal((600, 360), (codec.Info.Width, codec.Info.Height));
    }

    [Fact]
    public async Task Where_a_photograph_was_taken_is_not_kept_and_it_stands_upright()
    {
        // Red above, blue below; the camera lay on its side and says so (orientation 6: to be turned clockwise).
        var file = WithExif(Picture(400, 200, SKEncodedImageFormat.Jpeg, SKColors.Red, SKColors.Blue), orientation: 6);
        Assert.True(file.AsSpan().IndexOf("GPS at home"u8) > 0);
        var coded = await EncodeAsync(file);
        Assert.True(coded.Content.AsSpan().IndexOf("GPS at home"u8) < 0);
        Assert.True(coded.Content.AsSpan().IndexOf("Exif"u8) < 0);
        using var picture = SKBitmap.Decode(coded.Content);
        Assert.Equal((200, 400), (picture.Width, picture.Height));
        // What was above is now on the right.
        Assert.True(picture.GetPixel(180, 200).Red > 200);
        Assert.True(picture.GetPixel(20, 200).Blue > 200);
    }

    [Fact]
    public async Task A_picture_of_50_000_by_50_000_pixels_is_refused_before_it_is_decoded()
    {
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal(PictureFault.TooManyPixels, (await EncodeAsync(Bomb(50_000))).Fault);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 50_000_000);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("<html><script>alert(1)</script>")]
    [InlineData("%PDF-1.7")]
    [InlineData("GIF89a")]
    [InlineData("")]
    public async Task What_is_no_photograph_is_refused(string content) =>
        Assert.Equal(PictureFault.WrongType, (await EncodeAsync(Encoding.ASCII.GetBytes(content))).Fault);

    [Fact]
    public async Task What_only_begins_like_a_photograph_is_refused_and_what_hangs_on_to_one_is_not_kept()
    {
        var file = Picture(100, 100, SKEncodedImageFormat.Jpeg);
        Assert.Equal(PictureFault.Unreadable, (await EncodeAsync(file[..20])).Fault);
        var both = await EncodeAsync([.. file, .. "<script>alert(1)</script>"u8]);
        Assert.True(both.Content.AsSpan().IndexOf("script"u8) < 0);
        Assert.Equal(PictureFault.TooLarge, (await EncodeAsync(new byte[(8 << 20) + 1])).Fault);
    }

    private static Task<CodedPicture> EncodeAsync(byte[] file) =>
        PictureCoder.EncodeAsync(file, PictureUse.Photo, default);

    private static byte[] Picture(
        int width, int height, SKEncodedImageFormat format, SKColor? above = null, SKColor? below = null)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(below ?? SKColors.Green);
        using var paint = new SKPaint { Color = above ?? SKColors.Yellow };
        canvas.DrawRect(0, 0, width, height / 2f, paint);
        return bitmap.Encode(format, 90).ToArray();
    }

    /// <summary>A segment APP1 with an orientation and a text in the place where a camera writes the position.</summary>
    private static byte[] WithExif(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. "GPS at home"u8,
        ];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    /// <summary>A valid PNG file of one colour: few bytes, many pixels.</summary>
    private static byte[] Bomb(int side)
    {
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[1 << 20]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        header[8] = 8;
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n',
            .. Chunk("IHDR", header), .. Chunk("IDAT", pixels.ToArray()), .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. content];
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        checkedPart.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), Crc(checkedPart));
        return chunk;
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
