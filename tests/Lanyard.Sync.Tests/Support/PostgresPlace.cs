using System.Data.Common;
using Lanyard.Tests.Support;
using Npgsql;

namespace Lanyard.Sync.Tests.Support;

/// <summary>
/// A table in a real PostgreSQL. Disturbed, it ends the target's session or holds a lock on the table for a moment.
/// </summary>
internal sealed class PostgresPlace : SqlPlace
{
    private const string Sessions =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lanyard' AND datname = current_database()";

    private readonly PostgresCluster _cluster;
    private readonly string _connection;
    private readonly List<string> _roles = [];
    private readonly List<Task> _disturbances = [];

    private PostgresPlace(
        PostgresCluster cluster, string connection, Dictionary<string, string> options, IReadOnlyDictionary<string,
        string?>? fields)
        : base("postgres", options, fields) => (_cluster, _connection) = (cluster, connection);

    public static async Task<PostgresPlace> CreateAsync(
        string? table = null, IReadOnlyDictionary<string, string?>? fields = null)
    {
        var cluster = await PostgresCluster.SharedAsync();
        var connection = await cluster.CreateDatabaseAsync();
        var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["connection"] = connection };
        if (table is not null)
            options["table"] = table;
        return new(cluster, connection, options, fields);
    }

    public TargetSettings With(string option, string value) => new("postgres", "postgres",
        new Dictionary<string, string>(
            StringComparer.Ordinal) { ["connection"] = _connection, [option] = value }, Settings.Fields);

    /// <summary>A role that must give a password, on a server that trusts everyone else.</summary>
    public async Task DemandPasswordAsync(string role, string password)
    {
        var file = await ScalarAsync("SHOW hba_file");
        await QueryAsync($"DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN PASSWORD '{password}'");
        // The order of the lines matters, and both roles may be in use at a time.
        await QueryAsync(
            $"""
            COPY (SELECT 'host all secretive,clerk 127.0.0.1/32 scram-sha-256' UNION ALL SELECT 'host all all 127.0.0.1/32 trust') TO '{file}';
            SELECT pg_reload_conf();
            """);
        _roles.Add(role);
        // The server reads the file in its own time.
        for (var isRefused = false; !isRefused;)
        {
            await using var connection = new NpgsqlConnection(As(role, "none-of-them") + ";Pooling=false");
            try
            {
                await connection.OpenAsync();
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                isRefused = true;
            }
        }
    }

    public string As(string role, string password) =>
        new NpgsqlConnectionStringBuilder(_connection) { Username = role, Password = password }.ToString();

    public override void Disturb(Random random)
    {
        var (kind, delay) = (random.Next(4), random.Next(40));
        if (kind == 0)
            return;
        _disturbances.Add(Task.Run(async () =>
        {
            await Task.Delay(delay);
            if (kind == 1)
                await HoldLockAsync();
            else
                await QueryAsync(Sessions);
        }));
    }

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_disturbances);
        await _cluster.DropDatabaseAsync(_connection);
        foreach (var role in _roles)
            await _cluster.ExecuteAsync("postgres", $"DROP ROLE {role}");
        await base.DisposeAsync();
    }

    protected override DbConnection Connect() => new NpgsqlConnection(_connection + ";Pooling=false");

    private async Task HoldLockAsync()
    {
        try
        {
            await QueryAsync("BEGIN; LOCK TABLE leads IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(0.05); COMMIT");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // The target has not come so far.
        }
    }
}
