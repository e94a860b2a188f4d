using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.SqlClient;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>SQL Server 2016 or later, and Azure SQL: rows go over as JSON, one statement a page.</summary>
internal sealed class SqlServerDialect(TargetSettings settings) : SqlDialect
{
    public static TargetKind Kind { get; } = new("sqlserver", "SQL Server",
    [
        new("connection", "a SqlClient connection string, such as Server=db;Database=crm;User ID=lanyard;Password=…",
            IsRequired: true, IsSecret: true),
        new("table", "the table, such as leads or sales.leads; made when it is not there"),
    ],
    LeadTable.Fields, context => new SqlTarget(context.Settings, new SqlServerDialect(context.Settings)));

    public override string Engine => "SQL Server";

    public override string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    public override string TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Key => "nvarchar(128)",
        ColumnKind.Revision => "bigint",
        ColumnKind.Time => "datetimeoffset(0)",
        _ => "nvarchar(max)",
    };

    public override DbConnection Connect(bool mayCreate)
    {
        try
        {
            // A session is the lock: it must end when it is closed.
            var text = new SqlConnectionStringBuilder(settings.Required("connection"))
            {
                Pooling = false,
                ConnectRetryCount = 0,
            };
            if (!text.ShouldSerialize("Application Name"))
                text.ApplicationName = "lanyard";
            return new SqlConnection(text.ToString());
        }
        catch (Exception exception)
            when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            // Without the exception: its words may be those of the connection string.
            throw new TargetFaultException(
                $"connection of the target {settings.Name} is no connection string for SQL Server. "
                + "Write Server=…;Database=…;User ID=…;Password=….");
        }
    }

    public override async Task StartAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.Command("SET XACT_ABORT ON; SET LOCK_TIMEOUT 10000");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override async Task<bool> LockAsync(DbConnection connection, string table, CancellationToken cancellation)
    {
        // Waits a little: a session that was just killed may not have ended yet. A lock's name is 255 letters at most.
        await using var command = connection.Command(
            """
            DECLARE @name nvarchar(255) = 'lanyard ' + CONVERT(nvarchar(64), HASHBYTES('SHA2_256', @table), 2);
            DECLARE @result int;
            EXEC @result = sp_getapplock @name, 'Exclusive', 'Session', 5000;
            SELECT @result;
            """);
        var result = await command.With("@table", table).ExecuteScalarAsync(cancellation);
        return Convert.ToInt32(result, CultureInfo.InvariantCulture) >= 0;
    }

    public override Task<FoundTable> LookAsync(
        DbConnection connection, LeadTable table, CancellationToken cancellation) =>
        SqlServerCatalogue.ReadAsync(connection, this, table, cancellation);

    // Not MERGE: beside a lock of its own it gains nothing, and its faults are many.
    public override string Upsert(LeadTable table, FoundTable found)
    {
        var full = Full(found.Schema!, table.Name.Name);
        var names = table.Columns.Select(c => Quote(c.Name)).ToList();
        var (key, revision) = (Quote(table.Key.Name), Quote(table.Revision.Name));
        var others = names.Where(n => n != key && n != revision).ToList();
        var passed = string.Join(", ", table.Columns.Select((c, i) => $"{names[i]} {Passed(c)} '$[{i}]'"));
        var rows = $"OPENJSON(@rows) WITH ({passed}) AS r";
        return
            $"""
            UPDATE t SET {string.Join(", ", names.Where(n => n != key).Select(n => $"{n} = r.{n}"))}
            FROM {full} AS t JOIN {rows} ON r.{key} = t.{key}
            WHERE t.{revision} < r.{revision} OR t.{revision} = r.{revision}
            AND EXISTS ({Select("r", others)} EXCEPT {Select("t", others)});
            INSERT INTO {full} ({string.Join(", ", names)})
            {Select("r", names)} FROM {rows}
            WHERE NOT EXISTS (SELECT 1 FROM {full} AS t WHERE t.{key} = r.{key});
            """;

        static string Select(string of, IEnumerable<string> names) =>
            $"SELECT {string.Join(", ", names.Select(n => $"{of}.{n}"))}";
    }

    public override async Task WriteAsync(
        DbConnection connection, Writing writing, IReadOnlyList<string?[]> rows, long? position,
        CancellationToken cancellation)
    {
        await using var command = connection.Command(
            $"BEGIN TRANSACTION; {(rows.Count > 0 ? writing.Upsert : "")} "
            + $"{(position is null ? "" : writing.Move + ";")} COMMIT");
        if (rows.Count > 0)
            command.With("@rows", JsonSerializer.Serialize(rows));
        if (position is { } reached)
            command.With("@position", reached).With("@table", writing.Table.Name.Name);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override Trouble? Explain(Exception exception) => exception switch
    {
        SqlException said => Explain(said),
        IOException or TimeoutException =>
            new(TroubleKind.Unavailable, $"SQL Server does not answer: {exception.Message}"),
        _ => null,
    };

    private static Trouble Explain(SqlException said) => said.Number switch
    {
        // A user or password that is wrong, locked, out of date or not allowed in.
        18452 or 18456 or 18470 or 18486 or 18487 or 18488 =>
            new(TroubleKind.Fault,
                $"SQL Server refuses the user or the password: {said.Message} Put connection right."),
        4060 => new(
            TroubleKind.Fault, $"{said.Message} Create the database, grant access to it, or put connection right."),
        229 or 230 or 262 or 297 or 300 or 1088 or 2760 or 15247 =>
            new(TroubleKind.Fault, $"SQL Server does not allow it: {said.Message} Grant the right."),
        1222 => new(TroubleKind.Unavailable, "Someone holds a lock on the table."),
        // Too long, null, a constraint, unique, no number or date, out of range, a row or key too large, a trigger's
        // own.
        2628 or 8152
            or 515 or 547 or 2601 or 2627 or 241 or 242 or 245 or 248 or 8114 or 8115 or 220 or 511 or 1946 or 3609
            or (>= 50000) =>
            new(TroubleKind.Refused, said.Message),
        // No answer, deadlock, full, read-only, closing down, failing over, throttled.
        -2 or 1105 or 9002 or 1205 or 3906 or 3908 or 701 or 976 or 983 or 6005 or 10928 or 10929 or 17142 or 18401
            or 40197 or 40501 or 40613 or 49918 or 49919 or 49920 =>
                new(TroubleKind.Unavailable, $"SQL Server cannot take anything now: {said.Message}"),
        // The connection did not come about or is gone.
        _ when said.Class >= 20 => new(TroubleKind.Unavailable, $"SQL Server does not answer: {said.Message}"),
        _ => new(TroubleKind.Fault, $"SQL Server refuses the statement: {said.Message}"),
    };

    private string Passed(Column column) => column.Kind is ColumnKind.Time ? "nvarchar(max)" : TypeOf(column.Kind);
}
