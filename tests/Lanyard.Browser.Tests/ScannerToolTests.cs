using Lanyard.Core;
using Lanyard.Tests.Support;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>What a phone has besides a screen: cameras, a light, a microphone, keys.</summary>
public sealed class ScannerToolTests
{
    /// <summary>Chromium's camera has neither light nor zoom.</summary>
    private const string Able = """
        window.asked = [];
        const { getCapabilities } = MediaStreamTrack.prototype;
        MediaStreamTrack.prototype.getCapabilities = function () {
          return { ...getCapabilities.call(this), torch: true, zoom: { min: 1, max: 4, step: .5 } };
        };
        MediaStreamTrack.prototype.applyConstraints = async ({ advanced: [what] }) => { window.asked.push(JSON.stringify(what)); };
        """;

    [Fact]
    public async Task The_camera_is_changed_and_lit_and_zoomed_and_stays_so_while_badges_are_scanned()
    {
        await using var show = await ScanShow.StartAsync(3);
        await using var phone = await Phone.TakeAsync(show.Address, null, cameras: 2);
        await phone.Context.AddInitScriptAsync(Able);
        await show.JoinAsync(phone);
        var page = phone.Page;
        await phone.PressAsync("Light");
        await page.Locator("#light[aria-pressed=true]").WaitForAsync();
        await page.Locator("#zoom").FillAsync("2.5");
        await ScanAsync(phone, 0);
        Assert.Equal("true", await page.Locator("#light").GetAttributeAsync("aria-pressed"));
        Assert.Equal("2.5", await page.Locator("#zoom").InputValueAsync());
        await phone.PressAsync("Light");
        await page.Locator("#light[aria-pressed=false]").WaitForAsync();
        Assert.Equal(["{\"torch\":true}", "{\"zoom\":2.5}", "{\"torch\":false}"], await page.EvaluateAsync<string[]>("asked"));

        var first = await CameraAsync(page);
        await phone.PressAsync("Camera");
        await TestServer.UntilAsync(async () => await CameraAsync(page) is { Length: > 0 } now && now != first);
        var second = await CameraAsync(page);
        await page.ReloadAsync();
        await TestServer.UntilAsync(async () => await CameraAsync(page) == second);
        await ScanAsync(phone, 1);
        Assert.Empty(phone.Complaints);
    }

    [Fact]
    public async Task A_voice_note_goes_out_stands_on_the_lead_and_plays()
    {
        await using var show = await ScanShow.StartAsync(1);
        using var manager = await ExhibitorManager.JoinAsync(show.Server);
        await using var phone = await show.JoinAsync();
        var page = phone.Page;
        await ScanAsync(phone, 0);
        await page.Locator(".scans button").ClickAsync();
        await phone.PressAsync("Record");
        await phone.PressAsync("Stop and save");
        await page.GetByText("Too short").First.WaitForAsync();
        // A recording needs time to have some sound.
        await phone.PressAsync("Record");
        await page.WaitForTimeoutAsync(1_500);
        await phone.PressAsync("‹ Back");
        await TestServer.UntilAsync(async () => (await show.LeadsAsync())[0].Notes is { } notes
            && System.Text.Encoding.UTF8.GetString(notes).Contains("\"audio\"", StringComparison.Ordinal));
        await phone.CountsAsync(0);

        await show.SignInAsync(phone, manager);
        await page.GotoAsync($"{manager.Home}/leads/{ShortId.Format((await show.LeadsAsync())[0].Id)}");
        Assert.Contains("Eva", await page.Locator("audio").Last.GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        var played = await page.EvaluateAsync<double>("""
            async () => {
              const all = [...document.querySelectorAll("audio")];
              const lengths = await Promise.all(all.map(audio => new Promise((resolve, reject) => {
                audio.onended = () => resolve(audio.currentTime);
                audio.onerror = () => reject(new Error(audio.error.message));
                audio.muted = true;
                audio.play().catch(reject);
              })));
              return Math.max(...lengths);
            }
            """);
        Assert.InRange(played, 1, 10);
        Assert.Empty(phone.Complaints);
    }

    [Fact]
    public async Task Keys_alone_scan_and_qualify_and_the_focus_stays_where_it_was()
    {
        await using var show = await ScanShow.StartAsync(1);
        await using var phone = await show.JoinAsync();
        var page = phone.Page;
        await GoToAsync(page, "#type");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[name=code]").WaitForAsync();
        await page.Keyboard.TypeAsync("badge-0");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".result[data-state=sent]").WaitForAsync();
        Assert.Equal("Ada Lovelace 0. Analytical Engines. New lead", await page.Locator("[role=status]").InnerTextAsync());
        await GoToAsync(page, ".scans button");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.Locator("#back").EvaluateAsync<bool>("back => back === document.activeElement"));
        await GoToAsync(page, ".options button");
        await page.Keyboard.PressAsync("Space");
        await page.Locator("[aria-pressed=true]:focus").WaitForAsync();
        await GoToAsync(page, "#memo");
        await page.Keyboard.TypeAsync("Wants a sample");
        await GoToAsync(page, "#save-memo");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".added li").WaitForAsync();
        await phone.CountsAsync(0);
        Assert.True(await page.Locator("#save-memo").EvaluateAsync<bool>("save => save === document.activeElement"));
        Assert.Empty(phone.Complaints);
    }

    private static async Task GoToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
        }
        Assert.Fail($"The keyboard does not reach {selector}.");
    }

    private static async Task ScanAsync(Phone phone, int number)
    {
        await phone.ReadAsync($"badge-{number}");
        await phone.Page.Locator(".result[data-state=sent]", new() { HasText = $"Lovelace {number}" }).WaitForAsync();
    }

    /// <summary>The camera whose picture is shown; empty while there is none.</summary>
    private static Task<string> CameraAsync(IPage page) => page.EvaluateAsync<string>(
        "document.querySelector('video')?.srcObject?.getVideoTracks()[0].getSettings().deviceId ?? ''");
}
