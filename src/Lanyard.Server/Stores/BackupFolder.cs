using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lanyard.Core.Data;
using Lanyard.Server.Demo;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Stores;

/// <summary>A backup: a folder with the database, the key, the files and a note of what must be in it.</summary>
internal sealed class BackupFolder(string path)
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    private const int Format = 1;
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string KeyPath => Path.Combine(path, KeyFile.Name);

    public string FilesPath => Path.Combine(path, "files");

    private string NotePath => Path.Combine(path, "backup.json");

    public string DatabasePath(string store) => Path.Combine(path, store == Sqlite ? "lanyard.db" : "lanyard.pgdump");

    /// <summary>Makes a folder that only its owner may enter.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerFolder);
    }

    /// <summary>Makes an empty file that only its owner can read.</summary>
    public static void CreateFile(string file) => OwnerFile.Create(file).Dispose();

    public async Task WriteNoteAsync(string store, DateTimeOffset madeAt, int files, CancellationToken cancellation)
    {
        var database = DatabasePath(store);
        var note = new BackupNote(
            Format, store, madeAt, files, new FileInfo(database).Length,
            await HashAsync(database, cancellation), await HashAsync(KeyPath, cancellation));
        OwnerFile.Write(NotePath, JsonSerializer.Serialize(note, BackupJson.Default.BackupNote));
    }

    /// <summary>What the backup says of itself, after all that can be counted and summed was found to be so.</summary>
    /// <exception cref="StoreException">It is no backup, or not whole.</exception>
    public async Task<BackupNote> VerifyAsync(CancellationToken cancellation)
    {
        if (!File.Exists(NotePath))
            throw new StoreException($"{path} is no backup of Lanyard: it has no backup.json.");
        var note = Read(await File.ReadAllTextAsync(NotePath, cancellation));
        var hashes = new[] { (DatabasePath(note.Store), note.DatabaseSha256), (KeyPath, note.KeySha256) };
        foreach (var (file, hash) in hashes)
        {
            if (!File.Exists(file) || await HashAsync(file, cancellation) != hash)
                throw new StoreException($"The backup is damaged: {file} is missing or not as it was written. Take "
                    + "another backup.");
        }
        var files = Files(FilesPath).Count();
        return files >= note.Files ? note : throw new StoreException(
            $"The backup is damaged: {FilesPath} has {files} files of {note.Files}. Take another backup.");
    }

    /// <summary>Copies the files of notes; returns how many there are.</summary>
    public static async Task<int> CopyFilesAsync(
        string source, string target, ProgressLine progress, CancellationToken cancellation)
    {
        var total = Files(source).Count();
        var done = 0;
        CreateFolder(target);
        foreach (var file in Files(source))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            CreateFolder(Path.GetDirectoryName(copy)!);
            await CopyFileAsync(file, copy, cancellation);
            // One may come while the others are copied.
            progress.Report("files", ++done, Math.Max(done, total));
        }
        return done;
    }

    /// <summary>Copies a file for its owner alone; it is on disk when the task ends.</summary>
    public static async Task CopyFileAsync(string source, string target, CancellationToken cancellation)
    {
        await using var from = File.OpenRead(source);
        await using var to = OwnerFile.Create(target);
        await from.CopyToAsync(to, cancellation);
        to.Flush(flushToDisk: true);
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];

    private static BackupNote Read(string text)
    {
        try
        {
            var note = JsonSerializer.Deserialize(text, BackupJson.Default.BackupNote);
            return note is { Format: Format, Store: Sqlite or Postgres }
                ? note
                : throw new StoreException("The backup was made by a newer version of Lanyard: use that one.");
        }
        catch (JsonException exception)
        {
            throw new StoreException("The backup is damaged: backup.json cannot be read.", exception);
        }
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(stream, cancellation));
    }
}

/// <summary>backup.json.</summary>
internal sealed record BackupNote(
    int Format,
    string Store,
    DateTimeOffset MadeAt,
    int Files,
    long DatabaseBytes,
    string DatabaseSha256,
    string KeySha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupNote))]
internal sealed partial class BackupJson : JsonSerializerContext;
