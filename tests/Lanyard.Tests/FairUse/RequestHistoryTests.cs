using System.Net;
using System.Net.Http.Json;
using System.Text;
using Lanyard.Core.FairUse;
using Lanyard.Server.Hosting;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.FairUse;

/// <summary>The last requests of an API client, by which its maker finds mistakes without asking the organiser.</summary>
public sealed class RequestHistoryTests
{
    private const string List = "/connect/v1/connections";
    private const string AtHead = List + "?fromRevision=9007199254740991";
    private const string Badge = "BADGE/9f8e7d6c-X";

    [Fact]
    public async Task A_manager_sees_what_its_API_client_asked_and_was_answered_and_no_badge_code()
    {
        var clock = new TestClock();
        await using var server = await StartShowAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var manager = await ExhibitorManager.JoinAsync(server);
        using var other = await ExhibitorManager.JoinAsync(server, "harbour");
        var (client, id, secret) = await server.CreateExhibitorAsync("northlight");
        using var _ = client;
        await server.RegisterAsync("R1", "badge-1", "Doe");

        var (history, made) = (server.App.Services.GetRequiredService<RequestHistory>(), 0);
        await KeptAsync(Task.CompletedTask);
        for (var i = 0; i < 42; i++)
            await KeptAsync(OkAsync(client.GetAsync(AtHead)));
        await KeptAsync(OkAsync(client.PostAsJsonAsync(List, new { code = "badge-1" })));
        await KeptAsync(OkAsync(client.GetAsync(List)));
        await KeptAsync(RefusedAsync(404, client.PostAsJsonAsync(List, new { code = Badge, time = "2026-11-24T09:00:00Z" })));
        await KeptAsync(RefusedAsync(400, client.PostAsync(List, new StringContent($"{{\"code\": \"{Badge}\",", Encoding.UTF8, "application/json"))));
        await KeptAsync(RefusedAsync(400, client.GetAsync($"{List}?fromRevision=now&code={WebUtility.UrlEncode(Badge)}")));
        await KeptAsync(RefusedAsync(404, client.GetAsync($"{List}/9f8e7d6c-X")));
        await KeptAsync(RefusedAsync(404, client.GetAsync("/connect/v1/conections")));
        await KeptAsync(OkAsync(client.PostAsJsonAsync(List + "/batch", new { scans = new[] { new { code = "badge-1" }, new { code = Badge } } })));
        await KeptAsync(RefusedAsync(401, server.Http.PostAsJsonAsync(
            "/connect/oauth2/token", new { grant_type = "client_credentials", client_id = id, client_secret = secret + "x" })));
        clock.Now += TimeSpan.FromHours(1.01);
        await KeptAsync(RefusedAsync(401, client.GetAsync(AtHead)));

        var path = $"{manager.Home}/api-clients/{id}/requests";
        Assert.Contains(path, await manager.Client.GetAsync(manager.Home + "/api-clients"), StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(await manager.Client.GetAsync(path));
        Assert.Contains("42 times since", page, StringComparison.Ordinal);
        Assert.Contains("{\"code\":\"•••\",\"time\":\"2026-11-24T09:00:00Z\"}", page, StringComparison.Ordinal);
        Assert.Contains("The access token is unknown, expired or revoked.", page, StringComparison.Ordinal);
        foreach (var hidden in (string[])[Badge, "9f8e7d6c", "badge-1", secret])
            Assert.DoesNotContain(hidden, page, StringComparison.Ordinal);
        await other.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, other.Client.Status);
        await other.Client.GetAsync($"{other.Home}/api-clients/{id}/requests");
        Assert.Equal(HttpStatusCode.NotFound, other.Client.Status);

        using var organiser = await PageClient.SignedInAsync(server);
        Assert.Contains("42 times since", await organiser.GetAsync($"/organise/events/{server.EventId}/clients/{id}"), StringComparison.Ordinal);
        var requests = history.Of(Number(id));
        Assert.Equal(
            [
                ("GET", AtHead, 401, "invalid_token", 1), ("POST", "/connect/oauth2/token", 401, "invalid_client", 1),
                ("POST", List + "/batch", 200, "unknown_code", 1), ("GET", "/connect/v1/conections", 404, "not_found", 1),
                ("GET", List + "/•••", 404, "not_found", 1), ("GET", List + "?fromRevision=•••&code=•••", 400, "invalid_revision", 1),
                ("POST", List, 400, "invalid_json", 1), ("POST", List, 404, "unknown_code", 1), ("GET", List, 200, null, 1),
                ("POST", List, 200, null, 1), ("GET", AtHead, 200, null, 42), ("POST", "/connect/oauth2/token", 200, null, 1),
            ],
            requests.Select(r => (r.Method, r.Path + r.Query, r.Status, r.Code, r.Times)));
        Assert.Equal([null, null, 1, null, null, null, null, null, 1, null, 0, null], requests.Select(r => r.Rows));
        Assert.All(requests.Where(r => r.Status >= 400 && r.Code != "invalid_client"), r => Assert.Contains(r.TraceId!, r.Answer!, StringComparison.Ordinal));

        // A request is kept when its answer is on its way.
        async Task KeptAsync(Task request)
        {
            await request;
            made++;
            await UntilAsync(async () =>
            {
                await Task.Yield();
                return history.Of(Number(id)).Sum(r => r.Times) == made;
            });
        }
    }

