using System.Data.Common;
using Lanyard.Core;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;

namespace Lanyard.Data.Postgres;

/// <summary>
/// Brings all rows of another store into an empty database, in one transaction: after a moment at which it was cut off,
/// nothing is there and it can be run again.
/// </summary>
public sealed class PostgresLoad
{
    private const int RowsBetweenReports = 10_000;
    private const string History = "\"__EFMigrationsHistory\"";

    private const string Indexes =
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        + "JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        + "WHERE n.nspname = current_schema() AND NOT i.indisprimary ORDER BY 1";

    private const string FillHeads =
        "INSERT INTO exhibitor_heads (event_id, exhibitor_id, revision) "
        + "SELECT x.event_id, x.id, coalesce(max(c.revision), 0) FROM exhibitors x "
        + "LEFT JOIN connections c ON c.event_id = x.event_id AND c.exhibitor_id = x.id GROUP BY x.event_id, x.id";

    private const string SourceHeads =
        "SELECT event_id, exhibitor_id, max(revision) FROM connections GROUP BY event_id, exhibitor_id "
        + "ORDER BY event_id, exhibitor_id";

    private const string TargetHeads =
        "SELECT h.event_id, h.exhibitor_id, h.revision FROM exhibitor_heads h WHERE h.revision > 0 "
        + "ORDER BY h.event_id, h.exhibitor_id";

    private readonly NpgsqlConnection _target;
    private readonly Action<string, long, long> _progress;
    private readonly CancellationToken _cancellation;

    private PostgresLoad(
        NpgsqlConnection target, Action<string, long, long> progress, CancellationToken cancellation) =>
        (_target, _progress, _cancellation) = (target, progress, cancellation);

    /// <param name="source">Another store of the same version, in a transaction that keeps what is read.</param>
    /// <param name="progress">What is copied, how many rows were, and how many there are.</param>
    /// <returns>The rows copied, by table.</returns>
    /// <exception cref="StoreException">The database holds something or cannot be used, or not all arrived.</exception>
    public static async Task<IReadOnlyDictionary<string, long>> RunAsync(
        string connectionString,
        DbConnection source,
        Action<string, long, long> progress,
        CancellationToken cancellation)
    {
        await using var target = await PostgresDatabase.OpenAsync(connectionString, cancellation);
        try
        {
            return await new PostgresLoad(target, progress, cancellation).RunAsync(source);
        }
        catch (NpgsqlException exception)
        {
            throw new StoreException($"Nothing was moved: {exception.Message}. The database holds no row; the "
                + "command can be run again.", exception);
        }
    }

    private async Task<IReadOnlyDictionary<string, long>> RunAsync(DbConnection source)
    {
        if (await PostgresDurability.FindFaultsAsync(_target, _cancellation) is { Count: > 0 } faults)
            throw new StoreException(string.Join(Environment.NewLine, faults));
        await RefuseIfFilledAsync();
        await using var context = new PostgresContext(
            new DbContextOptionsBuilder<PostgresContext>().UseNpgsql(_target).Options);
        await context.Database.MigrateAsync(_cancellation);
        var tables = Tables(context);
        await using var transaction = await _target.BeginTransactionAsync(_cancellation);
        await PostgresDatabase.RunAsync(
            _target,
            $"LOCK TABLE {string.Join(", ", tables.Select(t => t.Name))} IN ACCESS EXCLUSIVE MODE",
            _cancellation);
        // Another command, or a server, may have been quicker.
        await RefuseIfFilledAsync();
        // Sorting an index when all is in is many times faster than finding the place of each row.
        var indexes = await _target.Batch(Indexes)
            .ListAsync(r => (Name: r.GetString(0), Sql: r.GetString(1)), _cancellation);
        foreach (var index in indexes)
            await PostgresDatabase.RunAsync(_target, $"DROP INDEX {index.Name}", _cancellation);
        var copied = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
            copied[table.Name] = await CopyAsync(source, table);
        for (var i = 0; i < indexes.Count; i++)
        {
            await PostgresDatabase.RunAsync(_target, indexes[i].Sql, _cancellation);
            _progress("indexes", i + 1, indexes.Count);
        }
        await NumberAsync();
        await VerifyAsync(source, copied);
        await PostgresDatabase.RunAsync(_target, "ANALYZE", _cancellation);
        await transaction.CommitAsync(_cancellation);
        return copied;
    }

    private async Task RefuseIfFilledAsync()
    {
        var filled = new List<string>();
        foreach (var table in await PostgresDatabase.TablesAsync(_target, _cancellation))
        {
            if (table != History && !await PostgresDatabase.IsEmptyAsync(_target, table, _cancellation))
                filled.Add(table);
        }
        if (filled.Count > 0)
        {
            throw new StoreException($"The database {_target.Database} holds rows already, in "
                + $"{string.Join(", ", filled)}. Nothing was changed. Name an empty database; "
                + "DROP DATABASE and CREATE DATABASE make this one empty.");
        }
    }

