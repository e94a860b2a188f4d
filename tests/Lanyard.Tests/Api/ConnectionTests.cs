using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Api;

public sealed class ConnectionTestsOnSqlite() : ConnectionTests(TestStore.Sqlite);

public sealed class ConnectionTestsOnPostgres() : ConnectionTests(TestStore.Postgres);

public abstract class ConnectionTests(TestStore store) : IAsyncLifetime
{
    private const string List = "/connect/v1/connections";
    private TestServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartShowAsync(store);
        (_client, _, _) = await _server.CreateExhibitorAsync("northlight");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task A_scan_answers_with_the_record_of_the_guide_and_stands_in_the_list()
    {
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        var scanned = await OkAsync(_client.PostAsJsonAsync(List, new { code = " badge-1 ", time = "2023-10-01T13:20:07Z" }));
        Assert.Equal(
            ["contact", "exhibitorQuestions", "id", "notes", "profileQuestions", "revision", "scanInfo", "source", "state", "time"],
            scanned.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Doe", scanned.GetProperty("contact").GetProperty("lastName").GetString());
        Assert.Equal(JsonValueKind.Null, scanned.GetProperty("contact").GetProperty("address").GetProperty("city").ValueKind);
        Assert.Equal("2023-10-01T13:20:07Z", scanned.GetProperty("time").GetString());
        Assert.Equal("", scanned.GetProperty("scanInfo").GetString());
        Assert.Matches("^[0-9a-z]{13}$", scanned.GetProperty("id").GetString());
        var listed = await OkAsync(_client.GetAsync(List));
        Assert.Equal(scanned.GetRawText(), listed[0].GetRawText());
        Assert.Equal(scanned.GetRawText(), (await OkAsync(_client.GetAsync($"{List}/{scanned.GetProperty("id").GetString()}"))).GetRawText());
    }

    [Fact]
    public async Task The_same_scan_sent_again_changes_nothing_and_an_earlier_one_moves_the_time()
    {
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        var first = await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1", time = "2023-10-01T13:20:07Z" }));
        var again = await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1", time = "2023-10-01T13:20:07Z" }));
        var later = await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1" }));
        var earlier = await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1", time = "2023-10-01T15:00:00+05:00" }));
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal(first.GetRawText(), later.GetRawText());
        Assert.Equal("2023-10-01T10:00:00Z", earlier.GetProperty("time").GetString());
        Assert.Equal(first.GetProperty("id").GetString(), earlier.GetProperty("id").GetString());
        Assert.True(earlier.GetProperty("revision").GetInt64() > first.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task Pages_of_100_follow_each_other_and_end_with_an_empty_array()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 230).Select(i => JsonSerializer.Serialize(new { key = $"R{i}", code = $"badge-{i}" })));
        var imported = await OkAsync(_server.Organiser.PostAsync(
            $"{_server.Event}/registrants", new StringContent(lines, Encoding.UTF8, "application/x-ndjson")));
        Assert.Equal(230, imported.GetProperty("created").GetInt64());
        for (var i = 0; i < 230; i += 100)
        {
            var scans = Enumerable.Range(i, Math.Min(100, 230 - i)).Select(n => new { code = $"badge-{n}" });
            var batch = await OkAsync(_client.PostAsJsonAsync(List + "/batch", new { scans }));
            Assert.All(batch.GetProperty("results").EnumerateArray(), r => Assert.Equal(200, r.GetProperty("status").GetInt32()));
        }
        var revisions = new List<long>();
        var sizes = new List<int>();
        while (sizes.Count == 0 || sizes[^1] > 0)
        {
            var page = await OkAsync(_client.GetAsync($"{List}?fromRevision={(revisions.Count == 0 ? 0 : revisions[^1] + 1)}"));
            sizes.Add(page.GetArrayLength());
            revisions.AddRange(page.EnumerateArray().Select(c => c.GetProperty("revision").GetInt64()));
        }
        Assert.Equal([100, 100, 30, 0], sizes);
        Assert.Equal(revisions.Distinct().Order(), revisions);
    }

