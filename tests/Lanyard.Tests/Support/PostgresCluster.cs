using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Lanyard.Tests.Support;

/// <summary>A real PostgreSQL server in a folder and on a port of its own. Without one installed the tests fail.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> Lazy = new(StartSharedAsync);

    private readonly string _folder;
    private readonly int _port;

    private PostgresCluster(string folder, int port) => (_folder, _port) = (folder, port);

    /// <summary>One server for all tests that do not break it.</summary>
    public static Task<PostgresCluster> SharedAsync() => Lazy.Value;

    public string HostAndPort => $"127.0.0.1:{_port}";

    /// <summary>The process that the others of the server are children of.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);

    private string DataFolder => Path.Combine(_folder, "data");

    public static async Task<PostgresCluster> StartAsync()
    {
        var cluster = NewFolder();
        await RunAsync("initdb", "-D", cluster.DataFolder, "-A", "trust", "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8");
        await cluster.StartServerAsync();
        return cluster;
    }

    /// <summary>A standby that streams from this server and, once it has caught up, is waited for by every commit.</summary>
    public async Task<PostgresCluster> StartStandbyAsync()
    {
        var standby = NewFolder();
        await RunAsync("pg_basebackup", "-h", "127.0.0.1", "-p", Text(_port), "-U", "postgres", "-D", standby.DataFolder, "-R", "-X", "stream", "-c", "fast");
        await standby.StartServerAsync();
        await ExecuteAsync("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'");
        await ExecuteAsync("postgres", "SELECT pg_reload_conf()");
        while (!(bool)(await ScalarAsync("postgres", "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'"))!)
            await Task.Yield();
        return standby;
    }

    public Task StartServerAsync() => RunAsync("pg_ctl", "-D", DataFolder, "-l", Path.Combine(_folder, "log"), "-w", "-o",
        $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c max_connections=300 -c max_wal_size=4GB", "start");

    public Task PromoteAsync() => RunAsync("pg_ctl", "-D", DataFolder, "-w", "promote");

    /// <summary>kill -9 of the whole server.</summary>
    public void Kill()
    {
        using var process = Process.GetProcessById(ProcessId);
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>An empty database; its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "test_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public async Task DropDatabaseAsync(string connectionString) =>
        await ExecuteAsync("postgres", $"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Include Error Detail=true";

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", "-D", DataFolder, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    public async Task ExecuteAsync(string database, string sql) => await ScalarAsync(database, sql);

    public async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<PostgresCluster> StartSharedAsync()
    {
        var cluster = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            cluster.Kill();
            Directory.Delete(cluster._folder, recursive: true);
        };
        return cluster;
    }

    private static PostgresCluster NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-pg-").FullName;
        // The server refuses to run as root; the folder is handed to the user that it runs as.
        if (Environment.IsPrivilegedProcess)
            Process.Start("chown", ["postgres", folder]).WaitForExit();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new PostgresCluster(folder, ((IPEndPoint)listener.LocalEndpoint).Port);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(BinaryFolder(), program);
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", path, .. arguments] : [path, .. arguments];
        // Into a file, because a server keeps what it was started with, and the end of a pipe would never come.
        var log = Path.GetTempFileName();
        using var process = Process.Start("/bin/sh", ["-c", $"cd / && exec \"$@\" > {log} 2>&1", "sh", .. command]);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}");
        File.Delete(log);
    }

    private static string BinaryFolder() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin"
        : throw new InvalidOperationException("PostgreSQL is not installed in /usr/lib/postgresql: ./test.sh installs it.");

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