    private static List<Table> Tables(PostgresContext context) => context.Model.GetEntityTypes()
        .Where(e => e.ClrType != typeof(ExhibitorHead))
        // What is referred to comes first.
        .OrderBy(e => e.GetForeignKeys().Any()).ThenBy(e => e.GetTableName(), StringComparer.Ordinal)
        .Select(e => new Table(
            e.GetTableName()!,
            e.GetProperties().Select(p => (p.GetColumnName(), p.GetColumnType())).ToList()))
        .ToList();

    private async Task<long> CopyAsync(DbConnection source, Table table)
    {
        var total = await ScalarAsync(source, $"SELECT count(*) FROM {table.Name}");
        await using var command = source.CreateCommand();
        command.CommandText = $"SELECT {table.ColumnNames} FROM {table.Name}";
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(_cancellation);
        await using var copy = await _target.BeginBinaryImportAsync(
            $"COPY {table.Name} ({table.ColumnNames}) FROM STDIN (FORMAT BINARY)", _cancellation);
        copy.Timeout = TimeSpan.Zero;
        long count = 0;
        while (await reader.ReadAsync(_cancellation))
        {
            await copy.StartRowAsync(_cancellation);
            for (var i = 0; i < table.Columns.Count; i++)
                await CopyAsync(copy, reader, i, table.Columns[i].Type);
            if (++count % RowsBetweenReports == 0)
                _progress(table.Name, Math.Min(count, total - 1), total);
        }
        await copy.CompleteAsync(_cancellation);
        if (total > 0)
            _progress(table.Name, total, total);
        return count;
    }

    private Task CopyAsync(NpgsqlBinaryImporter copy, DbDataReader row, int column, string type) =>
        row.IsDBNull(column) ? copy.WriteNullAsync(_cancellation) : type switch
        {
            "bigint" => copy.WriteAsync(row.GetInt64(column), NpgsqlDbType.Bigint, _cancellation),
            "integer" => copy.WriteAsync(row.GetInt32(column), NpgsqlDbType.Integer, _cancellation),
            "boolean" => copy.WriteAsync(row.GetBoolean(column), NpgsqlDbType.Boolean, _cancellation),
            "text" => copy.WriteAsync(row.GetString(column), NpgsqlDbType.Text, _cancellation),
            "bytea" => copy.WriteAsync(row.GetFieldValue<byte[]>(column), NpgsqlDbType.Bytea, _cancellation),
            "date" => copy.WriteAsync(row.GetFieldValue<DateOnly>(column), NpgsqlDbType.Date, _cancellation),
            _ => throw new InvalidOperationException($"A column of type {type} is not known here."),
        };

    /// <summary>What this store has beside the rows: new numbers and revisions begin above those that came.</summary>
    private async Task NumberAsync()
    {
        await PostgresDatabase.RunAsync(_target, FillHeads, _cancellation);
        await PostgresDatabase.RunAsync(_target, $"SELECT setval('{PostgresContext.BlockSequence}', "
            + "greatest((SELECT max(seq) FROM connections), "
            + $"(SELECT value::bigint FROM settings WHERE name = '{Setting.NumbersUsed}'), 0) "
            + $"/ {ConnectionNumbers.BlockSize} + 1)", _cancellation);
        await PostgresDatabase.RunAsync(_target, "SELECT setval(pg_get_serial_sequence('changes', 'id'), "
            + "(SELECT coalesce(max(id), 0) + 1 FROM changes))", _cancellation);
    }

    private async Task VerifyAsync(DbConnection source, Dictionary<string, long> copied)
    {
        foreach (var (table, count) in copied)
        {
            var arrived = await ScalarAsync(_target, $"SELECT count(*) FROM {table}");
            if (arrived != count)
                throw new StoreException($"Of {count} rows of {table} {arrived} arrived. Nothing was kept.");
        }
        await using var wanted = source.CreateCommand();
        wanted.CommandText = SourceHeads;
        wanted.CommandTimeout = 0;
        await using var got = new NpgsqlCommand(TargetHeads, _target) { CommandTimeout = 0 };
        await using var from = await wanted.ExecuteReaderAsync(_cancellation);
        await using var to = await got.ExecuteReaderAsync(_cancellation);
        while (true)
        {
            var (before, after) = (await HeadAsync(from), await HeadAsync(to));
            if (before != after)
            {
                throw new StoreException($"Exhibitor {ShortId.Format((before ?? after)!.Value.Exhibitor.Id)} has "
                    + $"the last revision {before?.Revision} here and {after?.Revision} there. "
                    + "Nothing was kept; run store check on this store.");
            }
            if (before is null)
                return;
        }
    }

    private async Task<(ExhibitorKey Exhibitor, long Revision)?> HeadAsync(DbDataReader reader) =>
        await reader.ReadAsync(_cancellation)
            ? (new(reader.GetInt64(0), reader.GetInt64(1)), reader.GetInt64(2))
            : null;

    private async Task<long> ScalarAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(_cancellation))!;
    }

    private sealed record Table(string Name, List<(string Name, string Type)> Columns)
    {
        public string ColumnNames { get; } = string.Join(", ", Columns.Select(c => $"\"{c.Name}\""));
    }
}
