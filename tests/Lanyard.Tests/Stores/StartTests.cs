using Lanyard.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Lanyard.Tests.Stores;

public sealed class StartTests
{
    // The wait that this is about has no end.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_was_killed_while_it_made_its_tables_starts_again_unaided(bool tablesWereMade)
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;
        try
        {
            await (await TestServer.StartOnAsync(folder, null)).DisposeAsync();
            if (!tablesWereMade)
                DeleteDatabase(folder);
            LeaveLockBehind(folder);
            await using var server = await TestServer.StartOnAsync(folder, null).WaitAsync(Limit);
            using var ready = await server.Http.GetAsync("/health/ready");
            Assert.True(ready.IsSuccessStatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The key is made before the tables.
    private static void DeleteDatabase(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "lanyard.db*"))
            File.Delete(file);
    }

    private static void LeaveLockBehind(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "lanyard.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL); "
            + "INSERT INTO __EFMigrationsLock VALUES (1, '2026-11-24 09:00:00')";
        command.ExecuteNonQuery();
    }
}
