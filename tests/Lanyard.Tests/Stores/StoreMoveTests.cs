using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.Server.Demo;
using Lanyard.Server.Hosting;
using Lanyard.Server.Stores;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Stores;

public sealed class StoreMoveTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;
    private string _database = "";

    private StoreSettings Settings => new() { Folder = _folder };

    public async ValueTask InitializeAsync() =>
        _database = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await (await PostgresCluster.SharedAsync()).DropDatabaseAsync(_database);
    }

    [Fact]
    public async Task A_show_goes_on_in_PostgreSQL_with_the_same_leads_tokens_and_files_and_later_revisions()
    {
        DemoFile demo;
        string token;
        List<JsonElement> before;
        await using (var server = await StartOnAsync(_folder, null))
        {
            demo = await MakeDemoAsync(server);
            using var client = await server.SignInAsync(demo.Exhibitors[0].ClientId, demo.Exhibitors[0].ClientSecret);
            token = client.DefaultRequestHeaders.Authorization!.Parameter!;
            before = await FollowAsync(client);
            await AddChangeAsync(server);
        }

        await MoveAsync();

        Assert.Contains("Nothing is wrong.", await CheckMovedAsync(), StringComparison.Ordinal);
        await using var moved = await StartOnAsync(_folder, _database);
        using var again = new HttpClient { BaseAddress = moved.Http.BaseAddress };
        again.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var after = await FollowAsync(again);
        Assert.Equal(before.ConvertAll(WithoutHost), after.ConvertAll(WithoutHost));
        var picture = after.SelectMany(l => l.GetProperty("notes").EnumerateArray())
            .First(n => n.TryGetProperty("fileURL", out _)).GetProperty("fileURL").GetString();
        Assert.NotEmpty(await again.GetByteArrayAsync(picture, TestContext.Current.CancellationToken));
        var scan = new { code = demo.Badges.Unscanned[0] };
        var scanned = await OkAsync(again.PostAsJsonAsync("/connect/v1/connections", scan));
        Assert.DoesNotContain(after, l => l.GetProperty("id").GetString() == scanned.GetProperty("id").GetString());
        Assert.True(scanned.GetProperty("revision").GetInt64() > after[^1].GetProperty("revision").GetInt64());
        // Beside the one that came along.
        await AddChangeAsync(moved);
    }

    [Fact]
    public async Task A_database_that_holds_something_is_refused_and_named()
    {
        await MakeShowAsync();
        await MoveAsync();

        var refused = await Assert.ThrowsAsync<StoreException>(MoveAsync);

        Assert.Contains("holds rows already, in", refused.Message, StringComparison.Ordinal);
        Assert.Contains("events", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_that_was_cut_off_leaves_nothing_and_can_be_run_again()
    {
        await MakeShowAsync();
        var cancellation = TestContext.Current.CancellationToken;
        await using (var source = await SqliteFile.OpenAsync(Settings.DatabasePath, cancellation))
        {
            await Assert.ThrowsAsync<TimeoutException>(() => PostgresLoad.RunAsync(
                _database,
                source,
                (what, _, _) => _ = what == "indexes" ? throw new TimeoutException() : 0,
                cancellation));
        }

        await MoveAsync();

        Assert.Contains("Nothing is wrong.", await CheckMovedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_in_use_is_not_moved_and_takes_no_second_server()
    {
        await using (var server = await StartOnAsync(_folder, null))
        {
            await server.CreateOrganiserAsync();
            var refused = await Assert.ThrowsAsync<StoreException>(MoveAsync);
            Assert.Contains("A server is running on", refused.Message, StringComparison.Ordinal);
            var second = await Assert.ThrowsAsync<StoreException>(() => StartOnAsync(_folder, null));
            Assert.Contains("A server is running on", second.Message, StringComparison.Ordinal);
        }

        await MoveAsync();
    }

    /// <summary>A change that is due in many years.</summary>
    private static Task AddChangeAsync(TestServer server) =>
        server.App.Services.GetRequiredService<IStore>().WriteAsync(
            context => Task.FromResult(context.Add(new Change
            {
                EventId = 1,
                Kind = ChangeKind.Event,
                SubjectId = 1,
                DueAt = DateTimeOffset.UnixEpoch.AddYears(100),
            })), default);

    private Task<string> CheckMovedAsync() =>
        StoreFolder.CheckAsync(new() { Folder = _folder, ConnectionString = _database });

    private Task MoveAsync() =>
        new StoreMove(Settings, TextWriter.Null, StoreFolder.Progress())
            .RunAsync(_database, TestContext.Current.CancellationToken);

    private async Task MakeShowAsync()
    {
        await using var server = await StartOnAsync(_folder, null);
        await MakeDemoAsync(server);
    }

    private Task<DemoFile> MakeDemoAsync(TestServer server) =>
        ActivatorUtilities.CreateInstance<DemoMaker>(server.App.Services)
            .MakeAsync(server.Http.BaseAddress!.ToString(), _folder, TestContext.Current.CancellationToken);

    private static async Task<List<JsonElement>> FollowAsync(HttpClient client)
    {
        var leads = new List<JsonElement>();
        while (true)
        {
            var from = leads.Count == 0 ? 0 : leads[^1].GetProperty("revision").GetInt64() + 1;
            var page = await OkAsync(client.GetAsync($"/connect/v1/connections?fromRevision={from}"));
            if (page.GetArrayLength() == 0)
                return leads;
            leads.AddRange(page.EnumerateArray());
        }
    }

    /// <summary>Addresses of files name the port that was asked.</summary>
    private static string WithoutHost(JsonElement lead) =>
        Regex.Replace(lead.GetRawText(), "127\\.0\\.0\\.1:[0-9]+", "host", RegexOptions.None, TimeSpan.FromSeconds(1));
}
