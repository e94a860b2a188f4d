using Lanyard.Tests.Support;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>Each screen of the scanner on a small phone, by day and by night.</summary>
public sealed class ScannerScreenTests
{
    private const string Small = """
        () => [...document.querySelectorAll("button, a[href], select, input, textarea, label.button, label.toggle")]
          .filter(element => !element.closest("[inert]") && !element.matches(".unseen, .toggle input"))
          .filter(element => !document.querySelector("dialog[open]") || element.closest("dialog[open]"))
          .map(element => [element.outerHTML.slice(0, 100), element.getBoundingClientRect()])
          .filter(([, { width, height }]) => width < 43.9 || height < 43.9)
          .map(([html, { width, height }]) => `${Math.round(width)} by ${Math.round(height)}: ${html}`)
        """;

    private readonly List<string> _faults = [];

    [Fact]
    public async Task Every_screen_fits_320_pixels_has_controls_of_44_and_nothing_that_axe_finds()
    {
        await using var show = await ScanShow.StartAsync(2);
        await using var phone = await Phone.TakeAsync(show.Address, null);
        var page = phone.Page;
        await phone.Context.RouteAsync("**/connect/scan/session", route => route.AbortAsync());
        await page.GotoAsync("/connect/scan");
        await page.GetByText("The first time needs one").WaitForAsync();
        await LookAsync(page, "without a network at first");
        await phone.Context.UnrouteAllAsync();
        await page.GotoAsync("/connect/scan");
        await page.GetByText("Sign in to scan").WaitForAsync();
        await LookAsync(page, "signed out");
        await page.GotoAsync("/connect/scan/join/none");
        await page.Locator("[name=name]").FillAsync("Eva");
        await phone.PressAsync("Start scanning");
        await page.GetByText("This link works no more").WaitForAsync();
        await LookAsync(page, "joining");

        await show.JoinAsync(phone);
        await LookAsync(page, "ready");
        await page.GotoAsync(show.Join);
        await page.GetByText("This phone scans for").WaitForAsync();
        await LookAsync(page, "a second link");
        await phone.ReadAsync("badge-1");
        await page.Locator(".result.ok").WaitForAsync();
        await LookAsync(page, "a name");
        await phone.NextSecondAsync();
        await phone.ReadAsync("badge-1");
        await page.Locator(".result.again").WaitForAsync();
        await LookAsync(page, "again");
        await phone.ReadAsync("nobody's");
        await page.Locator(".result.bad").WaitForAsync();
        await LookAsync(page, "unknown");
        await phone.KeptForOfflineAsync();
        await phone.Context.SetOfflineAsync(true);
        await phone.ScanAsync("badge-0", 0);
        await page.Locator(".result.kept").WaitForAsync();
        await LookAsync(page, "saved offline");
        await DialogAsync(phone, "Type a code", "Back");
        await DialogAsync(phone, "1 not sent", "Back");
        await DialogAsync(phone, "Settings", "Leave");
        await LookAsync(page, "leaving");
        await phone.PressAsync("Stay");
        await page.Locator(".scans button").First.ClickAsync();
        await page.Locator("textarea").FillAsync("Wants a sample");
        await phone.PressAsync("Save memo");
        await phone.PressAsync("Warm");
        await page.Locator("[aria-pressed=true]").WaitForAsync();
        await LookAsync(page, "qualifying");
        await page.SetInputFilesAsync("#photo", new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = [1, 2, 3] });
        await page.GetByText("This picture cannot be read.").First.WaitForAsync();
        await LookAsync(page, "a photo that is none");
        await phone.PressAsync("‹ Back");
        await phone.Context.ClearCookiesAsync();
        await phone.Context.SetOfflineAsync(false);
        await page.GetByText("You are no longer signed in").WaitForAsync();
        await LookAsync(page, "no longer signed in");
        Assert.Empty(_faults.Concat(phone.Complaints));
    }

    [Theory]
    [InlineData("NotAllowedError", "The camera may not be used.")]
    [InlineData("NotReadableError", "Another app uses the camera.")]
    [InlineData("NotFoundError", "There is no camera.")]
    public async Task A_camera_that_cannot_be_used_is_told_and_codes_are_typed(string fault, string told)
    {
        await using var show = await ScanShow.StartAsync(1);
        await using var phone = await Phone.TakeAsync(show.Address, null);
        await phone.Context.AddInitScriptAsync($"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{fault}'); }};");
        await show.JoinAsync(phone);
        await phone.Page.GetByText(told).WaitForAsync();
        await LookAsync(phone.Page, fault);
        await phone.PressAsync("Type a code");
        await phone.Page.Locator("[name=code]").FillAsync("badge-0");
        await phone.PressAsync("Scan");
        await phone.Page.Locator(".result.ok").WaitForAsync();
        Assert.Empty(_faults.Concat(phone.Complaints));
    }

    private async Task DialogAsync(Phone phone, string button, string way)
    {
        await phone.PressAsync(button);
        await LookAsync(phone.Page, button);
        await phone.PressAsync(way);
    }

    private async Task LookAsync(IPage page, string what)
    {
        await page.SetViewportSizeAsync(320, 640);
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            _faults.AddRange(await PageFaults.FindAsync(page, $"{what}, {scheme}"));
        }
        _faults.AddRange((await page.EvaluateAsync<string[]>(Small)).Select(small => $"{what}: {small}"));
    }
}