    [Fact]
    public async Task One_bad_scan_of_a_batch_does_not_fail_the_others()
    {
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        var batch = await OkAsync(_client.PostAsJsonAsync(List + "/batch", new { scans = new object[] { new { code = "nobody" }, 7, new { code = "badge-1" } } }));
        Assert.Equal([404, 400, 200], batch.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("status").GetInt32()));
        Assert.Equal("unknown_code", batch.GetProperty("results")[0].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_exhibitors_id_is_answered_as_an_unknown_one()
    {
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        var mine = await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1" }));
        var (other, _, _) = await _server.CreateExhibitorAsync("harbour");
        using var foreign = await other.GetAsync($"{List}/{mine.GetProperty("id").GetString()}");
        using var unknown = await other.GetAsync($"{List}/0000000000000");
        Assert.Equal(404, (int)foreign.StatusCode);
        Assert.Equal(WithoutTrace(await ReadAsync(unknown)), WithoutTrace(await ReadAsync(foreign)));
        Assert.Equal(0, (await OkAsync(other.GetAsync(List))).GetArrayLength());
    }

    [Fact]
    public async Task A_badge_of_another_event_is_refused_until_the_events_are_related()
    {
        var otherEvent = await _server.CreateEventAsync("Other");
        await _server.RegisterAsync("X1", "foreign-badge", "Roe", otherEvent);
        using (var refused = await _client.PostAsJsonAsync(List, new { code = "foreign-badge" }))
            Assert.Equal((403, "no_access"), ((int)refused.StatusCode, (await ReadAsync(refused)).GetProperty("code").GetString()));
        Assert.Equal(0, (await OkAsync(_client.GetAsync(List))).GetArrayLength());
        await OkAsync(_server.Organiser.PutAsync($"{_server.Event}/related/{otherEvent}", null));
        var scanned = await OkAsync(_client.PostAsJsonAsync(List, new { code = "foreign-badge" }));
        Assert.Equal("completed", scanned.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Changes_of_a_registrant_and_its_erasure_come_with_new_revisions()
    {
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        var first = await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1" }));
        await _server.RegisterAsync("R1", "badge-1", "Doe-Smith");
        var changed = (await OkAsync(_client.GetAsync($"{List}?fromRevision={Next(first)}")))[0];
        Assert.Equal("Doe-Smith", changed.GetProperty("contact").GetProperty("lastName").GetString());
        await OkAsync(_server.Organiser.DeleteAsync($"{_server.Event}/registrants/R1"));
        var erased = (await OkAsync(_client.GetAsync($"{List}?fromRevision={Next(changed)}")))[0];
        Assert.Equal("noAccess", erased.GetProperty("state").GetString());
        Assert.Equal(first.GetProperty("id").GetString(), erased.GetProperty("id").GetString());
        Assert.All(erased.GetProperty("contact").EnumerateObject(),
            p => Assert.True(p.Value.ValueKind is JsonValueKind.Null or JsonValueKind.Object));
        using var gone = await _client.PostAsJsonAsync(List, new { code = "badge-1" });
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task Exposing_a_question_brings_the_answered_connections_again()
    {
        var question = new { name = "Level?", type = "radio", exposed = false, options = new[] { new { key = "boss", name = "Boss" } } };
        await OkAsync(_server.Organiser.PutAsJsonAsync($"{_server.Event}/profile-questions/level", question));
        await OkAsync(_server.Organiser.PutAsJsonAsync($"{_server.Event}/registrants/R1",
            new { key = "R1", code = "badge-1", answers = new[] { new { question = "level", options = new[] { "boss" } } } }));
        var before = await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1" }));
        Assert.Equal(0, before.GetProperty("profileQuestions").GetArrayLength());
        await OkAsync(_server.Organiser.PutAsJsonAsync($"{_server.Event}/profile-questions/level",
            new { question.name, question.type, exposed = true, question.options }));
        var after = (await OkAsync(_client.GetAsync($"{List}?fromRevision={Next(before)}")))[0];
        Assert.Equal("Boss", after.GetProperty("profileQuestions")[0].GetProperty("answers")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        var scanned = await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1" }));
        await _server.StopAsync();
        await using (var again = await TestServer.StartOnAsync(_server.Folder, _server.Database))
        {
            using var client = new HttpClient { BaseAddress = again.Http.BaseAddress };
            client.DefaultRequestHeaders.Authorization = _client.DefaultRequestHeaders.Authorization;
            var listed = await OkAsync(client.GetAsync(List));
            Assert.Equal(scanned.GetRawText(), listed[0].GetRawText());
        }
    }

    [Theory]
    [InlineData("{ \"code\": \"y12\" } }", 400, "invalid_json")]
    [InlineData("{", 400, "invalid_json")]
    [InlineData("", 400, "invalid_json")]
    [InlineData("[]", 400, "invalid_json")]
    [InlineData("null", 400, "invalid_request")]
    [InlineData("{\"code\":7}", 400, "invalid_json")]
    [InlineData("{\"code\":\"a\",\"code\":\"b\"}", 400, "invalid_json")]
    [InlineData("{}", 400, "invalid_request")]
    [InlineData("{\"code\":\"  \"}", 400, "invalid_request")]
    [InlineData("{\"code\":\"a\",\"time\":\"yesterday\"}", 400, "invalid_request")]
    [InlineData("{\"code\":\"a\",\"time\":\"2999-01-01T00:00:00Z\"}", 400, "invalid_request")]
    [InlineData("{\"code\":\"nobody\"}", 404, "unknown_code")]
    public async Task A_bad_scan_says_what_is_wrong(string body, int status, string code)
    {
        using var response = await _client.PostAsync(List, new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await ReadAsync(response);
        Assert.Equal((status, code), ((int)response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.NotEqual("", problem.GetProperty("traceId").GetString());
        if (code == "invalid_json")
            Assert.Contains("line 1, position", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("9007199254740992")]
    [InlineData("99999999999999999999999")]
    [InlineData("")]
    public async Task A_bad_revision_is_refused(string revision)
    {
        using var response = await _client.GetAsync($"{List}?fromRevision={revision}");
        Assert.Equal((400, "invalid_revision"), ((int)response.StatusCode, (await ReadAsync(response)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Methods_types_and_sizes_that_do_not_fit_are_refused()
    {
        using var method = await _client.DeleteAsync(List);
        Assert.Equal(405, (int)method.StatusCode);
        Assert.Contains("POST", method.Content.Headers.Allow);
        using var type = await _client.PostAsync(List, new StringContent("code=x", Encoding.UTF8, "text/plain"));
        Assert.Equal(415, (int)type.StatusCode);
        using var size = await _client.PostAsync(List, new StringContent($"{{\"code\":\"{new string('x', 20_000)}\"}}", Encoding.UTF8, "application/json"));
        Assert.Equal(413, (int)size.StatusCode);
        using var slash = await _client.GetAsync(List + "/");
        Assert.Equal(200, (int)slash.StatusCode);
    }

    [Fact]
    public async Task Without_a_license_the_answer_is_403_and_the_leads_stay()
    {
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        await OkAsync(_client.PostAsJsonAsync(List, new { code = "badge-1" }));
        var licenses = await OkAsync(_server.Organiser.GetAsync($"{_server.Event}/exhibitors/northlight/licenses"));
        await OkAsync(_server.Organiser.PostAsync(
            $"{_server.Event}/exhibitors/northlight/licenses/{licenses[0].GetProperty("id").GetString()}/revoke", null));
        using (var refused = await _client.GetAsync(List))
            Assert.Equal((403, "license_inactive"), ((int)refused.StatusCode, (await ReadAsync(refused)).GetProperty("code").GetString()));
        await OkAsync(_server.Organiser.PostAsJsonAsync($"{_server.Event}/exhibitors/northlight/licenses", new { kind = "api" }));
        Assert.Equal("completed", (await OkAsync(_client.GetAsync(List)))[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Ten_thousand_malformed_requests_give_no_fault_of_ours_and_change_nothing()
    {
        var random = new Random(20261124);
        string[] parts = ["{", "}", "[", "]", "\"code\"", ":", ",", "\"time\"", "null", "1e999", "\"\\ud800\"", "\"x\"", "\u0000", " ", "scans", "true"];
        string[] paths = [List, List + "/batch", List + "/zzzzzzzzzzzzz", List + "?fromRevision=%00", "/connect/v1/%2e%2e", List + "/%ff"];
        string[] types = ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"];
        var statuses = new int[600];
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000).Select(_ => (
            Path: paths[random.Next(paths.Length)],
            Type: types[random.Next(types.Length)],
            Post: random.Next(4) > 0,
            Body: string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)])))).ToList(),
            async (request, cancellation) =>
            {
                using var message = new HttpRequestMessage(request.Post ? HttpMethod.Post : HttpMethod.Get, request.Path);
                if (request.Post)
                {
                    message.Content = new StringContent(request.Body);
                    message.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(request.Type);
                }
                using var response = await _client.SendAsync(message, cancellation);
                Interlocked.Increment(ref statuses[(int)response.StatusCode]);
            });
        Assert.Equal(10_000, statuses.Sum());
        Assert.Equal(0, statuses.Skip(500).Sum());
        Assert.Equal(0, (await OkAsync(_client.GetAsync(List))).GetArrayLength());
    }

    private static long Next(JsonElement connection) => connection.GetProperty("revision").GetInt64() + 1;

    private static string WithoutTrace(JsonElement problem) =>
        string.Join('|', problem.EnumerateObject().Where(p => p.Name != "traceId").Select(p => p.ToString()));
}
