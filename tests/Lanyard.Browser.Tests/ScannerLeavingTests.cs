using System.Text;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>Whoever goes, or goes over to another exhibitor, while the phone has something that is not sent.</summary>
public sealed class ScannerLeavingTests
{
    private bool _isFailing;

    [Fact]
    public async Task Leaving_with_unsent_scans_is_decided_and_the_file_makes_the_leads_from_another_phone()
    {
        await using var show = await StartAsync(2);
        using var manager = await ExhibitorManager.JoinAsync(show.Server);
        await using var phone = await show.JoinAsync();
        var page = phone.Page;
        _isFailing = true;
        await phone.ScanAsync("badge-0", 0);
        await phone.ScanAsync("badge-1", 1);
        await page.Locator(".scans button").First.ClickAsync();
        await page.Locator("textarea").FillAsync("Wants a sample");
        await phone.PressAsync("Save memo");
        await phone.PressAsync("Hot");
        await page.SetInputFilesAsync("#photo", ScannerTests.Photo);
        await phone.CountsAsync(5);
        await phone.PressAsync("‹ Back");

        await phone.PressAsync("Settings");
        await phone.PressAsync("Leave");
        await page.GetByText("5 items are on this phone alone").WaitForAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => phone.PressAsync("Take a file"));
        var file = await File.ReadAllBytesAsync(await download.PathAsync());
        Assert.Equal(5, JsonLines(file).Count);
        await phone.PressAsync("Leave anyway");
        await page.GetByText("Sign in to scan").WaitForAsync();
        Assert.Empty(await show.LeadsAsync());
        _isFailing = false;

