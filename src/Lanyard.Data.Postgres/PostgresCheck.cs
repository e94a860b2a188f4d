using System.Data.Common;
using Lanyard.Core;
using Lanyard.Core.Data;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>What PostgreSQL knows of its own tables, and what only this store has.</summary>
public static class PostgresCheck
{
    // A server of version 14 or later has verify_heapam.
    private const string Amcheck =
        "SELECT c.relname::text, c.relkind::text, c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON "
        + "n.oid = c.relnamespace "
        + "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'i') AND c.relpersistence = 'p' ORDER BY "
        + "c.relkind DESC, c.relname";

    private const string Heads =
        "SELECT x.event_id, x.id, h.revision, (SELECT max(c.revision) FROM connections c WHERE c.event_id = x.event_id "
        + "AND c.exhibitor_id = x.id) FROM exhibitors x LEFT JOIN exhibitor_heads h ON h.event_id = x.event_id AND "
        + "h.exhibitor_id = x.id";

    private const string Numbers =
        "SELECT (SELECT coalesce(max(seq), 0) FROM connections), last_value, is_called FROM connection_blocks";

    /// <exception cref="StoreException">The database cannot be reached.</exception>
    public static async Task<DbConnection> OpenAsync(string connectionString, CancellationToken cancellation) =>
        await PostgresDatabase.OpenAsync(connectionString, cancellation);

    /// <param name="progress">What is looked at, how many were, and how many there are.</param>
    public static async Task RunAsync(
        DbConnection connection, Findings findings, Action<string, long, long> progress, CancellationToken cancellation)
    {
        var database = (NpgsqlConnection)connection;
        foreach (var fault in await PostgresDurability.FindFaultsAsync(database, cancellation))
            findings.Add("Settings", fault);
        await NoteChecksumsAsync(database, findings, cancellation);
        await CheckPagesAsync(database, findings, progress, cancellation);
        await CheckHeadsAsync(database, findings, cancellation);
        await CheckNumbersAsync(database, findings, cancellation);
    }

    private static async Task NoteChecksumsAsync(
        NpgsqlConnection connection, Findings findings, CancellationToken cancellation)
    {
        var checksums = await connection.Batch("SHOW data_checksums").ListAsync(r => r.GetString(0), cancellation);
        if (checksums is ["off"])
            findings.Note("data_checksums is off: a page that a disk changed is not noticed when it is read. See "
                + "pg_checksums.");
    }

    private static async Task CheckPagesAsync(
        NpgsqlConnection connection,
        Findings findings,
        Action<string, long, long> progress,
        CancellationToken cancellation)
    {
        var installed = await connection.Batch("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")
            .ListAsync(_ => true, cancellation);
        if (installed.Count == 0)
        {
            findings.Note("amcheck is not installed in this database, so the pages of tables and indexes were not "
                + "looked at. "
                + "CREATE EXTENSION amcheck, as a superuser, makes that part of this check.");
            return;
        }
        var relations = await connection.Batch(Amcheck)
            .ListAsync(r => (Name: r.GetString(0), IsTable: r.GetString(1) == "r", Sql: r.GetString(2)), cancellation);
        for (var i = 0; i < relations.Count; i++)
        {
            progress("pages", i + 1, relations.Count);
            var (name, isTable, sql) = relations[i];
            try
            {
                if (!isTable)
                    await PostgresDatabase.RunAsync(connection, $"SELECT bt_index_check('{sql}', true)", cancellation);
                else
                    await CheckTableAsync(connection, name, sql, findings, cancellation);
            }
            catch (PostgresException exception) when (exception.SqlState.StartsWith("XX", StringComparison.Ordinal))
            {
                findings.Add("Damage", isTable
                    ? $"The table {name} is damaged: {exception.MessageText}. Restore the last backup."
                    : $"The index {name} is damaged: {exception.MessageText}. REINDEX INDEX {sql} makes it anew "
                    + "from its table.");
                // The client gives a connection up on which such an error came.
                await connection.CloseAsync();
                await connection.OpenAsync(cancellation);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                findings.Note("This role may not run amcheck, so the pages of tables and indexes were not looked at. "
                    + "GRANT EXECUTE on its functions, or run the check as a superuser.");
                return;
            }
        }
    }

    private static async Task CheckHeadsAsync(
        NpgsqlConnection connection, Findings findings, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Heads, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var name = $"Exhibitor {ShortId.Format(reader.GetInt64(1))} of event {ShortId.Format(reader.GetInt64(0))}";
            if (reader.IsDBNull(2))
                findings.Add("Exhibitors without head", $"{name} has no row in exhibitor_heads: its scans fail.");
            else if (!reader.IsDBNull(3) && reader.GetInt64(3) > reader.GetInt64(2))
            {
                findings.Add("Heads that lag", $"{name}: the head is {reader.GetInt64(2)}, but revision "
                    + $"{reader.GetInt64(3)} "
                    + "was given out: a client that follows misses changes.");
            }
        }
    }

    private static async Task CheckNumbersAsync(
        NpgsqlConnection connection, Findings findings, CancellationToken cancellation)
    {
        var numbers = await connection.Batch(Numbers)
            .ListAsync(r => (Last: r.GetInt64(0), Block: r.GetBoolean(2) ? r.GetInt64(1) : 0), cancellation);
        if (numbers is [var (last, block)] && last > block * ConnectionNumbers.BlockSize)
        {
            findings.Add("Numbers that come again", $"The sequence {PostgresContext.BlockSequence} is at {block}, "
                + $"but connection {last} is in use: "
                + $"new connections fail. SELECT setval('{PostgresContext.BlockSequence}', "
                + $"{last / ConnectionNumbers.BlockSize + 1}) heals it.");
        }
    }

    private static async Task CheckTableAsync(
        NpgsqlConnection connection, string name, string sql, Findings findings, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT blkno, offnum, msg FROM verify_heapam('{sql}')", connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            findings.Add("Damage", $"The table {name} is damaged in block {reader.GetValue(0)}, row "
                + $"{reader.GetValue(1)}: "
                + $"{reader.GetString(2)}. Restore the last backup.");
        }
    }
}
