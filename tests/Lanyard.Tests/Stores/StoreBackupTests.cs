using System.Net.Http.Json;
using System.Runtime.Versioning;
using Lanyard.Core.Data;
using Lanyard.Data.Postgres;
using Lanyard.Server.Stores;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Stores;

public sealed class StoreBackupTestsOnSqlite() : StoreBackupTests(TestStore.Sqlite);

public sealed class StoreBackupTestsOnPostgres() : StoreBackupTests(TestStore.Postgres)
{
    [Fact]
    public async Task A_missing_pg_dump_is_named_with_what_to_install()
    {
        var missing = await Assert.ThrowsAsync<StoreException>(
            () => new PostgresTools([]).FindAsync("pg_dump", 15, default));

        Assert.Contains("apt-get install postgresql-client-15", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_pg_dump_older_than_the_server_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;
        var program = Path.Combine(folder, "pg_dump");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho 'pg_dump (PostgreSQL) 14.9 (Debian 14.9-1)'\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var tools = new PostgresTools([folder]);

        Assert.Equal(program, await tools.FindAsync("pg_dump", 14, default));
        var older = await Assert.ThrowsAsync<StoreException>(() => tools.FindAsync("pg_dump", 15, default));
        Assert.Contains("version 14, but the server is of version 15", older.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_password_goes_to_the_tools_by_the_environment()
    {
        var variables = LibpqVariables.Of(
            "Host=one:5433,two;Port=5432;Database=lanyard;Username=app;Password=secret;SSL Mode=VerifyFull;"
            + "Target Session Attributes=primary");

        Assert.Equal(("one,two", "5433,5432"), (variables["PGHOST"], variables["PGPORT"]));
        Assert.Equal(
            ("app", "secret", "lanyard"), (variables["PGUSER"], variables["PGPASSWORD"], variables["PGDATABASE"]));
        Assert.Equal(("verify-full", "read-write"), (variables["PGSSLMODE"], variables["PGTARGETSESSIONATTRS"]));
    }
}

public abstract class StoreBackupTests(TestStore store)
{
    [Fact]
    public async Task After_a_restore_a_client_that_follows_sees_later_changes_and_no_id_twice()
    {
        await using var empty = await StoreFolder.CreateAsync(store);
        var path = empty.NewPath();
        string id, secret;
        long cursor;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await using (var server = await StartShowAsync(store))
        {
            (var client, id, secret) = await server.CreateExhibitorAsync("northlight");
            using var signedIn = client;
            for (var i = 0; i < 20; i++)
                await server.RegisterAsync($"R{i}", $"badge-{i}", "Doe");
            await ScanAsync(client, 0, 8);
            await BackUpAsync(server, path);
            // Lost, but the client has them.
            await ScanAsync(client, 8, 12);
            cursor = await FollowAsync(client, 0, seen);
            Assert.Equal(12, seen.Count);
        }

        await RestoreAsync(empty, path);

        await using var restored = await StartOnAsync(empty.Settings.Folder, empty.Settings.ConnectionString);
        using var again = await restored.SignInAsync(id, secret);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        await FollowAsync(again, 0, kept);
        Assert.Equal(8, kept.Count);
        Assert.Subset(seen, kept);
        await ScanAsync(again, 10, 16);
        var after = new HashSet<string>(StringComparer.Ordinal);
        await FollowAsync(again, cursor + 1, after);
        Assert.Equal(6, after.Count);
        Assert.Empty(after.Intersect(seen));
    }

    [Fact]
    public async Task A_backup_beside_scans_has_all_that_was_acknowledged_before_it_and_fits_together()
    {
        await using var empty = await StoreFolder.CreateAsync(store);
        var path = empty.NewPath();
        string id, secret;
        await using (var server = await StartShowAsync(store))
        {
            (var client, id, secret) = await server.CreateExhibitorAsync("northlight");
            using var signedIn = client;
            for (var i = 0; i < 60; i++)
                await server.RegisterAsync($"R{i}", $"badge-{i}", "Doe");
            await ScanAsync(client, 0, 10);
            using var stop = new CancellationTokenSource();
            var scans = Task.Run(async () =>
            {
                for (var i = 10; !stop.IsCancellationRequested; i = 10 + (i - 9) % 50)
                    await ScanAsync(client, i, i + 1);
            }, TestContext.Current.CancellationToken);
            await BackUpAsync(server, path);
            await stop.CancelAsync();
            await scans;
        }

        await RestoreAsync(empty, path);

        await using var restored = await StartOnAsync(empty.Settings.Folder, empty.Settings.ConnectionString);
        using var again = await restored.SignInAsync(id, secret);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        await FollowAsync(again, 0, kept);
        Assert.InRange(kept.Count, 10, 60);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_backup_is_for_its_owner_alone_and_has_the_files()
    {
        await using var server = await StartShowAsync(store);
        await using var empty = await StoreFolder.CreateAsync(store);
        var path = empty.NewPath();
        Directory.CreateDirectory(Path.Combine(server.Folder, "files", "a"));
        await File.WriteAllTextAsync(
            Path.Combine(server.Folder, "files", "a", "b.png"), "picture", TestContext.Current.CancellationToken);

        await BackUpAsync(server, path);

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.All([path, .. Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories)],
            entry => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(entry) & Others));
        await RestoreAsync(empty, path);
        Assert.Equal("picture", await File.ReadAllTextAsync(
            Path.Combine(empty.Settings.Folder, "files", "a", "b.png"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nothing_is_written_over()
    {
        await using var server = await StartShowAsync(store);
        await using var empty = await StoreFolder.CreateAsync(store);
        var path = empty.NewPath();
        await BackUpAsync(server, path);
        var exists = await Assert.ThrowsAsync<StoreException>(() => BackUpAsync(server, path));
        Assert.Contains("exists already", exists.Message, StringComparison.Ordinal);
        await RestoreAsync(empty, path);

        var folder = await Assert.ThrowsAsync<StoreException>(() => RestoreAsync(empty, path));
        Assert.Contains("is not empty. Nothing was changed.", folder.Message, StringComparison.Ordinal);
        if (store is TestStore.Sqlite)
            return;
        Directory.Delete(empty.Settings.Folder, recursive: true);
        var database = await Assert.ThrowsAsync<StoreException>(() => RestoreAsync(empty, path));
        Assert.Contains("has tables already", database.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lanyard.*")]
    [InlineData("lanyard.key")]
    public async Task A_backup_that_is_not_as_it_was_written_is_refused(string damaged)
    {
        await using var server = await StartShowAsync(store);
        await using var empty = await StoreFolder.CreateAsync(store);
        var path = empty.NewPath();
        await BackUpAsync(server, path);
        var file = Directory.GetFiles(path, damaged).Order(StringComparer.Ordinal).First();
        await File.AppendAllTextAsync(file, "x", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<StoreException>(() => RestoreAsync(empty, path));

        Assert.Contains("The backup is damaged", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(empty.Settings.Folder));
    }

    [Fact]
    public async Task A_clock_before_the_backup_is_refused()
    {
        await using var server = await StartShowAsync(store);
        await using var empty = await StoreFolder.CreateAsync(store);
        var path = empty.NewPath();
        await BackUpAsync(server, path);
        var restore = new StoreRestore(empty.Settings, TextWriter.Null, StoreFolder.Progress(), new Yesterday());

        var refused = await Assert.ThrowsAsync<StoreException>(
            () => restore.RunAsync(path, TestContext.Current.CancellationToken));

        Assert.Contains("Set the clock first", refused.Message, StringComparison.Ordinal);
    }

    private static Task BackUpAsync(TestServer server, string path) =>
        new StoreBackup(StoreFolder.Of(server), TextWriter.Null, StoreFolder.Progress(), TimeProvider.System)
            .RunAsync(path, TestContext.Current.CancellationToken);

    /// <summary>Restores and, as the command does, checks what came of it.</summary>
    private static Task RestoreAsync(StoreFolder empty, string path) =>
        new StoreRestore(empty.Settings, TextWriter.Null, StoreFolder.Progress(), TimeProvider.System)
            .RunAsync(path, TestContext.Current.CancellationToken);

    private static async Task ScanAsync(HttpClient client, int from, int to)
    {
        for (var i = from; i < to; i++)
            await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = $"badge-{i}" }));
    }

    private static async Task<long> FollowAsync(HttpClient client, long from, HashSet<string> ids)
    {
        var page = await OkAsync(client.GetAsync($"/connect/v1/connections?fromRevision={from}"));
        foreach (var lead in page.EnumerateArray())
        {
            ids.Add(lead.GetProperty("id").GetString()!);
            from = lead.GetProperty("revision").GetInt64();
        }
        return from;
    }

    private sealed class Yesterday : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - TimeSpan.FromDays(1);
    }
}
