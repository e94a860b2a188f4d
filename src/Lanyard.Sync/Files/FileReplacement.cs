using System.Runtime.InteropServices;

namespace Lanyard.Sync.Files;

/// <summary>
/// Replaces a file as a whole: whoever reads it sees the old one or the new one, also after a loss of power.
/// </summary>
internal static partial class FileReplacement
{
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var full = Path.GetFullPath(path);
        var part = full + ".part";
        // What a crash left, or somebody put there to be written through.
        File.Delete(part);
        try
        {
            await using (var file = new FileStream(part, Options(full)))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, full, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
        FlushFolder(Path.GetDirectoryName(full)!);
    }

    /// <summary>Whether it is where Unix has its devices: for root, a file would take the place of one.</summary>
    public static bool IsOfDevices(string path) =>
        !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal)
        && !Path.GetFullPath(path).StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static FileStreamOptions Options(string replaced)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous,
            BufferSize = 1 << 16,
        };
        // Who may read it is for its owner to say.
        if (!OperatingSystem.IsWindows() && File.Exists(replaced))
            options.UnixCreateMode = File.GetUnixFileMode(replaced);
        return options;
    }

    /// <summary>
    /// Brings the names in a folder to the disk: what was made or renamed there is there for good. .NET opens no folders, and
    /// NTFS keeps a journal of them.
    /// </summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, 0);
        if (handle < 0)
            throw new IOException($"The folder {folder} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            // Some file systems of networks do not know it for folders; the file itself is flushed.
            _ = Sync(handle);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
