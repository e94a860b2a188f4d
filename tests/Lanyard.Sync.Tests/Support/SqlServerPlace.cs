using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Lanyard.Sync.Tests.Support;

/// <summary>
/// A table in a database of its own on the SQL Server that LANYARD_SQLSERVER names, by a connection string of a user
/// who may create databases. Disturbed, the target's session is ended.
/// </summary>
internal sealed class SqlServerPlace : SqlPlace
{
    private readonly string _server;
    private readonly string _connection;
    private readonly List<Task> _disturbances = [];

    private SqlServerPlace(string server, string connection)
        : base("sqlserver", new Dictionary<string, string>(
            StringComparer.Ordinal) { ["connection"] = connection }, null) =>
        (_server, _connection) = (server, connection);

    public static async Task<SqlServerPlace> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable("LANYARD_SQLSERVER")
            ?? throw new InvalidOperationException("LANYARD_SQLSERVER does not name a server.");
        var name = "lanyard_test_" + Guid.NewGuid().ToString("N");
        await RunAsync(server, $"CREATE DATABASE {name}");
        return new(
            server, new SqlConnectionStringBuilder(server) { InitialCatalog = name, Pooling = false }.ToString());
    }

    public override void Disturb(Random random)
    {
        if (random.Next(2) == 0)
            return;
        var delay = random.Next(40);
        _disturbances.Add(Task.Run(async () =>
        {
            await Task.Delay(delay);
            foreach (var row in await QueryAsync(
                "SELECT session_id FROM sys.dm_exec_sessions WHERE program_name = 'lanyard' AND database_id = DB_ID()"))
                await RunAsync(_server, $"KILL {row[0]}");
        }));
    }

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_disturbances);
        var name = new SqlConnectionStringBuilder(_connection).InitialCatalog;
        await RunAsync(_server, $"ALTER DATABASE {name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {name}");
        await base.DisposeAsync();
    }

    protected override DbConnection Connect() => new SqlConnection(_connection);

    private static async Task RunAsync(string server, string sql)
    {
        await using var connection = new SqlConnection(server);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
