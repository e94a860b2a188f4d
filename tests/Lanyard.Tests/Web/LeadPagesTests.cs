using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Seats;
using Lanyard.Core.Webhooks;
using Lanyard.Tests.Support;
using Lanyard.Tests.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Web;

/// <summary>Leads on pages and in files, by the rights of who asks.</summary>
public sealed class LeadPagesTests
{
    private const string Script = "<script>alert(1)</script>";
    private const string Formula = "=HYPERLINK(\"http://x\",\"y\")";
    private const string Marks = "\u202Eevil\u202C; N:x, \\n";

    [Fact]
    public async Task Who_may_not_export_or_see_a_lead_or_works_elsewhere_does_not()
    {
        await using var server = await StartShowAsync();
        using var manager = await ManagerAsync(server);
        using var other = await ManagerAsync(server, "harbour");
        var lead = await ScanAsync(server, manager, "badge-1", "Device", new { lastName = "Doe" });
        string[] pages = ["", "/leads", "/leads/" + ShortId.Format(lead.Id), "/export", "/leads/news?after=0"];
        foreach (var page in pages)
        {
            await manager.Client.GetAsync(manager.Home + page);
            Assert.True(manager.Client.Status is HttpStatusCode.OK, page);
            await other.Client.GetAsync(manager.Home + page);
            Assert.True(other.Client.Status is HttpStatusCode.NotFound, page);
        }
        // A lead of another exhibitor is not there at one's own address either, nor is a number that nobody gave.
        await other.Client.GetAsync($"{other.Home}/leads/{ShortId.Format(lead.Id)}");
        Assert.Equal(HttpStatusCode.NotFound, other.Client.Status);
        await manager.Client.GetAsync($"{manager.Home}/leads/0000000000001");
        Assert.Equal(HttpStatusCode.NotFound, manager.Client.Status);

        await SetRightsAsync(server, manager, ExhibitorRights.Scan);
        await manager.Client.GetAsync(manager.Home + "/leads/" + ShortId.Format(lead.Id));
        Assert.Equal(HttpStatusCode.NotFound, manager.Client.Status);
        Assert.Contains("No leads yet", await manager.Client.GetAsync(manager.Home + "/leads"), StringComparison.Ordinal);
        await manager.Client.GetAsync(manager.Home + "/leads/news?after=0");
        Assert.Equal(HttpStatusCode.NoContent, manager.Client.Status);
        await manager.Client.GetAsync(manager.Home + "/export");
        Assert.Equal(HttpStatusCode.Forbidden, manager.Client.Status);
        await manager.Client.SendAsync(manager.Home + "/export/file", new FormUrlEncodedContent([new("format", "csv")]));
        Assert.True(manager.Client.Status is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Names_full_of_script_formulas_and_marks_stay_text_on_pages_and_in_every_file()
    {
        await using var server = await StartShowAsync();
        using var manager = await ManagerAsync(server);
        var lead = await ScanAsync(server, manager, "badge-1", "Eva", new { firstName = Script, lastName = Marks, company = Formula, email = "doe@example.com" });
        var page = $"{manager.Home}/leads/{ShortId.Format(lead.Id)}";
        await manager.Client.PostAsync(page, "memo", new() { ["Memo"] = Script + "\n" + Formula });
        foreach (var address in (string[])[page, manager.Home + "/leads", manager.Home])
        {
            var html = await manager.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, manager.Client.Status);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        }
        Assert.Contains("&lt;script&gt;alert", await manager.Client.GetAsync(page), StringComparison.Ordinal);

        var csv = await ExportAsync(manager, "csv");
        Assert.Equal([0xEF, 0xBB, 0xBF], csv[..3]);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"", Encoding.UTF8.GetString(csv), StringComparison.Ordinal);
        Assert.Contains(Script, Encoding.UTF8.GetString(csv), StringComparison.Ordinal);
        Assert.Contains("2023-11-14 23:13:20", Encoding.UTF8.GetString(csv), StringComparison.Ordinal);

        using (var book = new ZipArchive(new MemoryStream(await ExportAsync(manager, "xlsx"))))
        await using (var part = await book.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync())
        {
            var sheet = await new StreamReader(part).ReadToEndAsync();
            Assert.DoesNotContain("<f>", sheet, StringComparison.Ordinal);
            Assert.Contains("=HYPERLINK(", sheet, StringComparison.Ordinal);
        }
        var card = Encoding.UTF8.GetString(await ExportAsync(manager, "vcf")).Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains("N:\u202Eevil\u202C\\; N:x\\, \\\\n;<script>alert(1)</script>;;;", card, StringComparison.Ordinal);
        Assert.Equal(2, card.Split("VCARD").Length - 1);
        var json = System.Text.Json.JsonDocument.Parse(await ExportAsync(manager, "json")).RootElement[0];
        Assert.Equal((Formula, Marks), (json.GetProperty("contact.company").GetString(), json.GetProperty("contact.lastName").GetString()));
        Assert.Equal(4, await server.App.Services.GetRequiredService<IStore>().ReadAsync(d => d.AuditEntries.CountAsync(e => e.Action == "lead.exported")));
    }

