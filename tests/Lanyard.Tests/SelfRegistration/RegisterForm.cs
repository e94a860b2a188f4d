using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Lanyard.Tests.Support;
using SkiaSharp;

namespace Lanyard.Tests.SelfRegistration;

/// <summary>A person with a browser at the registration form, and with a scanner at the confirmation.</summary>
internal static class RegisterForm
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Loads the page, takes ten seconds to fill it in, and sends it as a browser does.</summary>
    public static async Task<string> SendAsync(
        FormServer show, PageClient person, Dictionary<string, string> fields, byte[]? photo = null, string? html = null,
        string? language = null)
    {
        var path = $"/register/{show.Server.EventId}";
        html ??= await person.GetAsync(path);
        show.Clock.Now += TimeSpan.FromSeconds(10);
        using var content = new MultipartFormDataContent();
        var hidden = Regex.Matches(
            html, "<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, Limit);
        foreach (var match in hidden.Cast<Match>())
            content.Add(new StringContent(WebUtility.HtmlDecode(match.Groups["value"].Value)), match.Groups["name"].Value);
        foreach (var (name, value) in fields)
            content.Add(new StringContent(value), name);
        if (photo is not null)
            content.Add(new ByteArrayContent(photo), "photo", "me.png");
        return await person.SendAsync(language is null ? path : $"{path}?lang={language}", content);
    }

    /// <summary>What a scanner reads from the picture that a browser draws of the code's shape.</summary>
    public static async Task<string> ScanAsync(string html)
    {
        var code = Regex.Match(
            html, "<svg viewBox=\"0 0 (?<side>\\d+) \\d+\" role=\"img\".*? d=\"(?<path>M[^\"]+)\"",
            RegexOptions.ExplicitCapture | RegexOptions.Singleline, Limit);
        Assert.True(code.Success, html);
        var side = int.Parse(code.Groups["side"].Value, System.Globalization.CultureInfo.InvariantCulture);
        using var shape = SKPath.ParseSvgPathData(code.Groups["path"].Value);
        using var bitmap = new SKBitmap(side * 6, side * 6);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        canvas.Scale(6);
        using var black = new SKPaint { Color = SKColors.Black };
        canvas.DrawPath(shape, black);
        return await ScanAsync(bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());
    }

    /// <summary>What a scanner reads from a picture.</summary>
    public static async Task<string> ScanAsync(byte[] png)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        await File.WriteAllBytesAsync(file, png);
        try
        {
            using var zbar = Process.Start(new ProcessStartInfo("zbarimg", ["--raw", "-q", file])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            return (await zbar.StandardOutput.ReadToEndAsync()).TrimEnd('\n');
        }
        finally
        {
            File.Delete(file);
        }
    }
}
