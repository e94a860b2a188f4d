using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lanyard.Client;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.FairUse;
using Lanyard.Core.Licensing;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.FairUse;

/// <summary>The policy over HTTP, with a clock that the test moves.</summary>
public sealed class FairUseApiTests
{
    private const string List = "/connect/v1/connections";
    private const string AtHead = List + "?fromRevision=9007199254740991";

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task Who_polls_too_often_is_told_then_slowed_then_restricted_and_still_scans(TestStore store)
    {
        var clock = new TestClock();
        await using var server = await StartAsync(clock, store);
        var (client, id, secret) = await server.CreateExhibitorAsync("northlight");
        using var _ = client;
        var (twin, _, _) = await server.CreateExhibitorAsync("harbour");
        using var __ = twin;
        await server.RegisterAsync("R1", "badge-1", "Doe");

        await PollAsync(client, 1_250);
        await RoundAsync(server);
        using (var told = await client.GetAsync(AtHead))
        {
            Assert.Equal(200, (int)told.StatusCode);
            Assert.Equal("notice; code=\"frequency\"; see=\"/docs/fair-use#frequency\"", told.Headers.GetValues("X-Fair-Use").Single());
        }

        clock.Now += TimeSpan.FromSeconds(70);
        await PollAsync(client, 1);
        await RoundAsync(server);
        using (var first = await client.GetAsync(AtHead))
            Assert.Equal(200, (int)first.StatusCode);
        using (var slowed = await client.GetAsync(AtHead))
        {
            Assert.Equal((429, "15"), ((int)slowed.StatusCode, slowed.Headers.RetryAfter!.ToString()));
            Assert.Equal("\"frequency\";q=1;w=15", slowed.Headers.GetValues("RateLimit-Policy").Single());
            Assert.Equal("\"frequency\";r=0;t=15", slowed.Headers.GetValues("RateLimit").Single());
            Assert.Equal("application/problem+json", slowed.Content.Headers.ContentType!.MediaType);
            var problem = await ReadAsync(slowed);
            Assert.Equal(("throttled", "frequency", 1200, 600), (Text(problem, "code"), Text(problem, "reason"),
                problem.GetProperty("limit").GetInt32(), problem.GetProperty("window").GetInt32()));
            Assert.InRange(problem.GetProperty("observed").GetInt32(), 1_250, 1_300);
            Assert.Equal(clock.Now.AddHours(1), problem.GetProperty("until").GetDateTimeOffset());
            Assert.Equal("/docs/fair-use#frequency", Text(problem, "docs"));
        }
        // What is new is never held back.
        await OkAsync(client.PostAsJsonAsync(List, new { code = "badge-1" }));
        Assert.Equal(1, (await OkAsync(client.GetAsync(List))).GetArrayLength());

        clock.Now += TimeSpan.FromMinutes(1);
        await PollAsync(client, 1);
        await PollAsync(client, 310, 429);
        await RoundAsync(server);
        using (var restricted = await client.GetAsync(AtHead))
        {
            Assert.Equal(403, (int)restricted.StatusCode);
            Assert.Equal(("restricted", "frequency"), (Text(await ReadAsync(restricted), "code"), Text(await ReadAsync(restricted), "reason")));
        }
        await OkAsync(client.PostAsJsonAsync(List, new { code = "badge-1" }));
        using var again = await server.SignInAsync(id, secret);
        using (var evaded = await again.GetAsync(List))
            Assert.Equal(403, (int)evaded.StatusCode);
        Assert.True((await IntrospectAsync(server, again, id, secret)).GetProperty("restricted").GetBoolean());
        var own = await OkAsync(again.GetAsync("/connect/v1/fair-use"));
        Assert.Equal(("enforce", "restrict"), (Text(own, "mode"), Text(own, "state")));
        Assert.InRange(own.GetProperty("usage")[0].GetProperty("pollsAtHead").GetInt64(), 1_250, 1_300);
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() =>
            new ConnectionsClient(server.Http.BaseAddress!, new(id, secret)).GetPageAsync(Position.Start));
        Assert.Equal((403, "restricted", "frequency", clock.Now.AddHours(1), true),
            (failure.Status, failure.Code, failure.Reason, failure.Until, failure.IsRestricted));

