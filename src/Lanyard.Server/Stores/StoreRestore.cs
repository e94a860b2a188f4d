using Lanyard.Core.Data;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.Server.Demo;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Stores;

/// <summary><c>store restore</c>: into an empty folder or database only, so that nothing can be lost by it.</summary>
internal sealed class StoreRestore(StoreSettings settings, TextWriter output, ProgressLine progress, TimeProvider time)
{
    /// <exception cref="StoreException">Nothing was restored, or what was is faulty: the message says.</exception>
    public async Task RunAsync(string path, CancellationToken cancellation)
    {
        var backup = new BackupFolder(Path.GetFullPath(path));
        var note = await backup.VerifyAsync(cancellation);
        await RefuseAsync(note, cancellation);
        BackupFolder.CreateFolder(settings.Folder);
        await BackupFolder.CopyFilesAsync(backup.FilesPath, settings.FilesFolder, progress, cancellation);
        await BackupFolder.CopyFileAsync(backup.KeyPath, Path.Combine(settings.Folder, KeyFile.Name), cancellation);
        // The database last: without it, what was cut off does not look like a store.
        if (settings.ConnectionString is { } database)
        {
            await PostgresTools.Installed().RestoreAsync(database, backup.DatabasePath(note.Store), cancellation);
        }
        else
        {
            var unfinished = settings.DatabasePath + ".unfinished";
            await BackupFolder.CopyFileAsync(backup.DatabasePath(note.Store), unfinished, cancellation);
            SqliteFile.SkipNumbers(unfinished);
            File.Move(unfinished, settings.DatabasePath);
        }
        await output.WriteLineAsync($"Restored the backup of {note.MadeAt:u}. What was scanned, changed, revoked or "
            + "erased after it is not in it.");
        await new StoreInspection(settings, output, progress, time).RunAsync(cancellation);
    }

    private async Task RefuseAsync(BackupNote note, CancellationToken cancellation)
    {
        if ((note.Store == BackupFolder.Postgres) != (settings.ConnectionString is not null))
        {
            throw new StoreException(note.Store == BackupFolder.Postgres
                ? "This is a backup of a PostgreSQL database: name an empty one by --store."
                : "This is a backup of an embedded store: leave --store away, restore it, and then use store move.");
        }
        // Later revisions are later moments: a clock that is behind would give out some a second time.
        if (time.GetUtcNow() < note.MadeAt)
            throw new StoreException($"The clock of this machine is before {note.MadeAt:u}, when the backup was "
                + "made. Set the clock first.");
        if (Directory.Exists(settings.Folder) && Directory.EnumerateFileSystemEntries(settings.Folder).Any())
        {
            throw new StoreException($"{Path.GetFullPath(settings.Folder)} is not empty. Nothing was changed. Name "
                + "another folder by --data, or "
                + "move away what is in it, which may be the rest of a restoring that was cut off.");
        }
        if (settings.ConnectionString is { } database)
            await PostgresTools.RefuseIfFilledAsync(database, cancellation);
    }
}
