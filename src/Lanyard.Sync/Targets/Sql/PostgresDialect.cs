using System.Data.Common;
using System.Net.Sockets;
using Npgsql;
using NpgsqlTypes;

namespace Lanyard.Sync.Targets.Sql;

internal sealed class PostgresDialect(TargetSettings settings) : SqlDialect
{
    public static TargetKind Kind { get; } = new("postgres", "PostgreSQL",
    [
        new("connection", "an Npgsql connection string, such as Host=db;Database=crm;Username=lanyard;Password=…",
            IsRequired: true, IsSecret: true),
        new("table", "the table, such as leads or sales.leads; made when it is not there"),
    ],
    LeadTable.Fields, context => new SqlTarget(context.Settings, new PostgresDialect(context.Settings)));

    public override string Engine => "PostgreSQL";

    public override string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override string TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Revision => "bigint",
        ColumnKind.Time => "timestamptz",
        ColumnKind.Json => "jsonb",
        _ => "text",
    };

    public override DbConnection Connect(bool mayCreate)
    {
        try
        {
            var text = new NpgsqlConnectionStringBuilder(settings.Required("connection"));
            // A session is the lock: it must end when it is closed. Statements are the same for every page.
            (text.Pooling, text.MaxAutoPrepare, text.AutoPrepareMinUsages) = (false, 8, 2);
            text.ApplicationName ??= "lanyard";
            return new NpgsqlConnection(text.ToString());
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException)
        {
            // Without the exception: its words may be those of the connection string.
            throw new TargetFaultException(
                $"connection of the target {settings.Name} is no connection string for PostgreSQL. "
                + "Write Host=…;Database=…;Username=…;Password=….");
        }
    }

    public override async Task StartAsync(DbConnection connection, CancellationToken cancellation)
    {
        // The lock of a machine that vanished is free after a minute. Someone else's on the table is an outage.
        await using var command = connection.Command(
            """
            SET lock_timeout = '10s';
            SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
            """);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override async Task<bool> LockAsync(DbConnection connection, string table, CancellationToken cancellation)
    {
        try
        {
            // Waits a little: the session of a process that was just killed may not have ended yet.
            await using var command = connection.Command(
                """
                SET lock_timeout = '5s';
                SELECT pg_advisory_lock(hashtextextended('lanyard ' || @table, 0));
                SET lock_timeout = '10s'
                """);
            await command.With("@table", table).ExecuteNonQueryAsync(cancellation);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    public override Task<FoundTable> LookAsync(
        DbConnection connection, LeadTable table, CancellationToken cancellation) =>
        PostgresCatalogue.ReadAsync(connection, this, table, cancellation);

    public override string Upsert(LeadTable table, FoundTable found)
    {
        var names = table.Columns.Select(c => Quote(c.Name)).ToList();
        var (key, revision) = (Quote(table.Key.Name), Quote(table.Revision.Name));
        var others = table.Columns.Where(c => c.Kind is not (ColumnKind.Key or ColumnKind.Revision)).ToList();
        return $"INSERT INTO {Full(found.Schema!, table.Name.Name)} AS t ({string.Join(", ", names)}) "
            + $"SELECT {string.Join(", ", table.Columns.Select((c, i) => $"c{i}{Cast(found.Find(c)!)}"))} "
            + $"FROM unnest({string.Join(", ", names.Select((_, i) => $"${i + 1}"))}) "
            + $"AS r({string.Join(", ", names.Select((_, i) => $"c{i}"))}) ON CONFLICT ({key}) DO UPDATE "
            + $"SET {string.Join(", ", names.Where(n => n != key).Select(n => $"{n} = excluded.{n}"))} "
            + $"WHERE t.{revision} < excluded.{revision} OR t.{revision} = excluded.{revision} "
            + $"AND ({string.Join(", ", others.Select(c => Comparable(c, "t")))}) "
            + $"IS DISTINCT FROM ({string.Join(", ", others.Select(c => Comparable(c, "excluded")))})";

        // The type json has no equality.
        string Comparable(Column column, string of) =>
            $"{of}.{Quote(column.Name)}{(found.Find(column)!.Type == "json" ? "::text" : "")}";

        // Not to a type of text: a cast to varchar(20) would cut off what an assignment refuses.
        static string Cast(FoundColumn column) => column.Family is TypeFamily.Text ? "" : $"::{column.Type}";
    }

    public override async Task WriteAsync(
        DbConnection connection, Writing writing, IReadOnlyList<string?[]> rows, long? position,
        CancellationToken cancellation)
    {
        // A batch without a transaction around it is one, in one round trip.
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection);
        if (rows.Count > 0)
        {
            var upsert = new NpgsqlBatchCommand(writing.Upsert);
            for (var column = 0; column < rows[0].Length; column++)
            {
                var values = new string?[rows.Count];
                for (var i = 0; i < values.Length; i++)
                    values[i] = rows[i][column];
                upsert.Parameters.Add(new NpgsqlParameter<string?[]>
                {
                    TypedValue = values,
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                });
            }
            batch.BatchCommands.Add(upsert);
        }
        if (position is { } reached)
        {
            var move = new NpgsqlBatchCommand(writing.Move);
            move.Parameters.AddWithValue("@position", reached);
            move.Parameters.AddWithValue("@table", writing.Table.Name.Name);
            batch.BatchCommands.Add(move);
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellation);
    }

    public override Trouble? Explain(Exception exception) => exception switch
    {
        PostgresException said => Explain(said),
        NpgsqlException { IsTransient: true } or SocketException or IOException or TimeoutException =>
            new(TroubleKind.Unavailable, $"PostgreSQL does not answer: {exception.Message}"),
        NpgsqlException => new(TroubleKind.Fault, $"PostgreSQL cannot be used: {exception.Message}"),
        _ => null,
    };

    private static Trouble Explain(PostgresException said) => said.SqlState switch
    {
        ['2', '8', ..] => new(TroubleKind.Fault,
            $"PostgreSQL refuses the user or the password: {said.MessageText}. Put connection right."),
        PostgresErrorCodes.InvalidCatalogName => new(TroubleKind.Fault,
            $"{said.MessageText}. Create it, or put connection right."),
        PostgresErrorCodes.InsufficientPrivilege => new(TroubleKind.Fault,
            $"PostgreSQL does not allow it: {said.MessageText}. Grant the right."),
        PostgresErrorCodes.LockNotAvailable => new(TroubleKind.Unavailable, "Someone holds a lock on the table."),
        ['2', '2' or '3', ..] or ['P', '0', ..] or ['5', '4', ..] =>
            new(TroubleKind.Refused, $"{said.MessageText}{(said.ConstraintName is { } name ? $" ({name})" : "")}."),
        ['5', '3' or '7' or '8', ..] or ['0', '8', ..] or ['4', '0', ..] or PostgresErrorCodes.ReadOnlySqlTransaction =>
            new(TroubleKind.Unavailable, $"PostgreSQL cannot take anything now: {said.MessageText}."),
        _ => new(TroubleKind.Fault, $"PostgreSQL refuses the statement: {said.MessageText}."),
    };
}
