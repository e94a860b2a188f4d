using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Lanyard.Cli.Scan;

/// <summary>A device that may be unplugged and plugged in again, perhaps under another path.</summary>
/// <param name="find">Where it is now; null when it is not there.</param>
/// <param name="prepare">Makes the open device ready to be read: path and descriptor.</param>
/// <param name="notice">Tells the operator something.</param>
internal sealed class DeviceReader(
    string name,
    Func<string?> find,
    Func<string, int, CancellationToken, Task> prepare,
    ICodeDecoder decoder,
    Action<string> notice,
    TimeProvider clock) : ICodeReader
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromMilliseconds(200);

    private string? _lastNotice;

    public string Name => name;

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        while (!cancellation.IsCancellationRequested)
        {
            if (await OpenOrNullAsync(cancellation) is { } device)
            {
                try
                {
                    while (await Task.Run(() => Read(device, buffer, cancellation), cancellation) is > 0 and var length)
                    {
                        foreach (var code in decoder.Decode(buffer.AsSpan(0, length)))
                            yield return code;
                    }
                }
                finally
                {
                    Native.CloseDevice(device);
                    decoder.Reset();
                }
                cancellation.ThrowIfCancellationRequested();
                Tell($"{name} was unplugged: plug it in again. What was read before is saved.");
            }
            await Task.Delay(BetweenLooks, clock, cancellation);
        }
    }

    private async Task<int?> OpenOrNullAsync(CancellationToken cancellation)
    {
        if (find() is not { } path || !File.Exists(path))
        {
            Tell($"{name} is not plugged in: waiting for it.");
            return null;
        }
        int? device = null;
        try
        {
            device = Native.OpenDevice(path);
            await prepare(path, device.Value, cancellation);
            Tell($"{name} is ready.");
            return device;
        }
        catch (Exception exception) when (exception is Win32Exception or ScanException or OperationCanceledException)
        {
            if (device is { } open)
                Native.CloseDevice(open);
            if (exception is OperationCanceledException)
                throw;
            Tell(Explain(path, exception));
            return null;
        }
    }

    private string Explain(string path, Exception exception) => exception switch
    {
        Win32Exception { NativeErrorCode: Native.NoPermission } =>
            $"{name} may not be read by this user: add the user to the group of {path} (docs/scan/README.md), then "
            + "sign in again.",
        Win32Exception => $"{name} cannot be opened: {exception.Message}.",
        _ => exception.Message,
    };

    /// <summary>Bytes read; 0 when the device is gone or the command ends.</summary>
    private static int Read(int device, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (Native.WaitForData(device, BetweenChecks)
                    && Native.ReadDevice(device, buffer) is >= 0 and var length)
                    return length;
            }
        }
        catch (Win32Exception)
        {
            // ENODEV or EIO: the plug was pulled.
        }
        return 0;
    }

    /// <summary>Every second the same is found; it is told once.</summary>
    private void Tell(string text)
    {
        if (text != _lastNotice)
            notice(text);
        _lastNotice = text;
    }
}
