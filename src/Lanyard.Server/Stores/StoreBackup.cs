using Lanyard.Core.Data;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.Server.Demo;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Stores;

/// <summary>
/// <c>store backup</c>: everything that a show needs to go on elsewhere, in one folder, while scans go on.
/// </summary>
internal sealed class StoreBackup(StoreSettings settings, TextWriter output, ProgressLine progress, TimeProvider time)
{
    /// <exception cref="StoreException">There is no backup; the message says why.</exception>
    public async Task RunAsync(string path, CancellationToken cancellation)
    {
        var target = Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar);
        if (Path.Exists(target))
            throw new StoreException($"{target} exists already: name a folder that does not.");
        KeyFile.Read(settings.Folder);
        // A backup that was cut off never has the name of a whole one.
        var unfinished = target + ".unfinished";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        BackupFolder.CreateFolder(unfinished);
        var folder = new BackupFolder(unfinished);
        var store = settings.ConnectionString is null ? BackupFolder.Sqlite : BackupFolder.Postgres;
        var madeAt = time.GetUtcNow();
        await CopyDatabaseAsync(folder.DatabasePath(store), cancellation);
        await BackupFolder.CopyFileAsync(Path.Combine(settings.Folder, KeyFile.Name), folder.KeyPath, cancellation);
        // After the database: a note's file is there before its row is, so every row of the copy has its file.
        var files = await BackupFolder.CopyFilesAsync(settings.FilesFolder, folder.FilesPath, progress, cancellation);
        await folder.WriteNoteAsync(store, madeAt, files, cancellation);
        Directory.Move(unfinished, target);
        await output.WriteLineAsync($"Backup of {madeAt:u}: {target}");
        await output.WriteLineAsync("It holds the key and people's data: keep it where only you can read it, and on "
            + "another machine.");
    }

    private async Task CopyDatabaseAsync(string file, CancellationToken cancellation)
    {
        BackupFolder.CreateFile(file);
        if (settings.ConnectionString is { } database)
        {
            await PostgresTools.Installed().DumpAsync(
                database, file, bytes => progress.Report("bytes", bytes), cancellation);
            await using var stream = File.OpenWrite(file);
            stream.Flush(flushToDisk: true);
        }
        else
        {
            // For its messages: no file, an older version.
            await using (await SqliteFile.OpenAsync(settings.DatabasePath, cancellation))
                await SqliteFile.CopyAsync(
                    settings.DatabasePath, file, (done, all) => progress.Report("bytes", done, all), cancellation);
        }
    }
}
