using System.Diagnostics;
using Lanyard.Tests.Support;
using Microsoft.Playwright;
using QRCoder;
using SkiaSharp;

namespace Lanyard.Browser.Tests;

/// <summary>A browser with a camera of its own that shows a badge, and a disk that outlives it.</summary>
public sealed class Phone : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly string _folder;
    private readonly Uri _address;
    private IBrowserContext? _context;

    private Phone(IPlaywright playwright, string folder, Uri address) =>
        (_playwright, _folder, _address) = (playwright, folder, address);

    public IPage Page { get; private set; } = null!;

    public IBrowserContext Context => _context!;

    public List<string> Complaints { get; } = [];

    /// <param name="badge">What the camera shows; null for nothing.</param>
    public static async Task<Phone> TakeAsync(Uri address, string? badge, ColorScheme scheme = ColorScheme.Light)
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-phone-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "badge.mjpeg"), Picture(badge));
        var phone = new Phone(await Playwright.CreateAsync(), folder, address);
        await phone.StartAsync(scheme);
        return phone;
    }

    /// <summary>Starts the browser, again with what its disk has.</summary>
    public async Task StartAsync(ColorScheme scheme = ColorScheme.Light)
    {
        _context = await _playwright.Chromium.LaunchPersistentContextAsync(Path.Combine(_folder, "profile"), new()
        {
            ExecutablePath = Chromium.Find(),
            BaseURL = _address.ToString(),
            ViewportSize = new() { Width = 390, Height = 844 },
            HasTouch = true,
            ColorScheme = scheme,
            Locale = "en-GB",
            Args =
            [
                "--no-sandbox", "--disable-dev-shm-usage", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                $"--use-file-for-fake-video-capture={Path.Combine(_folder, "badge.mjpeg")}",
            ],
        });
        _context.SetDefaultTimeout(30_000);
        Page = _context.Pages[0];
        Page.PageError += (_, error) => Complaints.Add(error);
        Page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
                Complaints.Add(message.Text);
        };
    }

    /// <summary>As when the battery is taken out: all processes of this browser end at once.</summary>
    public async Task KillAsync()
    {
        foreach (var process in await OwnAsync())
            process.Kill();
        try
        {
            await _context!.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // It is gone already.
        }
        // One that is not gone yet would take the next browser for a window of its own.
        await TestServer.UntilAsync(async () => (await OwnAsync()).Count == 0);
        File.Delete(Path.Combine(_folder, "profile", "SingletonLock"));
    }

    /// <summary>Types as a reader does.</summary>
    public Task ReadAsync(string code) => Page.EvaluateAsync(
        "code => [...code, 'Enter'].forEach(key => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))", code);

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
            await _context.DisposeAsync();
        _playwright.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The processes of this browser; one that ended has no command line, whether or not somebody waited for it.</summary>
    private async Task<List<Process>> OwnAsync()
    {
        var own = new List<Process>();
        foreach (var process in Process.GetProcessesByName("chromium"))
        {
            if (await IsOwnAsync(process.Id))
                own.Add(process);
        }
        return own;
    }

    private async Task<bool> IsOwnAsync(int process)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{process}/cmdline")).Contains(_folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A film of one picture: white, with a badge's code on it if there is one.</summary>
    private static byte[] Picture(string? badge)
    {
        using var picture = new SKBitmap(640, 480);
        using var canvas = new SKCanvas(picture);
        canvas.Clear(SKColors.White);
        if (badge is not null)
            Draw(canvas, badge);
        using var image = SKImage.FromBitmap(picture);
        var jpeg = image.Encode(SKEncodedImageFormat.Jpeg, 90).ToArray();
        return [.. jpeg, .. jpeg, .. jpeg, .. jpeg];
    }

    private static void Draw(SKCanvas canvas, string badge)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(badge, QRCodeGenerator.ECCLevel.M);
        using var qr = SKBitmap.Decode(new PngByteQRCode(code).GetGraphic(6));
        using var drawn = SKImage.FromBitmap(qr);
        canvas.DrawImage(drawn, (640 - qr.Width) / 2f, (480 - qr.Height) / 2f, new SKSamplingOptions(SKFilterMode.Nearest));
    }
}
