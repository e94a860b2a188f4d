using System.Diagnostics;
using SkiaSharp;

namespace Lanyard.Tests.Badges;

/// <summary>A PDF as others see it: poppler draws its pages, zbar reads the codes.</summary>
internal static class Rendered
{
    /// <summary>The QR codes of all pages, in no order.</summary>
    public static async Task<List<string>> CodesAsync(byte[] pdf, int dotsPerInch = 300)
    {
        var codes = new List<string>();
        foreach (var page in await PagesAsync(pdf, dotsPerInch))
            codes.AddRange(await ReadAsync(page));
        return codes;
    }

    /// <summary>Pages as PNG.</summary>
    public static Task<byte[][]> PagesAsync(byte[] pdf, int dotsPerInch) => InFolderAsync(async folder =>
    {
        var file = Path.Combine(folder, "badges.pdf");
        await File.WriteAllBytesAsync(file, pdf);
        await RunAsync("pdftoppm", "-png", "-r", $"{dotsPerInch}", file, Path.Combine(folder, "page"));
        var pages = Directory.GetFiles(folder, "page*.png").Order(StringComparer.Ordinal).ToList();
        return await Task.WhenAll(pages.ConvertAll(p => File.ReadAllBytesAsync(p)));
    });

    public static Task<string> TextAsync(byte[] pdf) => InFolderAsync(async folder =>
    {
        var file = Path.Combine(folder, "badges.pdf");
        await File.WriteAllBytesAsync(file, pdf);
        return await RunAsync("pdftotext", file, "-");
    });

    /// <summary>The codes in a picture; empty when none is read.</summary>
    public static Task<string[]> ReadAsync(byte[] png) => InFolderAsync(async folder =>
    {
        var file = Path.Combine(folder, "picture.png");
        await File.WriteAllBytesAsync(file, png);
        var output = await RunAsync("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    });

    public static byte[] Png(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static async Task<T> InFolderAsync<T>(Func<string, Task<T>> work)
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-badges-").FullName;
        try
        {
            return await work(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) 
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        // 4: zbarimg read the picture and found no code in it.
        Assert.True(process.ExitCode is 0 or 4, $"{program}: {await errors}");
        return await output;
    }
}
