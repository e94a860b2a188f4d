using Lanyard.Core.Data;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>Refuses a server that could lose what was acknowledged, and says which setting it is.</summary>
internal static class PostgresDurability
{
    private const int OldestMajor = 15;

    public static async Task CheckAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            var faults = await FindFaultsAsync(connection, cancellation);
            if (faults.Count > 0)
                throw new StoreException(string.Join(Environment.NewLine, faults));
        }
        catch (NpgsqlException exception)
        {
            throw new StoreException($"The database cannot be used: {exception.Message}", exception);
        }
        catch (ArgumentException exception)
        {
            throw new StoreException($"The setting Store:ConnectionString cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>A sentence for each setting with which something acknowledged could be lost.</summary>
    public static async Task<List<string>> FindFaultsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var faults = new List<string>();
        if (connection.PostgreSqlVersion.Major < OldestMajor)
            faults.Add($"PostgreSQL {connection.PostgreSqlVersion} is too old; {OldestMajor} or later is needed.");
        var settings = (await connection.Batch(
            "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', "
            + "'default_transaction_read_only', 'transaction_read_only')")
            .ListAsync(r => (Name: r.GetString(0), Value: r.GetString(1)), cancellation)).ToDictionary(s => s.Name, s => s.Value);
        if (settings["fsync"] != "on")
            faults.Add("fsync is off: a loss of power loses acknowledged scans. Set fsync = on.");
        if (settings["full_page_writes"] != "on")
            faults.Add("full_page_writes is off: a loss of power can damage tables. Set full_page_writes = on.");
        if (settings["synchronous_commit"] is "off" or "local")
        {
            faults.Add($"synchronous_commit is {settings["synchronous_commit"]} for this role or database: a crash loses "
                + "acknowledged scans. Set synchronous_commit = on.");
        }
        if (settings["transaction_read_only"] == "on")
            faults.Add("The server takes no writes; it may be a standby. Name the primary, or all hosts and Target Session Attributes=primary.");
        return faults;
    }
}
