using Lanyard.Core.Data;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>A database for commands that do one thing with all of it.</summary>
internal static class PostgresDatabase
{
    // Tables of extensions belong to nobody's data.
    private const string Tables =
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind "
        + "IN ('r', 'p') "
        + "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' "
        + "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1";

    /// <exception cref="StoreException">The database cannot be reached.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        NpgsqlConnection? connection = null;
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString)
            {
                Pooling = false,
                ApplicationName = "lanyard store",
            };
            connection = new NpgsqlConnection(settings.ToString());
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch (NpgsqlException exception)
        {
            await connection!.DisposeAsync();
            throw new StoreException($"The database cannot be used: {exception.Message}", exception);
        }
        catch (ArgumentException exception)
        {
            throw new StoreException($"The connection string cannot be read: {exception.Message}", exception);
        }
    }

    public static Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.Batch(Tables).ListAsync(r => r.GetString(0), cancellation);

    public static async Task<bool> IsEmptyAsync(
        NpgsqlConnection connection, string table, CancellationToken cancellation) =>
        (await connection.Batch($"SELECT 1 FROM {table} LIMIT 1").ListAsync(_ => true, cancellation)).Count == 0;

    public static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
