using System.Data.Common;
using Lanyard.Core;
using Lanyard.Tests.Histories;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Lanyard.Tests.Faults;

/// <summary>Looks into a store past the server.</summary>
public sealed class StoreProbe(string folder, string? database)
{
    /// <summary>Whether every change that is due was carried out.</summary>
    public async Task<bool> IsSettledAsync()
    {
        var now = UnixMicroseconds.From(TimeProvider.System.GetUtcNow());
        return (await ReadAsync($"SELECT count(*) FROM changes WHERE due_at <= {now}", r => r.GetInt64(0)))[0] == 0;
    }

    public async Task<IReadOnlyList<StoredConnection>> ReadConnectionsAsync(IReadOnlyList<long> exhibitors)
    {
        var numbers = Numbers(exhibitors);
        return await ReadAsync("SELECT exhibitor_id, id, revision FROM connections",
            r => new StoredConnection(numbers[r.GetInt64(0)], r.GetInt64(1), r.GetInt64(2)));
    }

    public async Task<IReadOnlyList<StoredScan>> ReadScansAsync(IReadOnlyList<long> exhibitors)
    {
        var numbers = Numbers(exhibitors);
        // A scan without its connection is found as one of the connection 0.
        return await ReadAsync(
            "SELECT coalesce(c.exhibitor_id, 0), coalesce(c.id, 0), s.time FROM scans s "
            + "LEFT JOIN connections c ON c.event_id = s.event_id AND c.seq = s.connection_seq",
            r => new StoredScan(numbers.GetValueOrDefault(r.GetInt64(0), -1), r.GetInt64(1), r.GetInt64(2)));
    }

    /// <summary>What the store says of its own files; empty when all is well.</summary>
    public async Task<IReadOnlyList<string>> CheckIntegrityAsync()
    {
        if (database is null)
            return (await ReadAsync("PRAGMA integrity_check", r => r.GetString(0))).FindAll(line => line != "ok");
        await ReadAsync("CREATE EXTENSION IF NOT EXISTS amcheck", _ => 0);
        await ReadAsync(
            "SELECT bt_index_check(index => c.oid, heapallindexed => true)::text FROM pg_class c "
            + "JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' "
            + "AND c.relnamespace = 'public'::regnamespace", _ => 0);
        return [];
    }

    private static Dictionary<long, int> Numbers(IReadOnlyList<long> exhibitors) =>
        exhibitors.Select((id, number) => (id, number)).ToDictionary(e => e.id, e => e.number);

    private async Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using DbConnection connection = database is null
            ? new SqliteConnection($"Data Source={Path.Combine(folder, "lanyard.db")};Pooling=False")
            : new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
