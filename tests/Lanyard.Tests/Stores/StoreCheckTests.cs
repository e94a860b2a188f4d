using System.Net.Http.Json;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Leads;
using Lanyard.Server.Hosting;
using Lanyard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Stores;

public sealed class StoreCheckTestsOnSqlite() : StoreCheckTests(TestStore.Sqlite)
{
    [Fact]
    public async Task A_row_that_an_index_does_not_have_is_found()
    {
        await using var server = await StartShowAsync();
        await PlantAsync(server,
            """
            CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'IX_events_organiser_id';
            PRAGMA writable_schema = ON;
            DELETE FROM sqlite_schema WHERE name = 'IX_events_organiser_id';
            PRAGMA writable_schema = RESET;
            CREATE TEMP TABLE more AS SELECT * FROM events;
            UPDATE more SET id = id + 1;
            INSERT INTO events SELECT * FROM more;
            PRAGMA writable_schema = ON;
            INSERT INTO sqlite_schema SELECT * FROM kept;
            PRAGMA writable_schema = RESET;
            """);

        await AssertFoundAsync(server, "The database file is damaged", "missing from index IX_events_organiser_id");
    }
}

public sealed class StoreCheckTestsOnPostgres() : StoreCheckTests(TestStore.Postgres)
{
    // On SQLite the revision is part of the rows' own key, and cannot stand twice.
    [Theory]
    [InlineData("DROP INDEX \"IX_connections_event_id_exhibitor_id_revision\"; UPDATE connections SET revision = 5",
        "has 3 connections with revision 5")]
    [InlineData("UPDATE exhibitor_heads SET revision = 1", "a client that follows misses changes")]
    [InlineData("DELETE FROM exhibitor_heads", "has no row in exhibitor_heads")]
    [InlineData("SELECT setval('connection_blocks', 1, false)", "connection_blocks is at 0, but connection")]
    public Task What_only_this_store_has_is_looked_at(string sql, string found) =>
        A_fault_is_found_and_named(sql, found);

    [Fact]
    public async Task A_setting_that_can_lose_data_is_named()
    {
        await using var server = await StartShowAsync(TestStore.Postgres);
        var database = new NpgsqlConnectionStringBuilder(server.Database).Database;
        await PlantAsync(server, $"ALTER DATABASE {database} SET synchronous_commit = off");

        await AssertFoundAsync(server, "synchronous_commit is off for this role or database");
    }

    [Fact]
    public async Task Pages_are_looked_at_where_amcheck_is_installed()
    {
        await using var server = await StartShowAsync(TestStore.Postgres);
        Assert.Contains(
            "amcheck is not installed", await StoreFolder.CheckAsync(StoreFolder.Of(server)), StringComparison.Ordinal);
        await PlantAsync(server, "CREATE EXTENSION amcheck");
        var sound = await StoreFolder.CheckAsync(StoreFolder.Of(server));
        Assert.Contains("Nothing is wrong.", sound, StringComparison.Ordinal);
        Assert.DoesNotContain("amcheck", sound, StringComparison.Ordinal);

        const string Index = "'\"IX_events_organiser_id\"'::regclass";
        await PlantAsync(server, $"UPDATE pg_index SET indisready = false WHERE indexrelid = {Index}");
        await PlantAsync(server,
            "INSERT INTO events SELECT id + 1, organiser_id, name, starts_on, ends_on, time_zone FROM events");
        await PlantAsync(server, $"UPDATE pg_index SET indisready = true WHERE indexrelid = {Index}");

        await AssertFoundAsync(server, "The index IX_events_organiser_id is damaged", "REINDEX INDEX");
    }
}

