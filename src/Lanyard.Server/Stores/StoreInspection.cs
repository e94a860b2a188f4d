using System.Data.Common;
using Lanyard.Core.Data;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.Server.Demo;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Stores;

/// <summary>
/// <c>store check</c>: what each engine knows of itself, then what has to fit together in every store.
/// </summary>
internal sealed class StoreInspection(
    StoreSettings settings, TextWriter output, ProgressLine progress, TimeProvider time)
{
    /// <exception cref="StoreException">Something is wrong; the output says what.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var keys = KeyFile.Read(settings.Folder);
        var findings = new Findings(output.WriteLine);
        await using var connection = await OpenAsync(settings, cancellation);
        if (settings.ConnectionString is null)
            await SqliteCheck.RunAsync(connection, findings, cancellation);
        else
            await PostgresCheck.RunAsync(connection, findings, progress.Report, cancellation);
        await new StoreCheck(connection, keys, settings.HasFilesElsewhere ? null : settings.FilesFolder, time, findings, progress.Report)
            .RunAsync(cancellation);
        findings.End();
        if (findings.Count > 0)
            throw new StoreException($"The store has faults: {findings.Count:N0}.");
        await output.WriteLineAsync("Nothing is wrong.");
    }

    /// <summary>A connection to all of the store, which may be in use.</summary>
    public static Task<DbConnection> OpenAsync(StoreSettings settings, CancellationToken cancellation) =>
        settings.ConnectionString is { } database
            ? PostgresCheck.OpenAsync(database, cancellation)
            : SqliteFile.OpenAsync(settings.DatabasePath, cancellation);
}
