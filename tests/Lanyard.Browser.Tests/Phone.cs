using System.Diagnostics;
using Lanyard.Tests.Support;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>A browser with a camera of its own that shows a badge, and a disk that outlives it.</summary>
public sealed class Phone : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly string _folder;
    private readonly Uri _address;
    private readonly int _cameras;
    private IBrowserContext? _context;

    private Phone(IPlaywright playwright, string folder, Uri address, int cameras) =>
        (_playwright, _folder, _address, _cameras) = (playwright, folder, address, cameras);

    public IPage Page { get; private set; } = null!;

    public IBrowserContext Context => _context!;

    public List<string> Complaints { get; } = [];

    /// <param name="badge">What the camera shows; null for nothing.</param>
    /// <param name="cameras">More than one show patterns and no badge.</param>
    public static Task<Phone> TakeAsync(Uri address, string? badge, int cameras = 1) =>
        TakeWithFilmAsync(address, BadgeFilm.Of(badge), cameras);

    /// <param name="film">What the camera shows, again and again: JPEG pictures, 30 a second.</param>
    public static async Task<Phone> TakeWithFilmAsync(Uri address, byte[] film, int cameras = 1)
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-phone-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "badge.mjpeg"), film);
        var phone = new Phone(await Playwright.CreateAsync(), folder, address, cameras);
        await phone.StartAsync();
        return phone;
    }

    /// <summary>Starts the browser, again with what its disk has.</summary>
    public async Task StartAsync()
    {
        _context = await _playwright.Chromium.LaunchPersistentContextAsync(Path.Combine(_folder, "profile"), new()
        {
            ExecutablePath = Chromium.Find(),
            BaseURL = _address.ToString(),
            ViewportSize = new() { Width = 390, Height = 844 },
            HasTouch = true,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            Args =
            [
                "--no-sandbox", "--disable-dev-shm-usage", "--use-fake-ui-for-media-stream",
                $"--use-fake-device-for-media-stream=device-count={_cameras}",
                .. (string[])(_cameras > 1 ? [] : [$"--use-file-for-fake-video-capture={Path.Combine(_folder, "badge.mjpeg")}"]),
            ],
        });
        _context.SetDefaultTimeout(30_000);
        Page = _context.Pages[0];
        Page.PageError += (_, error) => Complaints.Add(error);
        _context.Request += (_, request) => Note($"> {request.Method} {request.Url}");
        _context.Response += (_, response) => Note($"< {response.Status} {response.Url}");
        _context.RequestFailed += (_, request) => Note($"! {request.Failure} {request.Url}");
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

    /// <summary>Shown with a test that fails: what went over the network, and when.</summary>
    private static void Note(string what) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {what}");

    /// <summary>Types as a reader does: fast, also on a machine that takes its time between two keys.</summary>
    public Task ReadAsync(string code) => Page.EvaluateAsync("""
        code => {
          let keys;
          do
            keys = [...code, "Enter"].map(key => new KeyboardEvent("keydown", { key, bubbles: true }));
          while (keys.at(-1).timeStamp - keys[0].timeStamp > 200);
          keys.forEach(key => document.body.dispatchEvent(key));
        }
        """, code);

    /// <summary>Waits for the clock's next second: what is read again in the same one counts as sent twice.</summary>
    public Task NextSecondAsync() => Page.EvaluateAsync("""
        async () => {
          const second = Math.floor(Date.now() / 1000);
          while (Math.floor(Date.now() / 1000) === second)
            await new Promise(go => setTimeout(go, 20));
        }
        """);

    /// <summary>Scans what is typed while so many wait on the phone; afterwards it is one more.</summary>
    public async Task ScanAsync(string code, int waiting)
    {
        await ReadAsync(code);
        await CountsAsync(waiting + 1);
    }

    /// <summary>Waits until the scanner shows that so many items are not sent.</summary>
    public Task CountsAsync(int unsent) => Page.Locator($"#unsent[data-count='{unsent}']").WaitForAsync();

    /// <summary>Waits until the service worker has the app.</summary>
    public Task KeptForOfflineAsync() => Page.EvaluateAsync("""
        navigator.serviceWorker.ready.then(async () => {
          while (!navigator.serviceWorker.controller)
            await new Promise(go => setTimeout(go, 20));
        })
        """);

    /// <summary>Presses a button by its words.</summary>
    public Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

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
}
