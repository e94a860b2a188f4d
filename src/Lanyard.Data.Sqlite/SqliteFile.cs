using System.Data.Common;
using System.Diagnostics;
using Lanyard.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Lanyard.Data.Sqlite;

/// <summary>The embedded store's file, read beside a running server or without one.</summary>
public static class SqliteFile
{
    private const int PagesInStep = 256;
    private const long BytesBetweenFlushes = 16L << 20;

    /// <summary>A connection that changes nothing.</summary>
    /// <exception cref="StoreException">There is no file, or it was made by another version.</exception>
    public static async Task<DbConnection> OpenAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new StoreException($"There is no database at {path}.");
        Batteries_V2.Init();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }
                .ToString());
        try
        {
            await connection.OpenAsync(cancellation);
            await using var context = new SqliteContext(
                new DbContextOptionsBuilder<SqliteContext>().UseSqlite(connection).Options);
            if ((await context.Database.GetPendingMigrationsAsync(cancellation)).Any())
                throw new StoreException($"{path} was made by an older version: start the server on it once, which "
                    + "brings it up to date.");
            return connection;
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            if (exception is SqliteException)
                throw new StoreException($"{path} cannot be read: {exception.Message}", exception);
            throw;
        }
    }

    /// <summary>
    /// Copies the database as it is at this moment into an empty file, beside whatever is written meanwhile: slowly
    /// enough that commits find the disk free.
    /// </summary>
    /// <param name="progress">Bytes copied and bytes in all.</param>
    public static async Task CopyAsync(
        string source, string target, Action<long, long> progress, CancellationToken cancellation)
    {
        Batteries_V2.Init();
        using var from = new Database(source, readOnly: true, cacheKilobytes: 2_000);
        using var to = new Database(target, readOnly: false, cacheKilobytes: 2_000);
        // The copy is worth nothing before it is whole, so it needs no journal; it is flushed here.
        to.Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
        // Held open over all steps: every page is of this moment, and no commit makes the copy start again.
        from.Execute("BEGIN");
        var pageSize = from.Scalar("PRAGMA page_size");
        from.Scalar("SELECT count(*) FROM sqlite_schema");
        using (var file = new FileStream(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            await CopyAsync(from, to, pageSize, file, progress, cancellation);
        from.Execute("COMMIT");
        // One file, without the log that the server makes beside it.
        to.Execute("PRAGMA synchronous=FULL; PRAGMA journal_mode=DELETE");
    }

    /// <summary>
    /// In a restored database that nobody uses yet: the numbers of connections that were made after the backup are not
    /// given out a second time.
    /// </summary>
    public static void SkipNumbers(string path)
    {
        using var database = new Database(path, readOnly: false, cacheKilobytes: 2_000);
        var used = database.Scalar(Sql.LastNumber) + Setting.NumbersSkipped;
        database.Execute($"INSERT OR REPLACE INTO settings (name, value) VALUES ('{Setting.NumbersUsed}', '{used}')");
    }

    private static async Task CopyAsync(
        Database from,
        Database to,
        long pageSize,
        FileStream file,
        Action<long, long> progress,
        CancellationToken cancellation)
    {
        using var backup = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        long flushed = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            var result = raw.sqlite3_backup_step(backup, PagesInStep);
            from.Check(result);
            var total = raw.sqlite3_backup_pagecount(backup) * pageSize;
            var done = total - raw.sqlite3_backup_remaining(backup) * pageSize;
            if (result == raw.SQLITE_DONE || done - flushed >= BytesBetweenFlushes)
            {
                RandomAccess.FlushToDisk(file.SafeFileHandle);
                flushed = done;
            }
            progress(done, total);
            if (result == raw.SQLITE_DONE)
                return;
            // Half of the time the disk and the processor are the scans' own.
            await Task.Delay(Stopwatch.GetElapsedTime(began), TimeProvider.System, cancellation);
        }
    }
}
