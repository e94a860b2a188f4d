using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Seats;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Scan;

public sealed class ScanEndpointTestsOnSqlite() : ScanEndpointTests(TestStore.Sqlite);

public sealed class ScanEndpointTestsOnPostgres() : ScanEndpointTests(TestStore.Postgres);

/// <summary>What the phone scanner asks the server, on both stores.</summary>
public abstract class ScanEndpointTests(TestStore kind)
{
    private const string Time = "2026-11-24T10:32:00Z";

    [Fact]
    public async Task A_device_joins_by_its_link_scans_and_leaves()
    {
        await using var server = await ShowAsync();
        using var phone = await JoinAsync(server, "one", "Eva");
        var session = await TestServer.OkAsync(phone.GetAsync("/connect/scan/session"));
        Assert.Equal("Eva", session.GetProperty("scanner").GetProperty("name").GetString());
        Assert.True(session.GetProperty("hasSeat").GetBoolean());
        Assert.Equal("one", session.GetProperty("exhibitor").GetProperty("name").GetString());

        var lead = (await SendAsync(phone, Scan("badge-1"))).GetProperty("lead");
        Assert.Equal("Person 1", lead.GetProperty("name").GetString());
        Assert.True(lead.GetProperty("isFirst").GetBoolean());

        using var left = await phone.PostAsJsonAsync("/connect/scan/leave", new { });
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        using var gone = await phone.GetAsync("/connect/scan/session");
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
    }

    [Fact]
    public async Task Each_item_has_its_own_result_and_the_same_sent_again_changes_nothing()
    {
        await using var server = await ShowAsync();
        using var eva = await JoinAsync(server, "one", "Eva");
        using var sam = await JoinAsync(server, "one", "Sam");
        object[] items = [Scan("badge-1"), Scan("no such badge"), 17, new { id = "x", kind = "scan" }, Scan("badge-2")];
        foreach (var _ in (int[])[1, 2])
        {
            var results = await SendAllAsync(eva, items);
            Assert.True(results[0].GetProperty("lead").GetProperty("isFirst").GetBoolean());
            Assert.Equal("unknown_code", results[1].GetProperty("error").GetProperty("code").GetString());
            Assert.Equal("invalid_request", results[2].GetProperty("error").GetProperty("code").GetString());
            Assert.Equal("invalid_request", results[3].GetProperty("error").GetProperty("code").GetString());
            Assert.Equal("completed", results[4].GetProperty("lead").GetProperty("state").GetString());
        }
        // Without a seat, what another has opened stays open.
        var again = (await SendAsync(sam, Scan("badge-1", "2026-11-24T11:00:00Z"))).GetProperty("lead");
        Assert.False(again.GetProperty("isFirst").GetBoolean());
        Assert.Equal("Eva", again.GetProperty("by").GetString());
        var ahead = await SendAsync(eva, Scan("badge-2", TimeProvider.System.GetUtcNow().AddMinutes(11).ToString("O")));
        Assert.Contains("ten minutes", ahead.GetProperty("error").GetProperty("detail").GetString(), StringComparison.Ordinal);
        var store = server.App.Services.GetRequiredService<IStore>();
        Assert.Equal(3, await store.ReadAsync(data => data.Scans.CountAsync()));
    }

