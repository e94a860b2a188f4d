using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>Somebody with a browser. Notes everything that the browser complains about.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visitor(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public static async Task<Visitor> ComeAsync(IBrowser browser, Uri address, int width, ColorScheme scheme, bool scripts = true)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        var page = await context.NewPageAsync();
        var visitor = new Visitor(context, page);
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
        await Page.WaitForFunctionAsync("document.readyState === 'complete'");
        Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than the screen");
        var found = await Page.RunAxe();
        Assert.True(found.Violations.Length == 0, $"{path}: " + string.Join("; ",
            found.Violations.Select(v => $"{v.Id}: {string.Join(" ", v.Nodes.Select(n => n.Html))}")));
        Assert.Empty(_complaints);
    }

    /// <summary>Fills fields by their name in the form.</summary>
    public async Task FillAsync(params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields)
            await Page.Locator($"[name={name}]").FillAsync(value);
    }

    public Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

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
