using System.Data.Common;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>What PostgreSQL says of a table and of what the user may do with it.</summary>
internal static class PostgresCatalogue
{
    private const string Schema =
        "SELECT nspname::text, has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = coalesce("
        + "(SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        + "WHERE c.oid = to_regclass(@full)), @schema::text, current_schema())";

    private const string Rights =
        "SELECT pg_has_role(relowner, 'USAGE'), has_table_privilege(oid, 'SELECT'), "
        + "has_table_privilege(oid, 'INSERT'), has_table_privilege(oid, 'UPDATE') FROM pg_class WHERE oid = to_regclass(@full)";

    private const string Columns =
        "SELECT attname::text, format_type(atttypid, -1), typcategory::text, "
        + "CASE WHEN atttypmod > 4 THEN atttypmod - 4 END, attnotnull, atthasdef OR attidentity <> '' "
        + "FROM pg_attribute JOIN pg_type t ON t.oid = atttypid "
        + "WHERE attrelid = to_regclass(@full) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

    private const string Unique =
        "SELECT 1 FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] "
        + "WHERE indrelid = to_regclass(@full) AND indisunique AND indisvalid AND indimmediate "
        + "AND indnkeyatts = 1 AND indpred IS NULL AND attname = @key";

    public static async Task<FoundTable> ReadAsync(
        DbConnection connection, SqlDialect dialect, LeadTable table, CancellationToken cancellation)
    {
        var given = table.Name.Schema is { } named ? dialect.Full(named, table.Name.Name)
            : dialect.Quote(table.Name.Name);
        var schemas = await connection.Command(Schema).With("@full", given).With("@schema", table.Name.Schema)
            .ListAsync(r => (Name: r.GetString(0), MayCreate: r.GetBoolean(1)), cancellation);
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
        var (type, category) = (reader.GetString(1), reader.GetString(2));
        var family = (type, category) switch
        {
            (_, "S") => TypeFamily.Text,
            ("bigint" or "numeric", _) => TypeFamily.Whole,
            ("timestamp with time zone" or "timestamp without time zone", _) => TypeFamily.Time,
            ("json" or "jsonb", _) => TypeFamily.Json,
            _ => TypeFamily.Other,
        };
        int? length = family is TypeFamily.Text && !reader.IsDBNull(3) ? reader.GetInt32(3) : null;
        return new(reader.GetString(0), type, family, length, !reader.GetBoolean(4), reader.GetBoolean(5));
    }

    private static async Task<TableRights?> RightsAsync(
        DbConnection connection, string full, CancellationToken cancellation)
    {
        var rights = await connection.Command(Rights).With("@full", full).ListAsync(
            r => new TableRights(r.GetBoolean(0), r.GetBoolean(1), r.GetBoolean(2), r.GetBoolean(3)), cancellation);
        return rights.FirstOrDefault();
    }
}
