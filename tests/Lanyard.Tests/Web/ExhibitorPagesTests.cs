using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.FairUse;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Web;

/// <summary>Exhibitors, their licenses and API clients, their managers, fair use and the live figures, as pages.</summary>
public sealed class ExhibitorPagesTests
{
    private const string Password = "correct horse battery staple";
    private const string Connections = "/connect/v1/connections";

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task A_license_given_on_the_page_lets_the_API_client_in_and_opens_its_leads(TestStore store)
    {
        await using var server = await StartShowAsync(store);
        using var page = await PageClient.SignedInAsync(server);
        var path = await AddAsync(server, page, "<script>alert(1)</script>");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", await page.GetAsync(path), StringComparison.Ordinal);

        var issued = await page.PostAsync(path, "new-client", new() { ["ClientName"] = "CRM" });
        var (clientId, secret) = (PageClient.ValueOf(issued, "issued-id"), PageClient.ValueOf(issued, "issued-secret"));
        Assert.DoesNotContain(secret, await page.GetAsync(path), StringComparison.Ordinal);
        using var client = await server.SignInAsync(clientId, secret);
        using (var closed = await client.GetAsync(Connections))
            Assert.Equal(HttpStatusCode.Forbidden, closed.StatusCode);

        await page.PostAsync(path + "/licenses/new", "license", new() { ["Kind"] = "api", ["Until"] = "2099-12-31" });
        Assert.Equal(path, page.Path);
        await server.RegisterAsync("R1", "badge-1", "Doe");
        await server.SeatAsync(Number(server.EventId), Number(path[^13..]), "Desk");
        await server.App.Services.GetRequiredService<Scanning>()
            .ScanAsync(new(Number(server.EventId), Number(path[^13..])), "badge-1", 1_700_000_000, "Desk", ScanOrigin.Connect);
        Assert.Equal("noLicense", (await OkAsync(client.GetAsync(Connections)))[0].GetProperty("state").GetString());
        await page.PostAsync(path + "/licenses/new", "license", new() { ["Kind"] = "scan", ["Seats"] = "2" });
        Assert.Equal("completed", (await OkAsync(client.GetAsync(Connections)))[0].GetProperty("state").GetString());

        await page.PostAsync(path + "/licenses/new", "license", new() { ["Kind"] = "scan", ["Seats"] = "0" });
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        var live = await page.GetAsync($"/organise/events/{server.EventId}/live");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", live, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", live, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", await page.GetAsync($"/organise/events/{server.EventId}/live/figures"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_makes_a_manager_once_who_sees_the_exhibitor_and_nothing_of_the_organiser()
    {
        await using var server = await StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var path = await AddAsync(server, page, "Northlight");
        var link = await InviteAsync(page, path, "manager@example.com");
        using var manager = new PageClient(server);
        var own = await manager.PostAsync(link, "join", new() { ["Name"] = "Manager", ["Password"] = Password });
        Assert.Equal($"/connect/exhibitors/{server.EventId}/{path[^13..]}", manager.Path);
        Assert.Contains("Northlight", own, StringComparison.Ordinal);

        using var second = new PageClient(server);
        await second.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, second.Status);
        string[] pages = ["", $"/events/{server.EventId}", $"/events/{server.EventId}/exhibitors", "/members", "/audit", "/events/new"];
        foreach (var organiser in pages)
        {
            await manager.GetAsync("/organise" + organiser);
            Assert.StartsWith("/connect/", manager.Path, StringComparison.Ordinal);
        }
        using var api = await manager.Http.GetAsync("/organise/v1/events");
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
        Assert.Contains("manager@example.com", await page.GetAsync(path), StringComparison.Ordinal);

        using var nobody = new PageClient(server);
        await nobody.GetAsync("/connect");
        Assert.StartsWith("/organise/sign-in", nobody.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_shows_what_it_would_do_and_leaves_faulty_rows_out()
    {
        await using var server = await StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var list = $"/organise/events/{server.EventId}/exhibitors";
        await AddAsync(server, page, "Northlight", "A1");
        const string file = "Ausstellernummer;Firma;Halle;Stand;E-Mail\nA1;Northlight;5;B20;\nA2;Harbour;6;C1;info@example.com\nA3;;6;C2;\nA4;Quay;6;C3;nowhere\n";
        var preview = await UploadAsync(page, list + "/import", Encoding.UTF8.GetBytes(file));
        Assert.Contains("The name is missing.", preview, StringComparison.Ordinal);
        Assert.Contains("Give an e-mail address", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("Harbour", await page.GetAsync(list), StringComparison.Ordinal);
        Assert.Contains("1 exhibitors were added and 1 changed.", await page.SendAsync(await AgainAsync(), preview, "take"), StringComparison.Ordinal);
        var all = await page.GetAsync(list);
        Assert.Contains("Harbour", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Quay", all, StringComparison.Ordinal);
        Assert.Contains("Choose the file", await UploadAsync(page, list + "/import", []), StringComparison.Ordinal);

        async Task<string> AgainAsync()
        {
            preview = await UploadAsync(page, list + "/import", Encoding.UTF8.GetBytes(file));
            return page.Path;
        }
    }

    [Fact]
    public async Task Who_is_restricted_is_released_by_the_manager_once_a_day_and_by_the_organiser_always()
    {
        await using var server = await StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var path = await AddAsync(server, page, "Northlight");
        var client = PageClient.ValueOf(await page.PostAsync(path, "new-client", new() { ["ClientName"] = "CRM" }), "issued-id");
        using var manager = new PageClient(server);
        await manager.PostAsync(await InviteAsync(page, path, "manager@example.com"), "join", new() { ["Name"] = "Manager", ["Password"] = Password });

        var own = $"/connect/exhibitors/{server.EventId}/{path[^13..]}/api-clients";
        await RestrictAsync(server, client);
        Assert.Contains("It reads all leads again and again", await manager.GetAsync(own), StringComparison.Ordinal);
        Assert.Contains("was released", await manager.PostAsync(own, "fixed-" + client), StringComparison.Ordinal);
        await RestrictAsync(server, client);
        Assert.Contains("within the last 24 hours", await manager.PostAsync(own, "fixed-" + client), StringComparison.Ordinal);

        var use = $"/organise/events/{server.EventId}/clients";
        Assert.Contains("Restricted until", await page.GetAsync(use), StringComparison.Ordinal);
        Assert.Contains("was released", await page.PostAsync($"{use}/{client}", "release"), StringComparison.Ordinal);
        var released = await server.App.Services.GetRequiredService<IStore>().ReadAsync(data => data.AuditEntries
            .Where(e => e.Action == "fairuse.released").OrderBy(e => e.Number).Select(e => e.ActorName).ToListAsync());
        Assert.Equal(["Manager", "Member"], released);
    }

    private static async Task<string> AddAsync(TestServer server, PageClient page, string name, string key = "")
    {
        await page.PostAsync($"/organise/events/{server.EventId}/exhibitors/new", "exhibitor", new() { ["Name"] = name, ["Key"] = key });
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return page.Path;
    }

    private static async Task<string> InviteAsync(PageClient page, string path, string email)
    {
        var html = await page.PostAsync(path, "invite", new() { ["Email"] = email, ["By"] = "link" });
        return new Uri(PageClient.ValueOf(html, "link-to-copy")).AbsolutePath;
    }

    private static async Task<string> UploadAsync(PageClient page, string path, byte[] file)
    {
        var html = await page.GetAsync(path);
        using var content = new MultipartFormDataContent();
        var hidden = Regex.Matches(html[html.IndexOf("multipart/form-data", StringComparison.Ordinal)..],
            "<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(2));
        foreach (Match input in hidden)
            content.Add(new StringContent(WebUtility.HtmlDecode(input.Groups["value"].Value)), input.Groups["name"].Value);
        content.Add(new ByteArrayContent(file), "List", "exhibitors.csv");
        using var response = await page.Http.PostAsync(path, content);
        return await page.GetAsync(response.RequestMessage!.RequestUri!.PathAndQuery) is var after && response.IsSuccessStatusCode
            ? after : await response.Content.ReadAsStringAsync();
    }

    private static Task<int> RestrictAsync(TestServer server, string client) =>
        server.App.Services.GetRequiredService<IStore>().WriteAsync(async data =>
        {
            var (eventId, id, now) = (Number(server.EventId), Number(client), TimeProvider.System.GetUtcNow());
            var stored = await data.Restrictions.AsTracking().SingleOrDefaultAsync(r => r.EventId == eventId && r.ClientId == id);
            if (stored is not null)
                stored.Until = now.AddHours(1);
            else
            {
                data.Restrictions.Add(new Restriction
                {
                    EventId = eventId, ClientId = id, Rule = FairUseRule.FullResync, Step = FairUseStep.Restrict,
                    Since = now, Until = now.AddHours(1), Observed = 400, Limit = 300, WindowSeconds = 600,
                });
            }
            return 0;
        }, default);

    private static long Number(string id) => ShortId.TryParse(id, out var number) ? number : throw new FormatException();
}
