using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>Somebody with a browser. Notes everything that the browser complains about.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Narrower than this, the device is a phone.
    private const int Phone = 600;

    private readonly IBrowserContext _context;
    private readonly int _width;
    private readonly List<string> _complaints = [];

    private Visitor(IBrowserContext context, IPage page, int width) => (_context, Page, _width) = (context, page, width);

    public IPage Page { get; }

    public static async Task<Visitor> ComeAsync(IBrowser browser, Uri address, int width, ColorScheme scheme, bool scripts = true)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = width, Height = 800 },
            HasTouch = width < Phone,
            IsMobile = width < Phone,
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
            Locale = "en-GB",
            // Colours that are on their way to others are no fault.
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        var page = await context.NewPageAsync();
        var visitor = new Visitor(context, page, width);
        page.Console += (_, message) => visitor.Hear(message);
        page.PageError += (_, error) => visitor._complaints.Add(error);
        return visitor;
    }

    /// <summary>The page has a title and an address, nothing is wrong with it, and it fits the screen.</summary>
    public async Task SeesAsync(string path, string title)
    {
        // Looked at again and again: a wait for the event of loading can miss one that has passed.
        var address = new Regex(Regex.Escape(path).Replace("\\*", "[^/]+", StringComparison.Ordinal) + "$", RegexOptions.None, Patience);
        await Assertions.Expect(Page).ToHaveURLAsync(address, new() { Timeout = (float)Patience.TotalMilliseconds });
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync(title, new() { Timeout = (float)Patience.TotalMilliseconds });
        await Page.EvaluateAsync("document.readyState === 'complete' || new Promise(done => addEventListener('load', () => done()))");
        var faults = await PageFaults.FindAsync(Page, path);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(_complaints);
    }

    /// <summary>Each page is there, has nothing wrong with it and fits, on a desk and on a phone, by day and by night.</summary>
    public async Task LooksAtAsync(IEnumerable<(string Template, string Address)> pages)
    {
        var faults = new List<string>();
        foreach (var (template, address) in pages)
        {
            await SizeAsync(1280, ColorScheme.Light);
            var answer = await Page.GotoAsync(address);
            if (answer?.Ok is not true)
                faults.Add($"{template} answers {answer?.Status}");
            if (new Uri(Page.Url).PathAndQuery != address)
                faults.Add($"{template} leads to {Page.Url}");
            faults.AddRange(await PageFaults.FindAsync(Page, template));
            faults.AddRange(await PageFaults.UnseenFocusAsync(Page, template));
            await SizeAsync(1280, ColorScheme.Dark);
            faults.AddRange(await PageFaults.FindAsync(Page, template + " in dark", "color-contrast"));
            await SizeAsync(360, ColorScheme.Dark);
            faults.AddRange(await PageFaults.FindAsync(Page, template + " on a phone in dark"));
            await SizeAsync(360, ColorScheme.Light);
            faults.AddRange(await PageFaults.FindAsync(Page, template + " on a phone", "color-contrast"));
            // As wide as a desk at 400 % (WCAG 2.2, 1.4.10).
            await SizeAsync(320, ColorScheme.Light);
            faults.AddRange(await PageFaults.TooWideAsync(Page, template + " at 320 px"));
        }
        faults.AddRange(_complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private async Task SizeAsync(int width, ColorScheme scheme)
    {
        await Page.SetViewportSizeAsync(width, 800);
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
    }

    /// <summary>Fills fields by their name in the form.</summary>
    public async Task FillAsync(params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields)
            await Page.Locator($"[name={name}]").FillAsync(value);
    }

    public Task PressAsync(string button) => TouchAsync(Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));

    public Task FollowAsync(string link) => TouchAsync(Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First);

    /// <summary>By finger or by mouse.</summary>
    public Task TouchAsync(ILocator there) => _width < Phone ? there.TapAsync() : there.ClickAsync();

    /// <summary>Drops a file on an element.</summary>
    public async Task DropAsync(string selector, string name, string content)
    {
        var carried = await Page.EvaluateHandleAsync("""
            ([name, content]) => {
              const carried = new DataTransfer();
              carried.items.add(new File([content], name, { type: 'text/csv' }));
              return carried;
            }
            """, new[] { name, content });
        await Page.DispatchEventAsync(selector, "drop", new { dataTransfer = carried });
    }

    /// <summary>Goes on by the tabulator until the element has the focus.</summary>
    public async Task TabToAsync(string selector)
    {
        for (var i = 0; i < 80; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
        }
        Assert.Fail($"The keyboard does not reach {selector}.");
    }

    /// <summary>An authenticator in the device, which always agrees.</summary>
    public async Task TakeAuthenticatorAsync()
    {
        var session = await _context.NewCDPSessionAsync(Page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Hear(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning")
            _complaints.Add(message.Text);
    }
}
