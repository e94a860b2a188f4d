using Lanyard.Core.Data;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.Stores;

/// <summary>A server on a database that can lose what was acknowledged does not start, and says why.</summary>
public sealed class DurabilityTests
{
    [Theory]
    [InlineData("synchronous_commit", "off")]
    [InlineData("synchronous_commit", "local")]
    public async Task A_database_with_a_setting_that_can_lose_scans_is_refused_by_name(string setting, string value)
    {
        var cluster = await PostgresCluster.SharedAsync();
        var database = await cluster.CreateDatabaseAsync();
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database!;
        await cluster.ExecuteAsync("postgres", $"ALTER DATABASE {name} SET {setting} = {value}");
        var folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;
        var refused = await Assert.ThrowsAsync<StoreException>(() => TestServer.StartOnAsync(folder, database));
        Assert.Contains($"{setting} is {value}", refused.Message, StringComparison.Ordinal);
        await cluster.DropDatabaseAsync(database);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_server_without_fsync_is_refused_and_so_is_another_key()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var database = await cluster.CreateDatabaseAsync();
        var (first, second) = (Directory.CreateTempSubdirectory("lanyard-test-").FullName, Directory.CreateTempSubdirectory("lanyard-test-").FullName);
        await (await TestServer.StartOnAsync(first, database)).DisposeAsync();
        var otherKey = await Assert.ThrowsAsync<StoreException>(() => TestServer.StartOnAsync(second, database));
        Assert.Contains("lanyard.key", otherKey.Message, StringComparison.Ordinal);
        await cluster.ExecuteAsync("postgres", "ALTER SYSTEM SET fsync = off");
        await cluster.ExecuteAsync("postgres", "ALTER SYSTEM SET full_page_writes = off");
        await cluster.ExecuteAsync("postgres", "SELECT pg_reload_conf()");
        while ((string)(await cluster.ScalarAsync("postgres", "SHOW full_page_writes"))! == "on")
            await Task.Yield();
        var refused = await Assert.ThrowsAsync<StoreException>(() => TestServer.StartOnAsync(first, database));
        Assert.Contains("fsync is off", refused.Message, StringComparison.Ordinal);
        Assert.Contains("full_page_writes is off", refused.Message, StringComparison.Ordinal);
        Directory.Delete(first, recursive: true);
        Directory.Delete(second, recursive: true);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_in_a_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;
        var refused = await Assert.ThrowsAsync<StoreException>(() => TestServer.StartOnAsync(folder, "Host=127.0.0.1;Port=1;Username=x;Database=x"));
        Assert.Contains("The database cannot be used", refused.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
