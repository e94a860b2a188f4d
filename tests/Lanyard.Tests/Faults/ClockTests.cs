using System.Net.Http.Json;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Faults;

public sealed class ClockTests
{
    private const string List = "/connect/v1/connections";

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task Revisions_grow_although_the_clock_is_set_back_an_hour_and_the_server_starts_again(TestStore store)
    {
        var clock = new SetBackClock();
        await using var server = await TestServer.StartShowAsync(store, SetClock);
        var (early, id, secret) = await server.CreateExhibitorAsync("northlight");
        early.Dispose();
        for (var i = 0; i < 9; i++)
            await server.RegisterAsync($"R{i}", $"badge-{i}", $"P{i}");
        clock.Offset = TimeSpan.FromHours(1);
        using var client = await server.SignInAsync(id, secret);
        var revisions = new List<long>();
        await ScanAsync(client, 0, 3, revisions);
        clock.Offset = TimeSpan.Zero;
        await ScanAsync(client, 3, 3, revisions);
        await server.StopAsync();
        await using (var again = await StartOnAsync(server.Folder, server.Database, SetClock))
        {
            using var other = new HttpClient { BaseAddress = again.Http.BaseAddress };
            other.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
            await ScanAsync(other, 6, 3, revisions);
            var feed = await OkAsync(other.GetAsync(List));
            Assert.Equal(revisions, feed.EnumerateArray().Select(c => c.GetProperty("revision").GetInt64()));
        }
        Assert.Equal(9, revisions.Count);
        Assert.Equal(revisions.Distinct().Order(), revisions);

        void SetClock(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(clock);
    }

    private static async Task ScanAsync(HttpClient client, int first, int count, List<long> revisions)
    {
        for (var i = first; i < first + count; i++)
        {
            var scanned = await OkAsync(client.PostAsJsonAsync(List, new { code = $"badge-{i}" }));
            revisions.Add(scanned.GetProperty("revision").GetInt64());
        }
    }

    private sealed class SetBackClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