    [Fact]
    public async Task A_device_adds_only_to_what_it_scanned_and_another_exhibitors_lead_is_unknown()
    {
        await using var server = await ShowAsync();
        using var eva = await JoinAsync(server, "one", "Eva");
        using var sam = await JoinAsync(server, "one", "Sam");
        using var other = await JoinAsync(server, "two", "Kim");
        var lead = (await SendAsync(eva, Scan("badge-1"))).GetProperty("lead").GetProperty("id").GetString()!;
        var memo = new { id = "00000000000m1", kind = "memo", time = Time, lead, text = "Wants a sample" };
        foreach (var stranger in (HttpClient[])[sam, other])
        {
            Assert.Equal("not_found", (await SendAsync(stranger, memo)).GetProperty("error").GetProperty("code").GetString());
            using var refused = await SendFileAsync(stranger, lead, "00000000000f1", Wave());
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
        Assert.Equal(JsonValueKind.Null, (await SendAsync(eva, memo)).GetProperty("error").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await SendAsync(eva, memo)).GetProperty("error").ValueKind);
        using var sent = await SendFileAsync(eva, lead, "00000000000f1", Wave());
        Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        using var text = await SendFileAsync(eva, lead, "00000000000f2", "not a recording at all"u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, text.StatusCode);
        var store = server.App.Services.GetRequiredService<IStore>();
        Assert.Equal(2, await store.ReadAsync(data => data.LeadEntries.CountAsync()));
        // Once Sam has scanned the badge, too, the lead is also Sam's.
        await SendAsync(sam, Scan("badge-1", "2026-11-24T12:00:00Z"));
        Assert.Equal(JsonValueKind.Null, (await SendAsync(sam, memo with { id = "00000000000m2" })).GetProperty("error").ValueKind);
        // But what Eva wrote is Eva's to take back.
        var back = new { id = "00000000000r1", kind = "removal", time = Time, lead, note = memo.id };
        Assert.Equal("invalid_request", (await SendAsync(sam, back)).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, (await SendAsync(eva, back)).GetProperty("error").ValueKind);
    }

    [Fact]
    public async Task Nobody_another_site_and_a_wrong_link_are_refused()
    {
        await using var server = await ShowAsync();
        using var nobody = await server.Http.PostAsJsonAsync("/connect/scan/items", new { items = new[] { Scan("badge-1") } });
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        using var wrong = await server.Http.PostAsJsonAsync("/connect/scan/join", new { secret = "guess", name = "Eva" });
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        using var phone = await JoinAsync(server, "one", "Eva");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/scan/leave") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var foreign = await phone.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        await TestServer.OkAsync(phone.GetAsync("/connect/scan/session"));
        using var page = await server.Http.GetAsync("/connect/scan");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self' 'wasm-unsafe-eval';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.Contains("camera=(self)", page.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<TestServer> ShowAsync()
    {
        var server = await TestServer.StartShowAsync(kind);
        foreach (var key in (string[])["one", "two"])
        {
            await TestServer.OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/exhibitors/{key}", new { name = key }));
            await TestServer.OkAsync(server.Organiser.PostAsJsonAsync($"{server.Event}/exhibitors/{key}/licenses", new { kind = "scan", seats = 1 }));
        }
        foreach (var number in (int[])[1, 2])
            await server.RegisterAsync($"r{number}", $"badge-{number}", $"Person {number}");
        return server;
    }

    private static async Task<HttpClient> JoinAsync(TestServer server, string exhibitor, string name)
    {
        var services = server.App.Services;
        var found = await services.GetRequiredService<IStore>().ReadAsync(data => data.Exhibitors.SingleAsync(e => e.Key == exhibitor));
        var key = new ExhibitorKey(found.EventId, found.Id);
        var scanners = services.GetRequiredService<Scanners>();
        var secret = await scanners.LinkOrNullAsync(key, default) ?? await scanners.NewLinkAsync(key, Actor.Operator, default);
        var phone = new HttpClient(new HttpClientHandler { CookieContainer = new() }) { BaseAddress = server.Http.BaseAddress };
        await TestServer.OkAsync(phone.PostAsJsonAsync("/connect/scan/join", new { secret, name }));
        return phone;
    }

    private static object Scan(string code, string time = Time) => new { id = ShortId.Format(ShortId.New()), kind = "scan", code, time };

    private static async Task<JsonElement> SendAsync(HttpClient phone, object item) => (await SendAllAsync(phone, item))[0];

    private static async Task<JsonElement[]> SendAllAsync(HttpClient phone, params object[] items) =>
        [.. (await TestServer.OkAsync(phone.PostAsJsonAsync("/connect/scan/items", new { items }))).GetProperty("results").EnumerateArray()];

    private static Task<HttpResponseMessage> SendFileAsync(HttpClient phone, string lead, string note, byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        return phone.PostAsync($"/connect/scan/files/{lead}/{note}?kind=audio&time={Time}", content);
    }

    private static byte[] Wave() => [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, .. new byte[32]];
}
