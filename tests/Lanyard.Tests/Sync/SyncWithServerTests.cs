using System.Net.Http.Json;
using Lanyard.Client;
using Lanyard.Sync;
using Lanyard.Tests.Support;
using Microsoft.Data.Sqlite;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Sync;

/// <summary>The whole way: scans at the real server, read by the real client, into a real table.</summary>
public sealed class SyncWithServerTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private ConnectionsFeed _feed = null!;
    private HttpClient _scanner = null!;

    private string Path => System.IO.Path.Combine(_server.Folder, "crm.db");

    public async ValueTask InitializeAsync()
    {
        _server = await StartShowAsync();
        (_scanner, var id, var secret) = await _server.CreateExhibitorAsync("E1");
        var address = _server.Http.BaseAddress!;
        _feed = new(new ConnectionsClient(address, new(id, secret)), address);
    }

    public async ValueTask DisposeAsync()
    {
        _scanner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_scan_a_correction_and_an_erasure_arrive_in_the_table()
    {
        for (var i = 0; i < 130; i++)
        {
            await _server.RegisterAsync($"R{i}", $"code-{i}", $"Doe {i}");
            await OkAsync(_scanner.PostAsJsonAsync("/connect/v1/connections", new { code = $"code-{i}" }));
        }
        Assert.Equal(130, (await SyncAsync()).Arrived);
        Assert.Equal(130, Count("last_name LIKE 'Doe %'"));

        await _server.RegisterAsync("R7", "code-7", "Corrected");
        using (var erased = await _server.Organiser.DeleteAsync($"{_server.Event}/registrants/R9"))
            Assert.True(erased.IsSuccessStatusCode);
        await UntilAsync(async () =>
        {
            await SyncAsync();
            return Count("last_name = 'Corrected'") == 1 && Count("last_name IS NULL AND state = 'noAccess'") == 1;
        });
        Assert.Equal(130, Count("true"));
        Assert.Equal(default, await SyncAsync());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_none_and_holds_nothing_up()
    {
        Assert.Null(await _feed.ReadFileAsync(new Uri(_server.Http.BaseAddress!, "/files/notes/0000000000000/0000000000000").AbsoluteUri, default));
        Assert.Null(await _feed.ReadFileAsync("http://127.0.0.1:1/gone.jpg", default));
    }

    private async Task<SyncResult> SyncAsync()
    {
        using var http = new HttpClient();
        using var state = TargetState.Open(System.IO.Path.Combine(_server.Folder, "state", "crm.db"));
        var settings = new TargetSettings("crm", "sqlite", new Dictionary<string, string> { ["path"] = Path }, new Dictionary<string, string?>());
        await using var target = TargetCatalog.Find("sqlite").Create(new(settings, state, http, _feed.ReadFileAsync, TimeProvider.System));
        await target.PrepareAsync(default);
        return await new TargetSync(target, state, _feed, TimeProvider.System, new SyncObserver()).RunAsync(null, default);
    }

    private long Count(string condition)
    {
        using var database = new SqliteConnection($"Data Source={Path};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT count(*) FROM leads WHERE " + condition;
        return (long)command.ExecuteScalar()!;
    }
}
