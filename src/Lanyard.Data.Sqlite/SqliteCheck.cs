using System.Data.Common;
using Lanyard.Core.Data;

namespace Lanyard.Data.Sqlite;

/// <summary>What SQLite knows of its own file.</summary>
public static class SqliteCheck
{
    public static async Task RunAsync(DbConnection connection, Findings findings, CancellationToken cancellation)
    {
        foreach (var line in await ListAsync(connection, "PRAGMA integrity_check", cancellation))
        {
            if (line != "ok")
                findings.Add("Damage", $"The database file is damaged: {line}. Restore the last backup.");
        }
        foreach (var table in await ListAsync(connection, "PRAGMA foreign_key_check", cancellation))
            findings.Add("References", $"A row of {table} refers to a row that is not there.");
        foreach (var mode in await ListAsync(connection, "PRAGMA journal_mode", cancellation))
        {
            if (mode != "wal")
                findings.Note($"The database is not in WAL mode (it says {mode}): the server changes that when it "
                    + "starts.");
        }
    }

    private static async Task<List<string>> ListAsync(
        DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var lines = new List<string>();
        while (await reader.ReadAsync(cancellation))
            lines.Add(reader.GetString(0));
        return lines;
    }
}
