using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lanyard.Cli.Tests.Support;

/// <summary>A serial line whose other end is the test.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadAndWrite = 2;

    private readonly FileStream _master;

    private PseudoTerminal(SafeFileHandle master, string path) =>
        (_master, Path) = (new FileStream(master, FileAccess.ReadWrite, bufferSize: 0), path);

    public string Path { get; }

    public static PseudoTerminal Open()
    {
        var master = OpenMaster(ReadAndWrite);
        Assert.True(master >= 0);
        Assert.Equal(0, Grant(master));
        Assert.Equal(0, Unlock(master));
        var name = new byte[64];
        Assert.Equal(0, Name(master, name, (nuint)name.Length));
        return new(new(master, ownsHandle: true), Encoding.ASCII.GetString(name).TrimEnd('\0'));
    }

    public void Write(string text) => _master.Write(Encoding.UTF8.GetBytes(text));

    public void Dispose() => _master.Dispose();

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(int master);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(int master);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int Name(int master, byte[] name, nuint length);
}
