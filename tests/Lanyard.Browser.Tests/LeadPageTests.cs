using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Leads;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>The leads of the demo's exhibitor, as its manager sees them.</summary>
public sealed class LeadPageTests(Chromium chromium)
{
    private const string Pictures = "LANYARD_PICTURES";

    [Fact]
    public async Task The_pages_of_leads_are_accessible_and_new_leads_appear_by_themselves()
    {
        await using var server = await TestServer.StartAsync();
        var walk = await DemoWalk.MakeAsync(server);
        var store = server.App.Services.GetRequiredService<IStore>();
        var (exhibitor, lead, seq) = await store.ReadAsync(async data =>
        {
            var member = await data.ExhibitorMembers.FirstAsync();
            var lead = await data.Connections.FirstAsync(c => c.EventId == member.EventId && c.ExhibitorId == member.ExhibitorId
                && c.State == ConnectionState.Completed);
            return (new ExhibitorKey(member.EventId, member.ExhibitorId), lead.Id, lead.Seq);
        });
        var home = $"/connect/exhibitors/{ShortId.Format(exhibitor.EventId)}/{ShortId.Format(exhibitor.Id)}";
        await using var visitor = await Visitor.ComeAsync(chromium.Browser, Beginning.Address(server), 1280, ColorScheme.Light);
        await visitor.Page.GotoAsync("/organise/sign-in");
        await visitor.FillAsync(("Email", walk.Email), ("Password", walk.Password));
        await visitor.PressAsync("Sign in");
        await visitor.SeesAsync("/organise", "Events");
        var leadPage = $"{home}/leads/{ShortId.Format(lead)}";
        string[] pages = [home, home + "/leads", leadPage, home + "/export"];
        await visitor.LooksAtAsync(pages.Select(page => (page, page)));

        await visitor.Page.SetViewportSizeAsync(1280, 800);
        await visitor.Page.GotoAsync(leadPage);
        await visitor.Page.Locator("#field-Memo").FillAsync("Wants a quote for <b>two</b> scanners.");
        await visitor.PressAsync("Add the memo");
        await Assertions.Expect(visitor.Page.Locator(".own-text")).ToHaveTextAsync("Wants a quote for <b>two</b> scanners.");
        await PictureAsync(visitor.Page, "lead", 1280);
        await visitor.Page.GotoAsync(home + "/leads");
        await PictureAsync(visitor.Page, "leads", 1280);
        await PictureAsync(visitor.Page, "leads-phone", 360);
        await visitor.Page.GotoAsync(home + "/export");
        await PictureAsync(visitor.Page, "export", 1280);

        await visitor.Page.GotoAsync(home + "/leads");
        Assert.Null((await server.App.Services.GetRequiredService<LeadEditing>().AddAsync(exhibitor, seq,
            [new(ShortId.New(), LeadEntryKind.Memo, TimeProvider.System.GetUtcNow(), "Eva", Text: "Called")], default)).Refusal);
        await Assertions.Expect(visitor.Page.Locator("#lead-news")).ToContainTextAsync("1 lead", new() { Timeout = 30_000 });
    }

    /// <summary>For the docs, when a folder for them is named.</summary>
    private static async Task PictureAsync(IPage page, string name, int width)
    {
        if (Environment.GetEnvironmentVariable(Pictures) is not { } folder)
            return;
        await page.SetViewportSizeAsync(width, 800);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }
}
