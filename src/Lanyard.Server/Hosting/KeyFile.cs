using System.Security.Cryptography;
using Lanyard.Core;
using Lanyard.Core.Data;

namespace Lanyard.Server.Hosting;

/// <summary>The master key of the embedded store: <c>lanyard.key</c> in the data folder, readable by its owner alone.</summary>
internal static class KeyFile
{
    public const string Name = "lanyard.key";

    /// <summary>The key in the folder; made when the folder has none and no database either.</summary>
    public static Keys Open(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            Create(path);
        return Read(folder);
    }

    /// <exception cref="StoreException">There is no key, or it is damaged.</exception>
    public static Keys Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            throw new StoreException($"{path} is missing. Name the data folder by --data; each node has a copy of the key.");
        var text = File.ReadAllText(path).Trim();
        try
        {
            return new Keys(Convert.FromBase64String(text));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new StoreException($"{path} is damaged: put the file back from the backup that belongs to this database.", exception);
        }
    }

    private static void Create(string path)
    {
        if (File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "lanyard.db")))
            throw new StoreException($"{path} is missing but there is a database: put the key back from the backup that belongs to it.");
        OwnerFile.Write(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(Keys.MasterKeyLength)));
    }
}

/// <summary>Writes a file that only its owner can read, whole or not at all.</summary>
internal static class OwnerFile
{
    public static void Write(string path, string text)
    {
        var temporary = path + ".new";
        using (var stream = Create(temporary))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>An empty file that only its owner can read, opened for writing.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
