using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Faults;

/// <summary>
/// What clients are told while the disk does not do its work, and that the server goes on when it does again.
/// </summary>
public sealed class DiskTests
{
    private const string List = "/connect/v1/connections";

    [Theory]
    [InlineData("full")]
    [InlineData("failing to sync")]
    public async Task While_the_disk_fails_writes_are_put_off_and_reads_go_on(string how)
    {
        await using var rounds = await Rounds.StartAsync(exhibitors: 1, registrants: 10);
        await rounds.RestartAsync();
        using var http = Client(rounds);
        await OkAsync(http.PostAsJsonAsync(List, new { code = Show.Badge(1) }));
        Set(rounds.Disk, how, fails: true);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var refused = await http.PostAsJsonAsync(List, new { code = Show.Badge(2) });
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
            Assert.Equal("store_unavailable", (await ReadAsync(refused)).GetProperty("code").GetString());
        }
        using var token = await AskForTokenAsync(rounds);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, token.StatusCode);
        Assert.Equal("1", token.Headers.RetryAfter!.ToString());
        Assert.Equal("temporarily_unavailable", (await ReadAsync(token)).GetProperty("error").GetString());
        using var organiser = Client(rounds, rounds.Show.OrganiserToken);
        using var changed = await organiser.PutAsJsonAsync(
            rounds.Show.EventPath + "/profile-questions/q", Show.Question(exposed: false));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, changed.StatusCode);
        Assert.Equal(1, (await OkAsync(http.GetAsync(List))).GetArrayLength());

        Set(rounds.Disk, how, fails: false);
        await OkAsync(http.PostAsJsonAsync(List, new { code = Show.Badge(2) }));
        await WaitForSuccessAsync(rounds);
        Assert.Equal(2, (await OkAsync(http.GetAsync(List))).GetArrayLength());
    }

    [Fact]
    public async Task Every_acknowledged_scan_has_been_synced()
    {
        await using var rounds = await Rounds.StartAsync(exhibitors: 1, registrants: 50);
        await rounds.RestartAsync();
        using var http = Client(rounds);
        for (var i = 0; i < 50; i++)
        {
            var before = rounds.Disk.Syncs;
            await OkAsync(http.PostAsJsonAsync(List, new { code = Show.Badge(i) }));
            Assert.True(rounds.Disk.Syncs > before, $"The scan {i} was answered without a sync.");
        }
    }

    internal static async Task WaitForRefusalAsync(Rounds rounds)
    {
        HttpStatusCode status;
        do
        {
            using var answer = await AskForTokenAsync(rounds);
            status = answer.StatusCode;
        }
        while (status is not HttpStatusCode.ServiceUnavailable);
    }

    internal static Task WaitForSuccessAsync(Rounds rounds) => OkAsync(AskForTokenAsync(rounds));

    private static async Task<HttpResponseMessage> AskForTokenAsync(Rounds rounds)
    {
        using var http = new HttpClient { BaseAddress = rounds.Server.Address };
        var (id, secret) = rounds.Show.Clients[0];
        return await http.PostAsJsonAsync(
            "/connect/oauth2/token", new { grant_type = "client_credentials", client_id = id, client_secret = secret });
    }

    private static HttpClient Client(Rounds rounds, string? token = null)
    {
        var http = new HttpClient { BaseAddress = rounds.Server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token ?? rounds.Show.Tokens[0]);
        return http;
    }

    private static void Set(Disk disk, string how, bool fails)
    {
        if (how == "full")
            disk.IsFull = fails;
        else
            disk.FailsToSync = fails;
    }
}
