using System.Diagnostics;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>The phone scanner in a real browser, with a camera that shows a real QR code.</summary>
public sealed class ScannerTests
{
    [Fact]
    public async Task A_badge_before_the_camera_is_a_lead_with_its_name_on_the_screen_and_is_qualified()
    {
        await using var show = await ScanShow.StartAsync(2);
        await using var phone = await show.JoinAsync("badge-1");
        var page = phone.Page;
        await page.Locator(".result[data-state=sent]").WaitForAsync();
        Assert.Contains("Ada Lovelace 1", await page.Locator(".result").First.InnerTextAsync(), StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage($"from the picture to the name: {await page.Locator(".result").First.GetAttributeAsync("data-took")} ms");
        Assert.Equal("0", await page.Locator("#unsent").GetAttributeAsync("data-count"));
        var lead = Assert.Single(await show.LeadsAsync());
        Assert.Equal("\"Eva\"", System.Text.Encoding.UTF8.GetString(lead.ScanInfo!));
        await SoundAsync(page);

        await page.Locator(".scans button").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hot", Exact = true }).ClickAsync();
        await page.Locator("[aria-pressed=true]").WaitForAsync();
        await page.Locator("textarea").FillAsync("Wants <b>a</b> sample");
        await page.GetByText("Save memo").ClickAsync();
        await page.SetInputFilesAsync("input[type=file]", Photo);
        await TestServer.UntilAsync(async () => (await show.LeadsAsync())[0] is { Answers: { } answers, Notes: { } notes }
            && Text(answers).Contains("Hot", StringComparison.Ordinal) && Text(notes).Contains("sample", StringComparison.Ordinal)
            && Text(notes).Contains("image", StringComparison.Ordinal));
        await SoundAsync(page);
        Assert.Empty(phone.Complaints);
    }

    [Fact]
    public async Task What_was_saved_offline_is_a_lead_once_with_its_time_after_the_browser_was_killed()
    {
        const int All = 200;
        await using var show = await ScanShow.StartAsync(All);
        await using var phone = await show.JoinAsync();
        await phone.KeptForOfflineAsync();
        await phone.Context.SetOfflineAsync(true);
        var started = Stopwatch.StartNew();
        await phone.Page.ReloadAsync();
        await phone.Page.Locator("#unsent").WaitForAsync();
        TestContext.Current.SendDiagnosticMessage($"start without a network: {started.ElapsedMilliseconds} ms");
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        for (var i = 0; i < All / 2; i++)
            await ScanAsync(phone, i);
        TestContext.Current.SendDiagnosticMessage($"{All / 2} scans without a network: {started.ElapsedMilliseconds} ms");
        // A browser writes its cookies half a minute late: this phone joined before that.
        var cookies = await phone.Context.CookiesAsync();
        await phone.KillAsync();

        await phone.StartAsync();
        await phone.Context.AddCookiesAsync(cookies.Select(c => new Cookie
        {
            Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path, Expires = c.Expires, HttpOnly = c.HttpOnly, SameSite = c.SameSite,
        }));
        await phone.Context.SetOfflineAsync(true);
        await phone.Page.GotoAsync("/connect/scan");
        await CountsAsync(phone.Page, All / 2);
        for (var i = All / 2; i < All; i++)
            await ScanAsync(phone, i);
        var after = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.Empty(await show.LeadsAsync());
        await phone.Context.SetOfflineAsync(false);
        await TestServer.UntilAsync(async () => await UnsentAsync(phone.Page) == 0, TimeSpan.FromMinutes(2));
        Assert.Equal(All, (await show.LeadsAsync()).Count);
        var scans = await show.ScansAsync();
        Assert.Equal(All, scans.Count);
        Assert.All(scans, scan => Assert.InRange(scan.Time, before, after));
    }

    [Fact]
    public async Task A_server_that_fails_loses_an_answer_and_refuses_one_of_ten_gets_every_other_scan_once()
    {
        var calls = 0;
        await using var show = await ScanShow.StartAsync(36, async (context, go) =>
        {
            if (!context.Request.Path.Value!.EndsWith("/items", StringComparison.Ordinal))
            {
                await go();
                return;
            }
            switch (Interlocked.Increment(ref calls))
            {
                case 1 or 2:
                    context.Response.StatusCode = 500;
                    return;
                case 3:
                    // Committed, and then nobody hears of it.
                    var answer = context.Response.Body;
                    context.Response.Body = new MemoryStream();
                    await go();
                    context.Response.Body = answer;
                    context.Abort();
                    return;
                default:
                    await go();
                    return;
            }
        });
        await using var phone = await show.JoinAsync();
        await phone.KeptForOfflineAsync();
        await phone.Context.SetOfflineAsync(true);
        for (var i = 0; i < 40; i++)
        {
            // One of ten is a badge that nobody has.
            await phone.ReadAsync(i % 10 == 3 ? $"unknown-{i}" : $"badge-{i - (i + 6) / 10}");
            await CountsAsync(phone.Page, i + 1);
        }
        await phone.Context.SetOfflineAsync(false);
        await TestServer.UntilAsync(async () => await UnsentAsync(phone.Page) == 0, TimeSpan.FromMinutes(2));
        Assert.True(calls > 3);
        Assert.Equal(36, (await show.LeadsAsync()).Count);
        Assert.Equal(36, (await show.ScansAsync()).Count);
        Assert.Equal(4, await phone.Page.GetByText("Unknown badge").CountAsync());
    }

    [Fact]
    public async Task Two_tabs_send_a_scan_once()
    {
        var sent = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var show = await ScanShow.StartAsync(20, async (context, go) =>
        {
            if (context.Request.Path.Value!.EndsWith("/items", StringComparison.Ordinal))
            {
                context.Request.EnableBuffering();
                sent.Add(await new StreamReader(context.Request.Body).ReadToEndAsync());
                context.Request.Body.Position = 0;
            }
            await go();
        });
        await using var phone = await show.JoinAsync();
        await phone.KeptForOfflineAsync();
        await phone.Context.SetOfflineAsync(true);
        for (var i = 0; i < 20; i++)
            await ScanAsync(phone, i);
        var other = await phone.Context.NewPageAsync();
        await other.GotoAsync("/connect/scan");
        await CountsAsync(other, 20);
        await phone.Context.SetOfflineAsync(false);
        await TestServer.UntilAsync(async () => await UnsentAsync(other) == 0 && await UnsentAsync(phone.Page) == 0);
        var codes = sent.SelectMany(body => System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("items").EnumerateArray())
            .Select(item => item.GetProperty("code").GetString()).ToList();
        Assert.Equal(20, codes.Count);
        Assert.Equal(20, codes.Distinct().Count());
        Assert.Equal(20, (await show.LeadsAsync()).Count);
    }

    private static Task ScanAsync(Phone phone, int number) => phone.ScanAsync($"badge-{number}", number);

    /// <summary>Waits until the page shows that so many items are not sent.</summary>
    private static Task CountsAsync(IPage page, int unsent) => page.Locator($"#unsent[data-count='{unsent}']").WaitForAsync();

    private static async Task<int> UnsentAsync(IPage page) =>
        int.Parse((await page.Locator("#unsent").GetAttributeAsync("data-count"))!, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task SoundAsync(IPage page) => Assert.Empty(await PageFaults.FindAsync(page, page.Url));

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);

    internal static FilePayload Photo => new() { Name = "a.png", MimeType = "image/png", Buffer = Png() };

    private static byte[] Png()
    {
        using var picture = new SkiaSharp.SKBitmap(50, 40);
        picture.Erase(SkiaSharp.SKColors.Red);
        using var image = SkiaSharp.SKImage.FromBitmap(picture);
        return image.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100).ToArray();
    }
}