    [Fact]
    public async Task An_organiser_reads_them_by_its_API_and_those_of_no_other_exhibitor()
    {
        await using var server = await StartShowAsync();
        var (client, id, _) = await server.CreateExhibitorAsync("northlight");
        using var _ = client;
        await server.CreateExhibitorAsync("harbour");
        await RefusedAsync(415, client.PostAsync(List, new StringContent("code=1")));

        var listed = await OkAsync(server.Organiser.GetAsync($"{server.Event}/exhibitors/northlight/api-clients/{id}/requests"));
        var first = listed[0];
        Assert.Equal((415, "unsupported_media_type", List), (first.GetProperty("status").GetInt32(), Text(first, "code"), Text(first, "path")));
        using var foreign = await server.Organiser.GetAsync($"{server.Event}/exhibitors/harbour/api-clients/{id}/requests");
        Assert.Equal(404, (int)foreign.StatusCode);
    }

    [Fact]
    public void However_many_clients_fail_the_memory_for_it_is_bounded_and_each_keeps_its_last_request()
    {
        var history = new RequestHistory();
        var answer = new string('x', 1000);
        for (var round = 0; round < 10; round++)
        {
            for (var client = 0; client < 4_000; client++)
                history.Add(client, new(DateTimeOffset.UnixEpoch.AddSeconds(round), "GET", List, $"?fromRevision={round}", 400) { Answer = answer });
        }
        var kept = Enumerable.Range(0, 4_000).Select(client => history.Of(client)).ToList();
        Assert.All(kept, k => Assert.Equal("?fromRevision=9", k[0].Query));
        Assert.InRange(kept.Sum(k => k.Sum(r => 2L * r.Answer!.Length)), 1, 17 * 1024 * 1024);

        for (var i = 0; i < 200; i++)
            history.Add(0, new(DateTimeOffset.UnixEpoch, "GET", List + "/" + i, "", 200));
        Assert.InRange(history.Of(0).Count, 1, RequestHistory.MostOfClient + 1);
    }

    [Theory]
    [InlineData("{\"code\":\"a\\\"b\",\"time\":\"yesterday\"}", "{\"code\":\"•••\"•••\",\"time\":\"•••\"}")]
    [InlineData("{'code': 'X1', \"Time\": null, \"n\": 17}", "{'code': '•••', \"Time\": null, \"n\": •••}")]
    [InlineData("code=BADGE&x", "•••")]
    [InlineData("{\"time\":\"17955108000\",\"code\":true}", "{\"time\":\"•••\",\"code\":true}")]
    public void What_was_sent_keeps_its_form_and_loses_its_values(string sent, string shown) =>
        Assert.Equal(shown, RequestMask.Body(Encoding.UTF8.GetBytes(sent)));

    private static async Task RefusedAsync(int status, Task<HttpResponseMessage> request)
    {
        using var response = await request;
        Assert.Equal(status, (int)response.StatusCode);
    }

    private static long Number(string id) => Lanyard.Core.ShortId.TryParse(id, out var number) ? number : throw new FormatException(id);

    private static string? Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString();
}
