using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Faults;

public sealed class FanOutTests
{
    private const string List = "/connect/v1/connections";
    private const int Registrants = 6_000;
    private const int Answered = Registrants / Show.Answering;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_change_that_is_interrupted_half_way_reaches_every_connection_once(int portions)
    {
        await using var rounds = await Rounds.StartAsync(exhibitors: 1, registrants: Registrants);
        await rounds.RestartAsync();
        using (var http = Client(rounds, rounds.Show.Tokens[0]))
        {
            var badges = Enumerable.Range(0, Answered).Select(i => new { code = Show.Badge(i * Show.Answering) });
            foreach (var scans in badges.Chunk(100))
                await OkAsync(http.PostAsJsonAsync(List + "/batch", new { scans }));
        }
        await rounds.RestartAsync("Kill=fan-out", $"At={portions}");
        long cursor;
        using (var http = Client(rounds, rounds.Show.Tokens[0]))
            cursor = (await ReadFeedAsync(http, 0))[^1].GetProperty("revision").GetInt64();
        using (var organiser = Client(rounds, rounds.Show.OrganiserToken))
        {
            await Assert.ThrowsAsync<HttpRequestException>(
                () => organiser.PutAsJsonAsync(
                    rounds.Show.EventPath + "/profile-questions/q", Show.Question(exposed: false)));
        }
        await rounds.Server.Exited;
        await rounds.RestartAsync();
        while (!await rounds.Show.Probe.IsSettledAsync())
            await Task.Delay(5);
        using var reader = Client(rounds, rounds.Show.Tokens[0]);
        var shown = await ReadFeedAsync(reader, cursor + 1);
        Assert.Equal(Answered, shown.Count);
        Assert.Equal(Answered, shown.Select(c => c.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(shown, c => Assert.Equal(0, c.GetProperty("profileQuestions").GetArrayLength()));
    }

    private static async Task<List<JsonElement>> ReadFeedAsync(HttpClient http, long from)
    {
        var rows = new List<JsonElement>();
        while (true)
        {
            var page = await OkAsync(http.GetAsync($"{List}?fromRevision={from}"));
            if (page.GetArrayLength() == 0)
                return rows;
            rows.AddRange(page.EnumerateArray());
            from = rows[^1].GetProperty("revision").GetInt64() + 1;
        }
    }

    private static HttpClient Client(Rounds rounds, string token)
    {
        var http = new HttpClient { BaseAddress = rounds.Server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
