using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core.Licensing;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Api;

public sealed class StreamTestsOnSqlite() : StreamTests(TestStore.Sqlite);

public sealed class StreamTestsOnPostgres() : StreamTests(TestStore.Postgres);

/// <summary>Changes as server-sent events.</summary>
public abstract class StreamTests(TestStore store) : IAsyncLifetime
{
    private const string List = "/connect/v1/connections";
    private const string Stream = List + "/stream";
    private const int People = 250;

    private TestServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StartShowAsync(store);
        (_client, _, _) = await _server.CreateExhibitorAsync("northlight");
        await Parallel.ForEachAsync(Enumerable.Range(1, People), async (i, _) => await _server.RegisterAsync($"R{i}", $"badge-{i}", $"Doe{i}"));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_follower_misses_nothing_whatever_is_scanned_beside_it_and_wherever_it_comes_back()
    {
        await Task.WhenAll(Enumerable.Range(1, 150).Select(ScanAsync));
        // Two followers: one never lets go, the other comes back after every forty events.
        var (whole, torn) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var followers = Task.WhenAll(
            FollowAsync(whole, int.MaxValue, end.Token), FollowAsync(torn, 40, end.Token));
        await Parallel.ForEachAsync(Enumerable.Range(151, People - 150), async (i, _) => await ScanAsync(i));
        await OkAsync(_server.Organiser.PutAsJsonAsync(
            $"{_server.Event}/registrants/R7", new { key = "R7", code = "badge-7", contact = new { lastName = "Line" } }));
        await followers;
        var feed = new Dictionary<string, string>();
        for (var from = 0L; ;)
        {
            var page = await OkAsync(_client.GetAsync($"{List}?fromRevision={from}"));
            foreach (var x in page.EnumerateArray())
            {
                feed[x.GetProperty("id").GetString()!] = x.GetRawText();
                from = x.GetProperty("revision").GetInt64() + 1;
            }
            if (page.GetArrayLength() == 0)
                break;
        }
        Assert.Equal(People, feed.Count);
        Assert.Equal(feed.OrderBy(x => x.Key, StringComparer.Ordinal), whole.OrderBy(x => x.Key, StringComparer.Ordinal));
        Assert.Equal(feed.OrderBy(x => x.Key, StringComparer.Ordinal), torn.OrderBy(x => x.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_revoked_token_ends_the_stream_and_so_does_the_end_of_the_license(bool token)
    {
        using var response = await OpenAsync();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var rest = response.Content.ReadAsStringAsync();
        if (token)
        {
            await _server.App.Services.GetRequiredService<Tokens>()
                .RevokeAsync(_client.DefaultRequestHeaders.Authorization!.Parameter!, default);
        }
        else
        {
            var licenses = await OkAsync(_server.Organiser.GetAsync($"{_server.Event}/exhibitors/northlight/licenses"));
            await OkAsync(_server.Organiser.PostAsync(
                $"{_server.Event}/exhibitors/northlight/licenses/{licenses[0].GetProperty("id").GetString()}/revoke", null));
        }
        Assert.EndsWith("has ended\n\n", await rest.WaitAsync(TimeSpan.FromSeconds(20)), StringComparison.Ordinal);
        using var refused = await OpenAsync();
        Assert.Equal(token ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_client_has_two_streams_at_most_and_a_server_that_stops_ends_them_at_once()
    {
        using var first = await OpenAsync();
        using (await OpenAsync())
        using (var third = await OpenAsync())
            Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        await UntilAsync(async () =>
        {
            using var again = await OpenAsync();
            return again.IsSuccessStatusCode;
        });
        foreach (var id in (string[])["abc", "-1", "9007199254740992"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Stream);
            request.Headers.TryAddWithoutValidation("Last-Event-ID", id);
            using var wrong = await _client.SendAsync(request);
            Assert.Equal("invalid_revision", (await ReadAsync(wrong)).GetProperty("code").GetString());
        }
        var rest = first.Content.ReadAsStringAsync();
        await _server.StopAsync().WaitAsync(TimeSpan.FromSeconds(4));
        await rest.WaitAsync(TimeSpan.FromSeconds(1)).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.True(rest.IsCompleted);
    }

    private Task ScanAsync(int i) => OkAsync(_client.PostAsJsonAsync(List, new { code = $"badge-{i}" }));

    private Task<HttpResponseMessage> OpenAsync(string? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Stream);
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Until all people are there, and the one whose name was changed with the new name.</summary>
    private async Task FollowAsync(Dictionary<string, string> seen, int lettingGoAfter, CancellationToken end)
    {
        var (last, isDone) = ((string?)null, false);
        while (!isDone)
        {
            using var response = await OpenAsync(last);
            // That the one before was let go of takes the server a moment.
            if (response.StatusCode is HttpStatusCode.TooManyRequests && lettingGoAfter < int.MaxValue)
                continue;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(end));
            var before = "";
            for (var events = 0; events < lettingGoAfter && !isDone;)
            {
                var line = await reader.ReadLineAsync(end);
                Assert.True(line is not null, $"The stream ended after {events} events and: {before}");
                before = line == "" ? before : line;
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    last = line[4..];
                if (!line.StartsWith("data: ", StringComparison.Ordinal))
                    continue;
                events++;
                using var record = JsonDocument.Parse(line[6..]);
                Assert.Equal(last, record.RootElement.GetProperty("revision").GetRawText());
                seen[record.RootElement.GetProperty("id").GetString()!] = line[6..];
                isDone = seen.Count == People && seen.Values.Any(x => x.Contains("Line", StringComparison.Ordinal));
            }
        }
    }
}