    [Fact]
    public async Task Such_names_turn_nothing_over_beside_them_and_stay_text_in_the_scanner_and_in_what_a_webhook_is_told()
    {
        const string Turned = "\u202Eevil";
        await using var receiver = await Receiver.StartAsync();
        await using var server = await StartShowAsync(configure: builder => builder.Configuration["Webhooks:AllowPrivate"] = "true");
        using var manager = await ManagerAsync(server);
        await server.App.Services.GetRequiredService<WebhookAdministration>().AddAsync(manager.Exhibitor, receiver.Url, Actor.Operator, default);
        var contact = new { firstName = Script, lastName = Turned, company = Turned + Formula };
        var lead = await ScanAsync(server, manager, "badge-1", "Eva", contact);
        await ScanAsync(server, manager, "badge-1", Turned, contact);
        var page = $"{manager.Home}/leads/{ShortId.Format(lead.Id)}";
        await manager.Client.PostAsync(page, "memo", new() { ["Memo"] = Turned });
        foreach (var address in (string[])[page, manager.Home + "/leads", manager.Home, manager.Home + "/export"])
            Assert.Empty(Inline(await manager.Client.GetAsync(address), "evil"));

        await UntilAsync(() => Task.FromResult(receiver.All.Any(m => m.Data.GetProperty("connection").GetProperty("notes").GetArrayLength() == 1)));
        var told = receiver.All.Last().Data.GetProperty("connection").GetProperty("contact");
        Assert.Equal((Script, Turned, Turned + Formula),
            (told.GetProperty("firstName").GetString(), told.GetProperty("lastName").GetString(), told.GetProperty("company").GetString()));

        var item = new { id = ShortId.Format(ShortId.New()), kind = "scan", code = "badge-1", time = "2026-11-24T10:32:00Z" };
        using var scanned = await manager.Client.Http.PostAsJsonAsync("/connect/scan/items", new { items = new[] { item } });
        Assert.Equal("application/json", scanned.Content.Headers.ContentType!.MediaType);
        var shown = (await ReadAsync(scanned)).GetProperty("results")[0].GetProperty("lead");
        Assert.Equal($"{Script} {Turned}", shown.GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_columns_that_were_chosen_are_in_the_file_and_chosen_again()
    {
        await using var server = await StartShowAsync();
        using var manager = await ManagerAsync(server);
        await ScanAsync(server, manager, "badge-1", "Eva", new { lastName = "Doe", company = "Acme" });
        await ScanAsync(server, manager, "badge-2", "Eva", new { lastName = "Roe", company = "Beta" });
        var csv = Encoding.UTF8.GetString(await ExportAsync(manager, "csv", ["contact.company"], ("search", "roe")));
        Assert.Equal("\uFEFFCompany\r\nBeta\r\n", csv);
        var page = await manager.Client.GetAsync(manager.Home + "/export");
        Assert.Contains("value=\"contact.company\" checked", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"contact.email\" checked", page, StringComparison.Ordinal);
        // A part of the leads is no whole export.
        Assert.DoesNotContain("No lead is like that", await manager.Client.GetAsync(manager.Home + "/leads?new=true"), StringComparison.Ordinal);
        await ExportAsync(manager, "csv");
        Assert.Contains("No lead is like that", await manager.Client.GetAsync(manager.Home + "/leads?new=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_is_added_taken_back_and_put_back_and_a_photo_is_shown_to_who_sees_the_lead_alone()
    {
        await using var server = await StartShowAsync();
        using var manager = await ManagerAsync(server);
        using var other = await ManagerAsync(server, "harbour");
        var lead = await ScanAsync(server, manager, "badge-1", "Eva", new { lastName = "Doe" });
        var page = $"{manager.Home}/leads/{ShortId.Format(lead.Id)}";
        var shown = await manager.Client.PostAsync(page, "memo", new() { ["Memo"] = "Call on Monday" });
        var remove = "remove-" + shown.Split("remove-")[1][..13];
        var without = await manager.Client.PostAsync(page, remove);
        Assert.Contains("A note was taken back.", without, StringComparison.Ordinal);
        Assert.DoesNotContain("own-text", without, StringComparison.Ordinal);
        Assert.Contains("own-text", await manager.Client.SendAsync(manager.Client.Path, without, "undo"), StringComparison.Ordinal);

        var uploaded = await server.App.Services.GetRequiredService<Server.Hosting.Files.NoteUpload>().AddAsync(
            manager.Exhibitor, lead.Id, 77, LeadEntryKind.Audio, [.. "OggS"u8, .. new byte[32]], DateTimeOffset.UnixEpoch, "Eva", default);
        Assert.Null(uploaded.Refusal);
        var file = $"{page}/files/{ShortId.Format(77)}";
        Assert.Contains($"src=\"{file}\"", await manager.Client.GetAsync(page), StringComparison.Ordinal);
        using (var got = await manager.Client.Http.GetAsync(file))
            Assert.Equal(("audio/ogg", "nosniff"), (got.Content.Headers.ContentType!.MediaType, got.Headers.GetValues("X-Content-Type-Options").Single()));
        await other.Client.GetAsync(file);
        Assert.Equal(HttpStatusCode.NotFound, other.Client.Status);
    }

    [Fact]
    public async Task Several_leads_are_changed_at_once_and_only_those_that_are_seen()
    {
        await using var server = await StartShowAsync();
        using var manager = await ManagerAsync(server);
        using var other = await ManagerAsync(server, "harbour");
        var (one, foreign) = (await ScanAsync(server, manager, "badge-1", "Eva", new { lastName = "Doe" }), await ScanAsync(server, other, "badge-2", "Eva", new { lastName = "Roe" }));
        Assert.Contains("Choose at least one lead.", await manager.Client.PostAsync(manager.Home + "/leads", "several", new() { ["Do"] = "memo", ["Memo"] = "Kept" }), StringComparison.Ordinal);
        await manager.Client.PostAsync(manager.Home + "/leads", "several", new() { ["Do"] = "memo", ["Memo"] = "Together", ["lead"] = $"{ShortId.Format(one.Id)},{ShortId.Format(foreign.Id)}" });
        var memos = await server.App.Services.GetRequiredService<IStore>().ReadAsync(d => d.LeadEntries.ToListAsync());
        Assert.Equal((one.Seq, "Together"), (Assert.Single(memos).ConnectionSeq, memos[0].Text));
        Assert.Contains("Leads today", await manager.Client.PostAsync(manager.Home, "target", new() { ["DailyTarget"] = "40" }), StringComparison.Ordinal);
        Assert.Contains("max=\"40\"", await manager.Client.GetAsync(manager.Home), StringComparison.Ordinal);
        Assert.Contains("Give a number", await manager.Client.PostAsync(manager.Home, "target", new() { ["DailyTarget"] = "-1" }), StringComparison.Ordinal);
    }

    private static async Task<byte[]> ExportAsync(
        ExhibitorManager manager, string format, string[]? columns = null, params (string Name, string Value)[] more)
    {
        var page = await manager.Client.GetAsync(manager.Home + "/export" + QueryOf(more));
        var token = page[(page.IndexOf("name=\"__RequestVerificationToken\" value=\"", StringComparison.Ordinal) + 41)..].Split('"')[0];
        // The page has the token of signing out first; every form of a person has the same.
        var all = page.Split("name=\"column\" value=\"").Skip(1).Select(c => c.Split('"')[0]);
        List<KeyValuePair<string, string>> fields =
        [
            new("__RequestVerificationToken", token), new("format", format), new("show", string.Join('-', manager.Home.Split('/')[3..5])),
            .. (columns ?? all).Select(c => new KeyValuePair<string, string>("column", c)), .. more.Select(m => new KeyValuePair<string, string>(m.Name, m.Value)),
        ];
        using var content = new FormUrlEncodedContent(fields);
        using var response = await manager.Client.Http.PostAsync(manager.Home + "/export/file", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.EndsWith("." + format, response.Content.Headers.ContentDisposition!.FileNameStar ?? response.Content.Headers.ContentDisposition.FileName!.Trim('"'), StringComparison.Ordinal);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Where a text stands within a line with others, and is not kept apart from them.</summary>
    private static List<string> Inline(string html, string text)
    {
        string[] apart = ["bdi", "title", "h1", "p", "th", "td", "option", "text", "textarea"];
        return Regex.Matches(html, "<(?<tag>[a-z0-9]+)[^<>]*>(?<within>[^<>]*)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(2))
            .Where(m => m.Groups["within"].Value.Contains(text, StringComparison.Ordinal)
                && !m.Value.Contains("class=\"unseen\"", StringComparison.Ordinal) && !apart.Contains(m.Groups["tag"].Value))
            .Select(m => m.Value).ToList();
    }

    private static string QueryOf((string Name, string Value)[] more) =>
        more.Length == 0 ? "" : "?" + string.Join('&', more.Select(m => $"{m.Name}={Uri.EscapeDataString(m.Value)}"));

    private static async Task<ConnectionRow> ScanAsync(TestServer server, ExhibitorManager manager, string code, string by, object contact)
    {
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/{code}", new { key = code, code, contact }));
        return (await server.App.Services.GetRequiredService<Scanning>()
            .ScanAsync(manager.Exhibitor, code, 1_700_000_000, by, ScanOrigin.Connect)).Connection;
    }

    private static Task SetRightsAsync(TestServer server, ExhibitorManager manager, ExhibitorRights rights) =>
        server.App.Services.GetRequiredService<IStore>().WriteAsync(async data =>
        {
            (await data.ExhibitorMembers.AsTracking().SingleAsync(m => m.ExhibitorId == manager.Exhibitor.Id)).Rights = rights;
            return true;
        }, default);

    private static async Task<ExhibitorManager> ManagerAsync(TestServer server, string key = "northlight")
    {
        var manager = await ExhibitorManager.JoinAsync(server, key);
        var (eventId, id) = manager.Exhibitor;
        await server.App.Services.GetRequiredService<IStore>().WriteAsync(data =>
        {
            var now = TimeProvider.System.GetUtcNow();
            data.Add(new License { EventId = eventId, ExhibitorId = id, Kind = LicenseKind.Scan, Seats = 2, From = DateTimeOffset.UnixEpoch });
            foreach (var (name, i) in new[] { ("Eva", 0), ("Device", 1) })
                data.Add(new Scanner { EventId = eventId, ExhibitorId = id, Name = name, SeatedAt = now.AddSeconds(i), AddedAt = now });
            return Task.FromResult(true);
        }, default);
        return manager;
    }
}
