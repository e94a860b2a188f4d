using System.Data.Common;
using System.Globalization;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>What SQL Server says of a table and of what the user may do with it.</summary>
internal static class SqlServerCatalogue
{
    private const string Schema =
        "SELECT s.name, HAS_PERMS_BY_NAME(QUOTENAME(s.name), 'SCHEMA', 'ALTER') "
        + "* HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'CREATE TABLE') "
        + "FROM sys.schemas s WHERE s.name = COALESCE(@schema, SCHEMA_NAME())";

    private const string Rights =
        "SELECT HAS_PERMS_BY_NAME(@full, 'OBJECT', 'ALTER'), HAS_PERMS_BY_NAME(@full, 'OBJECT', 'SELECT'), "
        + "HAS_PERMS_BY_NAME(@full, 'OBJECT', 'INSERT'), HAS_PERMS_BY_NAME(@full, 'OBJECT', 'UPDATE') "
        + "WHERE OBJECT_ID(@full) IS NOT NULL";

    private const string Columns =
        "SELECT name, TYPE_NAME(system_type_id), CONVERT(int, max_length), is_nullable, "
        + "CONVERT(bit, CASE WHEN default_object_id <> 0 OR is_identity = 1 OR is_computed = 1 "
        + "OR TYPE_NAME(system_type_id) = 'timestamp' THEN 1 ELSE 0 END) "
        + "FROM sys.columns WHERE object_id = OBJECT_ID(@full) ORDER BY column_id";

    private const string Unique =
        """
        SELECT 1 FROM sys.indexes i
        WHERE i.object_id = OBJECT_ID(@full) AND i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0
        AND (SELECT COUNT(*) FROM sys.index_columns k
            WHERE k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0) = 1
        AND EXISTS (SELECT 1 FROM sys.index_columns k
            JOIN sys.columns c ON c.object_id = k.object_id AND c.column_id = k.column_id
            WHERE k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal = 1 AND c.name = @key)
        """;

    public static async Task<FoundTable> ReadAsync(
        DbConnection connection, SqlDialect dialect, LeadTable table, CancellationToken cancellation)
    {
        var command = connection.Command(Schema).With("@schema", table.Name.Schema);
        command.Parameters[0].DbType = System.Data.DbType.String;
        var schemas = await command.ListAsync(r => (Name: r.GetString(0), MayCreate: IsYes(r, 1)), cancellation);
        if (schemas is not [var schema])
            return new(null, [], false, false, false, false, []);
        var full = dialect.Full(schema.Name, table.Name.Name);
        var positions = dialect.Full(schema.Name, FoundTable.Positions);
        var rights = await RightsAsync(connection, full, cancellation);
        var positionRights = await RightsAsync(connection, positions, cancellation);
        var unique = connection.Command(Unique).With("@full", full).With("@key", table.Key.Name);
        return new(
            schema.Name,
            await connection.Command(Columns).With("@full", full).ListAsync(Column, cancellation),
            (await unique.ListAsync(_ => true, cancellation)).Count > 0,
            positionRights is not null,
            schema.MayCreate,
            rights?.IsOwner is true,
            [.. TableRights.Lacking(rights, full), .. TableRights.Lacking(positionRights, positions)]);
    }

    private static FoundColumn Column(DbDataReader reader)
    {
        var (type, length) = (reader.GetString(1), reader.GetInt32(2));
        var family = type switch
        {
            // Of varchar and text what is outside of their code page would be lost without a word.
            "nvarchar" or "nchar" => TypeFamily.Text,
            "bigint" => TypeFamily.Whole,
            "datetimeoffset" or "datetime2" => TypeFamily.Time,
            _ => TypeFamily.Other,
        };
        return new(reader.GetString(0), type, family, family is TypeFamily.Text && length > 0 ? length / 2 : null,
            reader.GetBoolean(3), reader.GetBoolean(4));
    }

    private static async Task<TableRights?> RightsAsync(
        DbConnection connection, string full, CancellationToken cancellation) =>
        (await connection.Command(Rights).With("@full", full).ListAsync(
            r => new TableRights(IsYes(r, 0), IsYes(r, 1), IsYes(r, 2), IsYes(r, 3)), cancellation)).FirstOrDefault();

    private static bool IsYes(DbDataReader reader, int column) =>
        !reader.IsDBNull(column) && Convert.ToInt32(reader.GetValue(column), CultureInfo.InvariantCulture) == 1;
}