        var path = $"{server.Event}/exhibitors/northlight/api-clients/{id}";
        Assert.Equal("restrict", Text(await OkAsync(server.Organiser.GetAsync(path + "/fair-use")), "state"));
        Assert.InRange((await OkAsync(server.Organiser.GetAsync(path + "/usage")))[0].GetProperty("refused").GetInt64(), 310, 330);
        using (var foreign = await server.Organiser.GetAsync($"{server.Event}/exhibitors/harbour/api-clients/{id}/fair-use"))
            Assert.Equal(404, (int)foreign.StatusCode);
        await OkAsync(server.Organiser.PostAsync(path + "/fair-use/release", null));
        await UntilAsync(async () =>
        {
            using var free = await client.GetAsync(AtHead);
            return (int)free.StatusCode == 200 && !free.Headers.Contains("X-Fair-Use");
        });
        Assert.Equal(["fairuse.noticed", "fairuse.throttled", "fairuse.restricted", "fairuse.released"], await AuditAsync(server));
        using var untouched = await twin.GetAsync(List);
        Assert.Equal((200, false), ((int)untouched.StatusCode, untouched.Headers.Contains("X-Fair-Use")));
    }

    [Fact]
    public async Task Who_walks_everything_again_and_again_gets_a_page_in_ten_seconds_and_what_is_new_at_once()
    {
        var clock = new TestClock();
        await using var server = await StartAsync(clock);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var _ = client;
        await FillAsync(server, client, 300);
        for (var walk = 0; walk < 6; walk++)
            await WalkAsync(client, 200);
        await RoundAsync(server);
        clock.Now += TimeSpan.FromSeconds(70);
        var last = await WalkAsync(client, 200);
        await RoundAsync(server);
        await WalkAsync(client, 429);
        await server.RegisterAsync("late", "badge-late", "Doe");
        clock.Now += TimeSpan.FromSeconds(1);
        await OkAsync(client.PostAsJsonAsync(List, new { code = "badge-late" }));
        Assert.Equal(1, (await OkAsync(client.GetAsync($"{List}?fromRevision={last + 1}"))).GetArrayLength());
        clock.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(100, (await OkAsync(client.GetAsync(List))).GetArrayLength());
    }

    [Fact]
    public async Task Two_nodes_share_what_they_count_and_a_restriction()
    {
        var clock = new TestClock();
        await using var first = await StartAsync(clock, TestStore.Postgres);
        await using var second = await TestServer.StartOnAsync(first.Folder, first.Database, builder => Enforce(builder, clock));
        var (onFirst, id, secret) = await first.CreateExhibitorAsync("northlight");
        using var onSecond = new HttpClient { BaseAddress = second.Http.BaseAddress };
        onSecond.DefaultRequestHeaders.Authorization = onFirst.DefaultRequestHeaders.Authorization;
        using var _ = onFirst;
        await BothAsync(1);
        // Neither node would mind half of it.
        await BothAsync(390);
        await UntilAsync(() => IsToldAsync(onFirst, "notice"), TimeSpan.FromSeconds(1));
        await UntilAsync(() => IsToldAsync(onSecond, "notice"), TimeSpan.FromSeconds(1));
        await BothAsync(250);
        clock.Now += TimeSpan.FromSeconds(70);
        await BothAsync(1);
        await UntilAsync(() => IsToldAsync(onFirst, "throttle"), TimeSpan.FromSeconds(1));
        clock.Now += TimeSpan.FromMinutes(1);
        await PollAsync(onFirst, 1);
        await PollAsync(onFirst, 310, 429);
        await RoundAsync(first);
        await UntilAsync(async () =>
        {
            using var answer = await onSecond.GetAsync(List);
            return (int)answer.StatusCode == 403;
        }, TimeSpan.FromSeconds(1));
        using var token = await second.SignInAsync(id, secret);

        async Task BothAsync(int polls)
        {
            await PollAsync(onFirst, polls);
            await PollAsync(onSecond, polls);
            await RoundAsync(first);
            await RoundAsync(second);
            await RoundAsync(first);
        }
    }

    [Fact]
    public async Task A_restriction_outlives_a_restart()
    {
        var clock = new TestClock();
        await using var server = await StartAsync(clock);
        var (client, id, secret) = await server.CreateExhibitorAsync("northlight");
        client.Dispose();
        await server.App.Services.GetRequiredService<IStore>().WriteAsync(data =>
        {
            data.Restrictions.Add(new Restriction
            {
                EventId = Number(server.EventId), ClientId = Number(id), Rule = FairUseRule.FullResync, Step = FairUseStep.Restrict,
                Since = clock.Now, Until = clock.Now.AddHours(1), Observed = 400, Limit = 300, WindowSeconds = 600,
            });
            return Task.FromResult(0);
        }, default);
        await server.StopAsync();
        await using var restarted = await TestServer.StartOnAsync(server.Folder, null, builder => Enforce(builder, clock));
        using var after = await restarted.SignInAsync(id, secret);
        using var refused = await after.GetAsync(List);
        Assert.Equal((403, "3600"), ((int)refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        clock.Now += TimeSpan.FromMinutes(59);
        using var still = await after.GetAsync(List);
        Assert.Equal(403, (int)still.StatusCode);
        clock.Now += TimeSpan.FromMinutes(1);
        using var anew = await restarted.SignInAsync(id, secret);
        using var free = await anew.GetAsync(List);
        Assert.Equal(200, (int)free.StatusCode);
    }

    [Fact]
    public async Task Guessed_codes_slow_scans_and_known_badges_go_on()
    {
        var clock = new TestClock();
        await using var server = await StartAsync(clock);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var _ = client;
        await server.RegisterAsync("R1", "badge-1", "Doe");
        for (var i = 0; i < 100; i++)
            Assert.Equal(404, await ScanAsync(client, $"guess-{i}"));
        Assert.Equal(429, await ScanAsync(client, "guess-100"));
        clock.Now += TimeSpan.FromSeconds(1);
        // One code that does not exist is there again: badges that exist do not take it.
        for (var i = 0; i < 20; i++)
            Assert.Equal(200, await ScanAsync(client, "badge-1"));
        Assert.Equal(404, await ScanAsync(client, "guess-101"));
        Assert.Equal(429, await ScanAsync(client, "guess-102"));
        var batch = await OkAsync(client.PostAsJsonAsync(List + "/batch", new { scans = new[] { new { code = "guess-103" } } }));
        Assert.Equal(429, batch.GetProperty("results")[0].GetProperty("status").GetInt32());
        Assert.Equal(200, (int)(await client.GetAsync(List)).StatusCode);
    }

    [Fact]
    public async Task Tokens_for_every_request_are_slowed_with_the_word_of_the_standard()
    {
        var clock = new TestClock();
        await using var server = await StartAsync(clock);
        var (client, id, secret) = await server.CreateExhibitorAsync("northlight");
        client.Dispose();
        for (var i = 0; i < 620; i++)
            (await server.SignInAsync(id, secret)).Dispose();
        await RoundAsync(server);
        clock.Now += TimeSpan.FromSeconds(70);
        (await server.SignInAsync(id, secret)).Dispose();
        await RoundAsync(server);
        (await server.SignInAsync(id, secret)).Dispose();
        using var slowed = await server.Http.PostAsJsonAsync("/oauth2/token",
            new { grant_type = "client_credentials", client_id = id, client_secret = secret });
        Assert.Equal((429, "10"), ((int)slowed.StatusCode, slowed.Headers.RetryAfter!.ToString()));
        Assert.Equal("slow_down", Text(await ReadAsync(slowed), "error"));
    }

    [Theory]
    [InlineData("observe", "notice")]
    [InlineData("off", "none")]
    public async Task Without_enforcing_nobody_is_touched(string mode, string state)
    {
        var clock = new TestClock();
        await using var server = await StartAsync(clock, mode: mode);
        var (client, id, _) = await server.CreateExhibitorAsync("northlight");
        using var _ = client;
        await PollAsync(client, 1_250);
        await RoundAsync(server);
        using var answer = await client.GetAsync(AtHead);
        Assert.Equal((200, false), ((int)answer.StatusCode, answer.Headers.Contains("X-Fair-Use")));
        var own = await OkAsync(server.Organiser.GetAsync($"{server.Event}/exhibitors/northlight/api-clients/{id}/fair-use"));
        Assert.Equal((mode, state), (Text(own, "mode"), Text(own, "state")));
    }

    [Fact]
    public async Task An_exhibitor_releases_itself_once_a_day()
    {
        var clock = new TestClock();
        await using var server = await StartAsync(clock);
        var (client, id, _) = await server.CreateExhibitorAsync("northlight");
        using var _ = client;
        var cases = server.App.Services.GetRequiredService<FairUseCases>();
        var organiser = (await server.App.Services.GetRequiredService<ClientDirectory>().FindAsync(Number(id), default))!.OrganiserId;
        Assert.Equal(ReleaseResult.Nothing, await ReleaseAsync());
        await PollAsync(client, 1_250);
        await RoundAsync(server);
        Assert.Equal(ReleaseResult.Released, await ReleaseAsync());
        clock.Now += TimeSpan.FromMinutes(20);
        await PollAsync(client, 1_250);
        await RoundAsync(server);
        Assert.Equal(ReleaseResult.TooSoon, await ReleaseAsync());
        Assert.Equal(["fairuse.noticed", "fairuse.released", "fairuse.noticed"], await AuditAsync(server));

        Task<ReleaseResult> ReleaseAsync() =>
            cases.ReleaseAsync(organiser, Number(server.EventId), Number(id), Actor.Operator, byExhibitor: true, default);
    }

    private static async Task<TestServer> StartAsync(TestClock clock, TestStore store = TestStore.Sqlite, string mode = "enforce") =>
        await TestServer.StartShowAsync(store, builder => Enforce(builder, clock, mode));

    private static void Enforce(WebApplicationBuilder builder, TestClock clock, string mode = "enforce")
    {
        builder.Configuration["FairUse:Mode"] = mode;
        builder.Services.AddSingleton<TimeProvider>(clock);
    }

    private static Task RoundAsync(TestServer server) => server.App.Services.GetRequiredService<FairUseWatch>().RoundAsync(default);

    private static async Task PollAsync(HttpClient client, int times, int expected = 200)
    {
        for (var i = 0; i < times; i++)
        {
            using var answer = await client.GetAsync(AtHead);
            Assert.Equal(expected, (int)answer.StatusCode);
        }
    }

    private static async Task<bool> IsToldAsync(HttpClient client, string step)
    {
        using var answer = await client.GetAsync(AtHead);
        return answer.Headers.TryGetValues("X-Fair-Use", out var told) && told.Single().StartsWith(step, StringComparison.Ordinal);
    }

    private static async Task<int> ScanAsync(HttpClient client, string code)
    {
        using var answer = await client.PostAsJsonAsync(List, new { code });
        return (int)answer.StatusCode;
    }

    private static async Task FillAsync(TestServer server, HttpClient client, int leads)
    {
        var people = new StringBuilder();
        for (var i = 0; i < leads; i++)
            people.Append("{\"key\":\"R").Append(i).Append("\",\"code\":\"badge-").Append(i).Append("\",\"contact\":{\"lastName\":\"Doe\"}}\n");
        using var body = new StringContent(people.ToString(), Encoding.UTF8, "application/x-ndjson");
        await OkAsync(server.Organiser.PostAsync($"{server.Event}/registrants", body));
        for (var i = 0; i < leads; i += 100)
            await OkAsync(client.PostAsJsonAsync(List + "/batch", new { scans = Enumerable.Range(i, 100).Select(n => new { code = $"badge-{n}" }) }));
    }

    /// <summary>All pages; the answer to the last request is the one expected.</summary>
    private static async Task<long> WalkAsync(HttpClient client, int expected)
    {
        for (var last = 0L; ;)
        {
            using var answer = await client.GetAsync($"{List}?fromRevision={(last == 0 ? 0 : last + 1)}");
            if (!answer.IsSuccessStatusCode)
            {
                Assert.Equal(expected, (int)answer.StatusCode);
                return last;
            }
            var page = await ReadAsync(answer);
            if (page.GetArrayLength() > 0)
                last = page[page.GetArrayLength() - 1].GetProperty("revision").GetInt64();
            if (page.GetArrayLength() < 100)
            {
                Assert.Equal(200, expected);
                return last;
            }
        }
    }

    private static Task<JsonElement> IntrospectAsync(TestServer server, HttpClient client, string id, string secret) =>
        OkAsync(server.Http.PostAsync("/oauth2/introspect", new FormUrlEncodedContent(
        [
            new("token", client.DefaultRequestHeaders.Authorization!.Parameter!), new("client_id", id), new("client_secret", secret),
        ])));

    private static Task<List<string>> AuditAsync(TestServer server) =>
        server.App.Services.GetRequiredService<IStore>().ReadAsync(data => data.AuditEntries
            .Where(e => e.Action.StartsWith("fairuse.")).OrderBy(e => e.Number).Select(e => e.Action).ToListAsync());

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static long Number(string id) => ShortId.TryParse(id, out var number) ? number : throw new ArgumentException(id, nameof(id));
}
