using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lanyard.Core.Data;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>pg_dump and pg_restore, which know how a database is carried from one server to another.</summary>
/// <param name="folders">Where the programs are looked for, in this order.</param>
public sealed class PostgresTools(IReadOnlyList<string> folders)
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Those of the system: Debian keeps each version in a folder of its own, the newest reads all servers.
    /// </summary>
    public static PostgresTools Installed()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return new(
        [
            .. versions.OrderByDescending(VersionOf).Select(v => Path.Combine(v, "bin")),
            .. path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        ]);

        static int VersionOf(string folder) =>
            int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    /// <summary>Writes the database, as it is at this moment, to a file in pg_dump's custom format.</summary>
    /// <param name="progress">Bytes written so far.</param>
    public async Task DumpAsync(
        string connectionString, string file, Action<long> progress, CancellationToken cancellation)
    {
        await using var connection = await PostgresDatabase.OpenAsync(connectionString, cancellation);
        var program = await FindAsync("pg_dump", connection.PostgreSqlVersion.Major, cancellation);
        var schema = await SchemaAsync(connection, cancellation);
        var run = RunAsync(
            program, connectionString, ["--format=custom", "--schema=" + schema, "--file=" + file], cancellation);
        while (await Task.WhenAny(run, Task.Delay(BetweenReports, TimeProvider.System, cancellation)) != run)
            progress(File.Exists(file) ? new FileInfo(file).Length : 0);
        await run;
    }

    /// <summary>
    /// Fills an empty database from such a file: with all of it or, when it is cut off, with nothing.
    /// </summary>
    public async Task RestoreAsync(string connectionString, string file, CancellationToken cancellation)
    {
        await using var connection = await PostgresDatabase.OpenAsync(connectionString, cancellation);
        var program = await FindAsync("pg_restore", connection.PostgreSqlVersion.Major, cancellation);
        var arguments = new[]
        {
            "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
            "--schema=" + await SchemaAsync(connection, cancellation), "--dbname=" + connection.Database, file,
        };
        await RunAsync(program, connectionString, arguments, cancellation);
        // The numbers of connections that were made after the backup are not given out a second time.
        await PostgresDatabase.RunAsync(connection, $"SELECT setval('{PostgresContext.BlockSequence}', "
            + $"(SELECT last_value FROM {PostgresContext.BlockSequence}) + "
            + $"{Setting.NumbersSkipped / ConnectionNumbers.BlockSize})", cancellation);
        await PostgresDatabase.RunAsync(connection, "ANALYZE", cancellation);
    }

    /// <exception cref="StoreException">The database has a table.</exception>
    public static async Task RefuseIfFilledAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = await PostgresDatabase.OpenAsync(connectionString, cancellation);
        var tables = await PostgresDatabase.TablesAsync(connection, cancellation);
        if (tables.Count > 0)
        {
            throw new StoreException($"The database {connection.Database} has tables already "
                + $"({string.Join(", ", tables)}). Nothing was changed. "
                + "Name an empty database; DROP DATABASE and CREATE DATABASE make this one empty.");
        }
    }

    internal async Task<string> FindAsync(string program, int serverMajor, CancellationToken cancellation)
    {
        var path = folders.Select(f => Path.Combine(f, OperatingSystem.IsWindows() ? program + ".exe" : program))
            .FirstOrDefault(File.Exists)
            ?? throw new StoreException($"{program} is needed and was not found. "
                + $"Install the client of PostgreSQL {serverMajor} or later, "
                + $"such as by apt-get install postgresql-client-{serverMajor}.");
        using var process = Start(path, ["--version"], []);
        var version = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        // Such as "pg_dump (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)".
        var number = version.Split(' ').ElementAtOrDefault(2)?.Split('.')[0].Trim();
        var major = int.TryParse(number, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        return major >= serverMajor ? path : throw new StoreException(
            $"{path} is of version {major}, but the server is of version {serverMajor}, which it cannot read. "
            + $"Install the client of PostgreSQL {serverMajor} or later, "
            + $"such as by apt-get install postgresql-client-{serverMajor}.");
    }

    private static async Task RunAsync(
        string program, string connectionString, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var process = Start(program, ["--no-password", .. arguments], LibpqVariables.Of(connectionString));
        try
        {
            // Nothing is written there, and what is not read must not fill the pipe.
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var said = await process.StandardError.ReadToEndAsync(cancellation);
            await output;
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
                throw new StoreException($"{Path.GetFileName(program)} failed: {said.Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(
        string program, IReadOnlyList<string> arguments, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<string> SchemaAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        (await connection.Batch("SELECT current_schema()::text").ListAsync(r => r.GetString(0), cancellation))[0];
}

/// <summary>
/// A connection string as the variables that PostgreSQL's own programs read. A password goes this way, because everyone
/// on the machine can read a command line.
/// </summary>
internal static class LibpqVariables
{
    public static Dictionary<string, string> Of(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var hosts = (settings.Host ?? "localhost").Split(',', StringSplitOptions.TrimEntries)
            .Select(h => Split(h, settings.Port)).ToList();
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PGHOST"] = string.Join(',', hosts.Select(h => h.Host)),
            ["PGPORT"] = string.Join(',', hosts.Select(h => h.Port)),
            ["PGDATABASE"] = settings.Database,
            ["PGUSER"] = settings.Username,
            ["PGPASSWORD"] = settings.Password,
            ["PGPASSFILE"] = settings.Passfile,
            ["PGSSLMODE"] = settings.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                var mode => mode.ToString().ToLowerInvariant(),
            },
            ["PGSSLROOTCERT"] = settings.RootCertificate,
            ["PGSSLCERT"] = settings.SslCertificate,
            ["PGSSLKEY"] = settings.SslKey,
            ["PGAPPNAME"] = "lanyard store",
            ["PGTARGETSESSIONATTRS"] = hosts.Count > 1 ? "read-write" : null,
            ["PGCONNECT_TIMEOUT"] = settings.Timeout.ToString(CultureInfo.InvariantCulture),
        };
        return variables.Where(v => !string.IsNullOrEmpty(v.Value))
            .ToDictionary(v => v.Key, v => v.Value!, StringComparer.Ordinal);
    }

    /// <summary>A folder of a Unix socket, or a name with or without a port of its own.</summary>
    private static (string Host, string Port) Split(string host, int port)
    {
        var colon = host.LastIndexOf(':');
        return host.StartsWith('/') || colon < 0 || host.IndexOf(':', StringComparison.Ordinal) != colon
            ? (host, port.ToString(CultureInfo.InvariantCulture))
            : (host[..colon], host[(colon + 1)..]);
    }
}