/// <summary>A store that was broken on purpose: the check names the fault, on a server that runs.</summary>
public abstract class StoreCheckTests(TestStore store)
{
    [Fact]
    public async Task A_sound_store_has_no_faults()
    {
        await using var server = await StartShowWithLeadsAsync();

        Assert.Contains(
            "Nothing is wrong.", await StoreFolder.CheckAsync(StoreFolder.Of(server)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE settings SET value = '00' WHERE name = 'key'", "made with another key")]
    [InlineData("INSERT INTO changes (event_id, kind, subject_id, due_at, cursor) VALUES (1, 9, 1, 1000000, 0)",
        "waits since 1970-01-01")]
    [InlineData("DELETE FROM registrants WHERE key = 'R1'", "there is no registrant")]
    [InlineData("DELETE FROM exhibitors", "there is no such exhibitor")]
    [InlineData("DELETE FROM events", "there is no such event")]
    [InlineData("UPDATE connections SET id = id + 1", "the id does not belong to the row number")]
    [InlineData("DELETE FROM connections", "which is no connection")]
    [InlineData("DELETE FROM scans", "has no scan")]
    [InlineData("UPDATE connections SET time = time + 60", "the earliest scan is of 2023-11-14 22:13:20Z")]
    [InlineData("UPDATE connections SET state = 0", "is completed, but its registrant was erased")]
    [InlineData("UPDATE connections SET answers = {5b5d}", "has answers or notes, but its registrant was erased")]
    [InlineData("UPDATE registrants SET contact = {7b}", "the contact is not JSON")]
    [InlineData("UPDATE registrants SET answers = {7b7d}", "the answers are not JSON")]
    [InlineData("UPDATE registrants SET badge_hash = {00} WHERE key = 'R1'",
        "the badge code cannot be read with this key")]
    [InlineData("UPDATE registrants SET badge_hash = {00} WHERE erased", "was erased and still has a badge")]
    [InlineData("UPDATE connections SET answers = {7b}", "the answers are not JSON")]
    [InlineData("UPDATE connections SET notes = {5b}", "the notes are not JSON")]
    public async Task A_fault_is_found_and_named(string sql, string found)
    {
        await using var server = await StartShowWithLeadsAsync();
        await PlantAsync(server, sql);

        await AssertFoundAsync(server, found);
    }

    [Fact]
    public async Task A_note_whose_file_is_missing_is_found()
    {
        await using var server = await StartShowWithLeadsAsync();
        Directory.Delete(Path.Combine(server.Folder, "files"), recursive: true);

        await AssertFoundAsync(server, "the file of note", Path.Combine(server.Folder, "files"));
    }

    [Fact]
    public async Task Many_faults_of_one_kind_are_counted()
    {
        await using var server = await StartShowWithLeadsAsync();
        for (var i = 10; i < 25; i++)
            await server.RegisterAsync($"R{i}", $"badge-{i}", "Doe");
        await PlantAsync(server, "UPDATE registrants SET contact = {7b}");

        await AssertFoundAsync(server, "Contacts that cannot be read: 8 more.", "The store has faults: 18.");
    }

    [Fact]
    public async Task The_exit_code_tells_whether_something_is_wrong()
    {
        await using var server = await StartShowWithLeadsAsync();
        Assert.Equal(0, await InvokeAsync(server));
        await PlantAsync(server, "DELETE FROM scans");

        Assert.Equal(1, await InvokeAsync(server));
    }

    private static Task<int> InvokeAsync(TestServer server)
    {
        var database = server.Database is { } name ? new[] { "--store", name } : [];
        return CommandLine.Create().Parse(["store", "check", "--data", server.Folder, .. database])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    private protected static async Task AssertFoundAsync(TestServer server, params string[] found)
    {
        var said = await StoreFolder.CheckAsync(StoreFolder.Of(server));
        foreach (var text in found)
            Assert.Contains(text, said, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is wrong.", said, StringComparison.Ordinal);
    }

    private protected static async Task PlantAsync(TestServer server, string sql)
    {
        if (server.Database is { } database)
        {
            await using var connection = new NpgsqlConnection(database + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(Spell(sql, "decode('", "', 'hex')"), connection);
            await command.ExecuteNonQueryAsync();
        }
        else
        {
            await using var connection = new SqliteConnection(
                $"Data Source={Path.Combine(server.Folder, "lanyard.db")};Pooling=false");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = Spell(sql, "x'", "'");
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Bytes stand in braces, because the stores write them differently.</summary>
    private static string Spell(string sql, string before, string after) =>
        sql.Replace("{", before, StringComparison.Ordinal).Replace("}", after, StringComparison.Ordinal);

    /// <summary>Three leads: one with a picture, one of a registrant who was erased.</summary>
    private async Task<TestServer> StartShowWithLeadsAsync()
    {
        var server = await StartShowAsync(store);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        for (var i = 1; i <= 3; i++)
        {
            await server.RegisterAsync($"R{i}", $"badge-{i}", "Doe");
            var scan = new { code = $"badge-{i}", time = "2023-11-14T22:13:20Z" };
            await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", scan));
        }
        await OkAsync(server.Organiser.DeleteAsync($"{server.Event}/registrants/R3"));
        var lead = (await OkAsync(client.GetAsync("/connect/v1/connections")))[0];
        await AddPictureAsync(server, lead.GetProperty("id").GetString()!);
        return server;
    }

    private static async Task AddPictureAsync(TestServer server, string id)
    {
        Assert.True(ShortId.TryParse(id, out var connection));
        var note = ShortId.New();
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "files", id));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, ShortId.Format(note) + ".png"), [1]);
        var store = server.App.Services.GetRequiredService<IStore>();
        var keys = server.App.Services.GetRequiredService<Keys>();
        var exhibitors = await OkAsync(server.Organiser.GetAsync($"{server.Event}/exhibitors"));
        Assert.True(ShortId.TryParse(server.EventId, out var eventId));
        Assert.True(ShortId.TryParse(exhibitors[0].GetProperty("id").GetString(), out var exhibitor));
        var picture = new LeadEntry
        {
            EventId = eventId, ConnectionSeq = keys.ConnectionRow(connection), Id = note, Kind = LeadEntryKind.Image,
            At = DateTimeOffset.UnixEpoch, By = "Eva",
        };
        Assert.NotNull(await store.EditAsync(new(eventId, exhibitor), picture.ConnectionSeq, [picture], default));
    }
}
