using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Lanyard.Cli.Scan;

/// <summary>What the C library of Linux has and .NET has not.</summary>
internal static partial class Native
{
    public const int NoPermission = 13;

    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int ReadWithoutWaiting = 0x80000 | 0x800 | 0x100; // O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    private const uint Grab = 0x40044590; // EVIOCGRAB
    private const short HasData = 1; // POLLIN

    /// <summary>Makes the names in a folder last, as a sync of a file makes its contents last.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Check(Open(folder, 0));
        try
        {
            Check(Sync(descriptor));
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <exception cref="Win32Exception">Of the C library's number.</exception>
    public static int OpenDevice(string path) => Check(Open(path, ReadWithoutWaiting));

    /// <summary>From now on the keys of the device reach nobody else.</summary>
    public static void GrabKeys(int descriptor) => Check(Control(descriptor, Grab, 1));

    /// <summary>Whether there is something to read, or an end to see, within the time.</summary>
    public static bool WaitForData(int descriptor, TimeSpan time)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = HasData };
        var result = Poll(ref poll, 1, (int)time.TotalMilliseconds);
        if (result < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            return false;
        return Check(result) > 0;
    }

    /// <summary>Bytes read; 0 at the end, -1 when there is nothing yet.</summary>
    public static int ReadDevice(int descriptor, Span<byte> buffer)
    {
        var length = (int)Read(descriptor, buffer, (nuint)buffer.Length);
        if (length < 0 && Marshal.GetLastPInvokeError() is TryAgain or Interrupted)
            return -1;
        return Check(length);
    }

    public static void CloseDevice(int descriptor) => _ = Close(descriptor);

    private static int Check(int result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, nint value);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor poll, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, Span<byte> buffer, nuint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
