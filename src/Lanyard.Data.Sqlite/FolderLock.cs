using Lanyard.Core.Data;

namespace Lanyard.Data.Sqlite;

/// <summary>
/// Held by whoever takes scans into an embedded store: two writers would give out the same numbers. The system lets go
/// of it when the process ends, however it ends.
/// </summary>
public sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="StoreException">Another process, or another store of this one, has it.</exception>
    public static FolderLock Take(string folder)
    {
        var path = Path.Combine(folder, "lanyard.lock");
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FolderLock(new FileStream(path, options));
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new StoreException(
                $"A server is running on {folder}, or another command is at work there: stop it first.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
