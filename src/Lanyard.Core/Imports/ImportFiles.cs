using Lanyard.Core.Data;

namespace Lanyard.Core.Imports;

/// <summary>The folder in which files wait until they are imported, under names of our own, readable by the owner alone.</summary>
/// <param name="folder">Made when the first file comes.</param>
public sealed class ImportFiles(string folder)
{
    /// <summary>The most bytes a file may have.</summary>
    public const long Longest = 1L << 30;

    public string PathOf(long eventId, long importId) => Path.Combine(folder, $"{ShortId.Format(eventId)}-{ShortId.Format(importId)}.table");

    public bool Exists(Import import) => File.Exists(PathOf(import.EventId, import.Id));

    public void Remove(long eventId, long importId) => File.Delete(PathOf(eventId, importId));

    /// <summary>Writes what comes, and leaves nothing when it does not come to its end. Returns the bytes written.</summary>
    /// <exception cref="ImportTooLargeException">There are more than <see cref="Longest"/> bytes.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public async Task<long> WriteAsync(long eventId, long importId, Stream body, CancellationToken cancellation)
    {
        var path = PathOf(eventId, importId);
        try
        {
            await using var file = Create(path);
            var buffer = new byte[1 << 16];
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                if (file.Length + read > Longest)
                    throw new ImportTooLargeException();
                await WriteAsync(file, buffer.AsMemory(0, read), cancellation);
            }
            return file.Length;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Removes files whose import is gone, as a crash while one arrives leaves them.</summary>
    public void RemoveOlderThan(DateTimeOffset time)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder, "*.table"))
        {
            if (File.GetLastWriteTimeUtc(path) < time.UtcDateTime)
                File.Delete(path);
        }
    }

    private FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return new FileStream(path, options);
    }

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await file.WriteAsync(bytes, cancellation);
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException(exception);
        }
    }
}

/// <summary>A file has more bytes than one may have.</summary>
public sealed class ImportTooLargeException() : Exception("The file is larger than 1 GB. Divide it into several.");

/// <summary>An import is not in the state for what was asked. The message says what is.</summary>
public sealed class ImportStateException(string message) : Exception(message);
