using System.Net.Http.Json;
using Lanyard.Tests.Support;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>Names that would be markup, or turn the text beside them over.</summary>
public sealed class HostileNameTests
{
    private const string Script = "<img src=x onerror=\"document.title='taken'\">";
    private const string Turned = "\u202Eevil";

    [Fact]
    public async Task The_scanner_shows_a_name_as_text_that_turns_nothing_over_beside_it()
    {
        await using var show = await ScanShow.StartAsync(0);
        await TestServer.OkAsync(show.Server.Organiser.PutAsJsonAsync($"{show.Server.Event}/registrants/visitor", new
        {
            key = "visitor", code = "badge-x", contact = new { firstName = Script, lastName = Turned, company = Turned + "=1+1" },
        }));
        await using var phone = await show.JoinAsync(name: Turned);
        var page = phone.Page;
        await phone.ReadAsync("badge-x");
        await page.Locator(".result[data-state=sent]").WaitForAsync();
        Assert.Equal($"{Script} {Turned}", await page.Locator(".result strong").First.TextContentAsync());
        await SoundAsync(page);
        await page.Locator(".scans button").First.ClickAsync();
        await page.Locator("textarea").WaitForAsync();
        await SoundAsync(page);
        Assert.Empty(phone.Complaints);
    }

    private static async Task SoundAsync(IPage page)
    {
        Assert.Equal(0, await page.Locator("img[src=x]").CountAsync());
        Assert.NotEqual("taken", await page.TitleAsync());
        // Text that stands in a line with other text, and is not kept apart from it.
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('body *')].filter(element => {
              const { display, unicodeBidi } = getComputedStyle(element);
              return [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.includes('evil'))
                && display.startsWith('inline') && !/isolate|plaintext/.test(unicodeBidi) && !element.closest('[dir=auto]');
            }).map(element => element.outerHTML)
            """));
    }
}
