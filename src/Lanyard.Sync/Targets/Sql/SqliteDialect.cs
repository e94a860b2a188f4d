using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>A file. The state's lock keeps a second lanyard away.</summary>
internal sealed class SqliteDialect(TargetSettings settings) : SqlDialect
{
    private const string ReadOnly = "The file may only be read. Grant the right to write to it and its folder.";

    private const string Columns =
        """
        SELECT name, type, "notnull", dflt_value IS NOT NULL FROM pragma_table_xinfo(@table, @schema)
        WHERE hidden = 0 ORDER BY cid
        """;

    private const string Unique =
        """
        SELECT 1 FROM pragma_index_list(@table, @schema) AS list WHERE list."unique" = 1 AND list.partial = 0
        AND (SELECT group_concat(name) FROM pragma_index_info(list.name, @schema)) = @key
        """;

    public static TargetKind Kind { get; } = new("sqlite", "SQLite",
    [
        new("path", "the file, such as leads.db; made when it is not there"),
        new("connection", "a Microsoft.Data.Sqlite connection string, where more than a path is needed",
            IsSecret: true),
        new("table", "the table, such as leads; made when it is not there"),
    ],
    LeadTable.Fields, context => new SqlTarget(context.Settings, new SqliteDialect(context.Settings)));

    public override string Engine => "SQLite";

    public override string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override string TypeOf(ColumnKind kind) => kind is ColumnKind.Revision ? "INTEGER" : "TEXT";

    public override DbConnection Connect(bool mayCreate)
    {
        SqliteConnectionStringBuilder text;
        try
        {
            text = new(settings.OrNull("connection") ?? "");
        }
        catch (ArgumentException)
        {
            // Without the exception: its words may be those of the connection string.
            throw new TargetFaultException(
                $"connection of the target {settings.Name} is no connection string for SQLite. Write path instead.");
        }
        if (settings.OrNull("path") is { } path)
            text.DataSource = path;
        if (text.DataSource.Length == 0)
            throw new TargetFaultException($"The target {settings.Name} needs path.");
        text.Pooling = false;
        if (Path.GetDirectoryName(Path.GetFullPath(text.DataSource)) is { } folder && !Directory.Exists(folder))
            throw new TargetFaultException($"There is no folder {folder}. Create it, or put path right.");
        if (!mayCreate && !File.Exists(text.DataSource))
            text = new() { DataSource = ":memory:", Pooling = false };
        return new SqliteConnection(text.ToString());
    }

    public override async Task StartAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (SQLitePCL.raw.sqlite3_db_readonly(((SqliteConnection)connection).Handle, "main") == 1)
            throw new TargetFaultException(ReadOnly);
        await using var command = connection.Command("PRAGMA synchronous = FULL; PRAGMA fullfsync = 1");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override async Task<FoundTable> LookAsync(
        DbConnection connection, LeadTable table, CancellationToken cancellation)
    {
        var schema = table.Name.Schema ?? "main";
        var schemas = await connection.Command("SELECT 1 FROM pragma_database_list WHERE name = @schema")
            .With("@schema", schema).ListAsync(_ => true, cancellation);
        if (schemas.Count == 0)
            return new(null, [], false, false, false, false, []);
        var isUnique = await InTable(Unique, table.Name.Name)
            .With("@key", table.Key.Name).ListAsync(_ => true, cancellation);
        return new(
            schema,
            await InTable(Columns, table.Name.Name).ListAsync(Column, cancellation),
            isUnique.Count > 0,
            (await InTable(Columns, FoundTable.Positions).ListAsync(_ => true, cancellation)).Count > 0,
            MayCreate: true,
            MayAlter: true,
            [])
        {
            Names = StringComparison.OrdinalIgnoreCase,
        };

        DbCommand InTable(string sql, string name) =>
            connection.Command(sql).With("@table", name).With("@schema", schema);
    }

    public override string Upsert(LeadTable table, FoundTable found)
    {
        var names = table.Columns.Select(c => Quote(c.Name)).ToList();
        var (key, revision) = (Quote(table.Key.Name), Quote(table.Revision.Name));
        var others = names.Where(n => n != key && n != revision).ToList();
        return $"INSERT INTO {Full(found.Schema!, table.Name.Name)} AS t ({string.Join(", ", names)}) "
            + $"VALUES ({string.Join(", ", names.Select((_, i) => $"@c{i}"))}) "
            + $"ON CONFLICT ({key}) DO UPDATE "
            + $"SET {string.Join(", ", names.Where(n => n != key).Select(n => $"{n} = excluded.{n}"))} "
            + $"WHERE t.{revision} < excluded.{revision} OR t.{revision} = excluded.{revision} "
            + $"AND ({string.Join(", ", others.Select(n => $"t.{n}"))}) "
            + $"IS NOT ({string.Join(", ", others.Select(n => $"excluded.{n}"))})";
    }

    public override async Task WriteAsync(
        DbConnection connection, Writing writing, IReadOnlyList<string?[]> rows, long? position,
        CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var upsert = connection.Command(writing.Upsert, transaction);
        for (var i = 0; i < writing.Table.Columns.Count; i++)
            upsert.With($"@c{i.ToString(CultureInfo.InvariantCulture)}", null);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                upsert.Parameters[i].Value = Value(writing.Table.Columns[i], row[i]);
            await upsert.ExecuteNonQueryAsync(cancellation);
        }
        if (position is { } reached)
        {
            await using var move = connection.Command(writing.Move, transaction);
            await move.With("@position", reached)
                .With("@table", writing.Table.Name.Name).ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    public override Trouble? Explain(Exception exception)
    {
        if (exception is not SqliteException said)
            return null;
        return said.SqliteErrorCode switch
        {
            SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_TOOBIG =>
                new(TroubleKind.Refused, $"{said.Message}"),
            SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED =>
                new(TroubleKind.Unavailable, "Another program is writing to the file."),
            SQLitePCL.raw.SQLITE_FULL => new(TroubleKind.Unavailable, "The disk is full."),
            SQLitePCL.raw.SQLITE_IOERR =>
                new(TroubleKind.Unavailable, $"The file cannot be read or written now: {said.Message}"),
            SQLitePCL.raw.SQLITE_CANTOPEN =>
                new(TroubleKind.Fault, "The file cannot be opened. Put path right, or grant the right to write there."),
            SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM =>
                new(TroubleKind.Fault, ReadOnly),
            SQLitePCL.raw.SQLITE_NOTADB =>
                new(TroubleKind.Fault, "The file is no SQLite database, or its password is wrong."),
            _ => new(TroubleKind.Fault, $"SQLite refuses: {said.Message}"),
        };
    }

    private static FoundColumn Column(DbDataReader reader)
    {
        var type = reader.GetString(1).ToUpperInvariant();
        var family = type switch
        {
            _ when type.Contains("INT", StringComparison.Ordinal) => TypeFamily.Whole,
            "" or "JSON" => TypeFamily.Text,
            _ when type.Contains("CHAR", StringComparison.Ordinal) || type.Contains("TEXT", StringComparison.Ordinal)
                || type.Contains("CLOB", StringComparison.Ordinal) => TypeFamily.Text,
            "DATETIME" or "TIMESTAMP" => TypeFamily.Time,
            _ => TypeFamily.Other,
        };
        return new(reader.GetString(0), type, family, null, reader.GetInt64(2) == 0, reader.GetInt64(3) != 0);
    }

    private static object Value(Column column, string? text) => text is null ? DBNull.Value
        : column.Kind is ColumnKind.Revision ? long.Parse(text, CultureInfo.InvariantCulture) : text;
}