        await using var other = await show.SignInAsync(manager);
        foreach (var told in (string[])["5 brought in, 0 were here already.", "0 brought in, 5 were here already."])
        {
            await other.PressAsync("Settings");
            await BringInAsync(other, file);
            await other.Page.GetByText(told).WaitForAsync();
            await other.PressAsync("Back");
            await other.CountsAsync(0);
        }
        var leads = await show.LeadsAsync();
        Assert.Equal(2, leads.Count);
        var notes = string.Concat(leads.Select(l => Encoding.UTF8.GetString(l.Notes ?? [])));
        Assert.Contains("Wants a sample", notes, StringComparison.Ordinal);
        Assert.Contains("image", notes, StringComparison.Ordinal);
        Assert.Contains(leads, l => Encoding.UTF8.GetString(l.Answers ?? []).Contains("Hot", StringComparison.Ordinal));
        await other.PressAsync("Settings");
        await BringInAsync(other, [1, 2, 3]);
        await other.Page.GetByText("This is not a file of the scanner.").WaitForAsync();
        Assert.Empty(phone.Complaints.Concat(other.Complaints));
    }

    [Fact]
    public async Task Signing_out_elsewhere_keeps_what_is_not_sent_and_shows_no_names()
    {
        await using var show = await StartAsync(2);
        using var manager = await ExhibitorManager.JoinAsync(show.Server);
        await using var phone = await show.SignInAsync(manager);
        var page = phone.Page;
        await phone.ReadAsync("badge-0");
        await page.Locator(".scans", new() { HasText = "Ada Lovelace 0" }).WaitForAsync();
        _isFailing = true;
        await phone.ScanAsync("badge-1", 0);
        await page.GotoAsync("/connect");
        await phone.PressAsync("Sign out");
        await page.GotoAsync("/connect/scan");
        await page.GetByText("You are no longer signed in").WaitForAsync();
        await phone.CountsAsync(1);
        await page.GetByText("Ada").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        _isFailing = false;
        await show.SignInAsync(phone, manager);
        await page.ReloadAsync();
        await phone.CountsAsync(0);
        Assert.Equal(2, (await show.LeadsAsync()).Count);

        await phone.PressAsync("Settings");
        await phone.PressAsync("Sign out");
        await phone.PressAsync("Sign out");
        await page.GetByText("Sign in to scan").WaitForAsync();
        Assert.Empty(phone.Complaints);
    }

    [Fact]
    public async Task Whoever_works_for_two_exhibitors_chooses_and_what_was_scanned_for_the_first_still_goes_out()
    {
        await using var show = await StartAsync(2);
        using var manager = await ExhibitorManager.JoinAsync(show.Server);
        var (second, store) = (await AddSecondAsync(show), show.Get<IStore>());
        await using var phone = await show.SignInAsync(manager);
        var page = phone.Page;
        await ChooseAsync(phone, show.Exhibitor, "northlight");
        _isFailing = true;
        await phone.ScanAsync("badge-0", 0);
        await ChooseAsync(phone, second, "Southlight");
        await phone.ScanAsync("badge-1", 1);
        // Opened while it fails: what is sent by itself before the click would leave nothing to press.
        await page.Locator("#unsent").ClickAsync();
        _isFailing = false;
        await phone.PressAsync("Send now");
        await phone.CountsAsync(0);
        var leads = await store.ReadAsync(data => data.Connections.OrderBy(c => c.Seq).ToListAsync());
        Assert.Equal([show.Exhibitor.Id, second.Id], leads.Select(l => l.ExhibitorId));
        Assert.Equal(1, await page.Locator(".scans li").CountAsync());

        await phone.KeptForOfflineAsync();
        await phone.Context.SetOfflineAsync(true);
        await phone.PressAsync("Settings");
        await page.Locator("select").SelectOptionAsync(show.Exhibitor.Format());
        await page.GetByText("This needs a network.").WaitForAsync();
        Assert.Equal(second.Format(), await page.Locator("select").InputValueAsync());
        Assert.Empty(phone.Complaints);
    }

    private Task<ScanShow> StartAsync(int registrants) => ScanShow.StartAsync(registrants, (context, go) =>
    {
        if (!_isFailing || !context.Request.Path.Value!.EndsWith("/items", StringComparison.Ordinal))
            return go();
        context.Response.StatusCode = 503;
        return Task.CompletedTask;
    });

    private static Task BringInAsync(Phone phone, byte[] file) => phone.Page.SetInputFilesAsync(
        "dialog input[type=file]", new FilePayload { Name = "scans.jsonl", MimeType = "application/jsonl", Buffer = file });

    private static async Task ChooseAsync(Phone phone, ExhibitorKey exhibitor, string name)
    {
        await phone.PressAsync("Settings");
        if (await phone.Page.Locator("select").InputValueAsync() == exhibitor.Format())
            await phone.PressAsync("Back");
        else
            await phone.Page.Locator("select").SelectOptionAsync(exhibitor.Format());
        await phone.Page.Locator(".who strong", new() { HasText = name }).WaitForAsync();
    }

    /// <summary>Another exhibitor of the show, for whom everybody scans who manages the first.</summary>
    private static async Task<ExhibitorKey> AddSecondAsync(ScanShow show)
    {
        await TestServer.OkAsync(show.Server.Organiser.PutAsync($"{show.Server.Event}/exhibitors/southlight",
            System.Net.Http.Json.JsonContent.Create(new { name = "Southlight" })));
        return await show.Get<IStore>().WriteAsync(async data =>
        {
            var added = await data.Exhibitors.SingleAsync(e => e.Name == "Southlight");
            foreach (var member in await data.ExhibitorMembers.ToListAsync())
            {
                data.Add(new ExhibitorMember
                {
                    EventId = added.EventId,
                    ExhibitorId = added.Id,
                    AccountId = member.AccountId,
                    Rights = ExhibitorRights.Scan,
                    AddedAt = member.AddedAt,
                });
            }
            return new ExhibitorKey(added.EventId, added.Id);
        }, default);
    }

    private static List<JsonElement> JsonLines(byte[] file) =>
    [
        .. Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement),
    ];
}
