using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Lanyard.Data.Postgres;

/// <summary>
/// Fills the table of connections by COPY, and makes its indexes afterwards: sorting them is many times faster than finding
/// the place of each row. All in one transaction, so that nothing stays of one that stops half-way.
/// </summary>
internal static class BulkWriter
{
    private const int RowsBetweenReports = 100_000;

    public static async Task AddAsync(
        NpgsqlConnection connection, IEnumerable<Connection> connections, IProgress<long> progress, CancellationToken cancellation)
    {
        await RunAsync(connection, "LOCK TABLE connections, scans, exhibitor_heads IN ACCESS EXCLUSIVE MODE", cancellation);
        if ((await ListAsync(connection, "SELECT 'x' FROM connections LIMIT 1", cancellation)).Count > 0)
            throw new StoreException("The store has connections already: fill a new database.");
        var indexes = await ListAsync(
            connection, "SELECT indexdef FROM pg_indexes WHERE tablename = 'connections' AND indexname ILIKE 'ix%'", cancellation);
        foreach (var index in await ListAsync(
            connection, "SELECT indexname::text FROM pg_indexes WHERE tablename = 'connections' AND indexname ILIKE 'ix%'", cancellation))
            await RunAsync(connection, $"DROP INDEX \"{index}\"", cancellation);
        await CopyAsync(connection, connections, progress, cancellation);
        foreach (var index in indexes)
            await RunAsync(connection, index, cancellation);
        await RunAsync(connection, "INSERT INTO scans (event_id, connection_seq, time, scanned_by, origin) "
            + "SELECT event_id, seq, time, '', 0 FROM connections", cancellation);
        await RunAsync(connection, "UPDATE exhibitor_heads h SET revision = c.revision FROM (SELECT event_id, exhibitor_id, "
            + "max(revision) AS revision FROM connections GROUP BY 1, 2) c "
            + "WHERE h.event_id = c.event_id AND h.exhibitor_id = c.exhibitor_id", cancellation);
        await RunAsync(connection, $"SELECT setval('{PostgresContext.BlockSequence}', "
            + $"(SELECT coalesce(max(seq), 0) / {ConnectionNumbers.BlockSize} + 1 FROM connections))", cancellation);
        await RunAsync(connection, "ANALYZE", cancellation);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, IEnumerable<Connection> connections, IProgress<long> progress, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY connections (event_id, seq, id, exhibitor_id, registrant_event_id, registrant_id, registrant_version, revision, "
            + "state, time, scan_info) FROM STDIN (FORMAT BINARY)", cancellation);
        var count = 0L;
        foreach (var row in connections)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(row.EventId, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.Seq, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.Id, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.ExhibitorId, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.RegistrantEventId, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.RegistrantId, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.RegistrantVersion, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(row.Revision, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync((int)row.State, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(row.Time, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.ScanInfo, NpgsqlDbType.Bytea, cancellation);
            if (++count % RowsBetweenReports == 0)
                progress.Report(count);
        }
        await copy.CompleteAsync(cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static Task<List<string>> ListAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation) =>
        connection.Batch(sql).ListAsync(r => r.GetString(0), cancellation);
}
