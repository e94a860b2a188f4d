using Lanyard.Core.Data;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.Server.Demo;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Stores;

/// <summary><c>store move</c>: a show outgrows the embedded store. The source stays as it is.</summary>
internal sealed class StoreMove(StoreSettings settings, TextWriter output, ProgressLine progress)
{
    /// <exception cref="StoreException">Nothing was moved; the message says why.</exception>
    public async Task RunAsync(string connectionString, CancellationToken cancellation)
    {
        if (settings.ConnectionString is not null)
            throw new StoreException("Only an embedded store is moved: leave --store away and name its folder by "
                + "--data.");
        if (!File.Exists(settings.DatabasePath))
            throw new StoreException($"There is no database at {settings.DatabasePath}.");
        using var alone = FolderLock.Take(Path.GetFullPath(settings.Folder));
        var keys = KeyFile.Read(settings.Folder);
        await using var source = await SqliteFile.OpenAsync(settings.DatabasePath, cancellation);
        await using var view = await source.BeginTransactionAsync(cancellation);
        await using (var command = source.CreateCommand())
        {
            command.CommandText = "SELECT value FROM settings WHERE name = 'key'";
            if ((string?)await command.ExecuteScalarAsync(cancellation) != Convert.ToHexString(keys.Check))
                throw new StoreException($"{settings.DatabasePath} was made with another key: put the lanyard.key "
                    + "back that belongs to it.");
        }
        var rows = await PostgresLoad.RunAsync(connectionString, source, progress.Report, cancellation);
        await output.WriteLineAsync(
            $"""
            Moved {rows.Values.Sum():N0} rows, {rows["connections"]:N0} connections among them.
            Counts and last revisions were compared: they are the same. The embedded store is as it was,
            {settings.DatabasePath}
            but do not start a server on it again: it would take scans that the others do not see.

            Now start the server with the same --data and with --store "…". lanyard.key and the files of notes stay in
            {Path.GetFullPath(settings.Folder)}
            A further node needs a copy of lanyard.key, and the folder files shared with the others.
            """);
    }
}
