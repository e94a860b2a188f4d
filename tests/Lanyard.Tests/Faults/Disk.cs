using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Lanyard.Tests.Faults;

/// <summary>
/// The disk below one server process, on which the test cuts the power or lets it fill up (tests/power-loss).
/// </summary>
public sealed class Disk : IDisposable
{
    private const int ControlLength = 4096;
    private static readonly Lazy<Task<string>> Library = new(CompileAsync);

    private readonly string _library;
    private readonly string _folder;
    private readonly string _controlPath = Path.GetTempFileName();
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _control;

    private Disk(string library, string folder)
    {
        (_library, _folder) = (library, folder);
        _map = MemoryMappedFile.CreateFromFile(_controlPath, FileMode.Create, null, ControlLength);
        _control = _map.CreateViewAccessor();
    }

    /// <summary>Whether the power went.</summary>
    public bool WasCut => _control.ReadInt32(20) != 0;

    /// <summary>How often a file was synced so far.</summary>
    public long Syncs => _control.ReadInt64(24);

    /// <summary>While true, every sync fails.</summary>
    public bool FailsToSync
    {
        set => _control.Write(8, value ? 1 : 0);
    }

    /// <summary>Set: the next sync of a database fails, once. False again as soon as it has.</summary>
    public bool FailsNextSyncOfDatabase
    {
        get => _control.ReadInt32(8) == 2;
        set => _control.Write(8, value ? 2 : 0);
    }

    /// <summary>While true, every write fails for want of space.</summary>
    public bool IsFull
    {
        set => _control.Write(12, value ? 1 : 0);
    }

    public static async Task<Disk> CreateAsync(string folder) => new(await Library.Value, folder);

    /// <summary>Takes away what was not synced, and ends the process.</summary>
    /// <param name="keepSeed">0: all of it; else a part that the seed chooses, as a real disk may have written
    /// some.</param>
    public void CutPower(int keepSeed = 0)
    {
        _control.Write(16, keepSeed);
        _control.Write(0, 1);
    }

    /// <summary>Cuts the power in place of a sync, the <paramref name="sync"/>th from now.</summary>
    public void CutPowerAtSync(int sync, int keepSeed = 0)
    {
        _control.Write(16, keepSeed);
        _control.Write(4, sync);
    }

    /// <summary>Another process starts on the disk as it is.</summary>
    public void Restore(IDictionary<string, string?> environment)
    {
        for (var i = 0; i < ControlLength; i += 8)
            _control.Write(i, 0L);
        environment["LD_PRELOAD"] = _library;
        environment["LANYARD_DISK_FOLDER"] = _folder;
        environment["LANYARD_DISK_CONTROL"] = _controlPath;
    }

    public void Dispose()
    {
        _control.Dispose();
        _map.Dispose();
        File.Delete(_controlPath);
    }

    private static async Task<string> CompileAsync()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "power-loss.so");
        using var gcc = Process.Start(
            "gcc", ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", library, Source(), "-ldl", "-lpthread"]);
        await gcc.WaitForExitAsync();
        Assert.Equal(0, gcc.ExitCode);
        return library;
    }

    private static string Source([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../power-loss/power-loss.c"));
}
