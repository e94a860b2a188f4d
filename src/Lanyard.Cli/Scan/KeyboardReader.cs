using System.ComponentModel;

namespace Lanyard.Cli.Scan;

/// <summary>Readers that sign in as a keyboard, read by evdev and grabbed so that nothing else gets the keys.</summary>
internal static class KeyboardReader
{
    private const int Busy = 16;

    /// <param name="wanted">A path, part of the device's name, or null for the only one that calls itself a
    /// reader.</param>
    public static ICodeReader Create(string? wanted, Action<string> notice, TimeProvider clock) => Create(
        wanted ?? "The keyboard reader",
        wanted is not null && Path.IsPathRooted(wanted)
            ? () => wanted
            : () => InputDevices.FindOrNull(InputDevices.List(), wanted)?.Path,
        Grab, notice, clock);

    /// <summary>
    /// As <see cref="Create(string?, Action{string}, TimeProvider)"/>, with another way to find and grab.
    /// </summary>
    public static ICodeReader Create(
        string name, Func<string?> find, Action<int> grab, Action<string> notice, TimeProvider clock) =>
        new DeviceReader(
            name, find, (_, device, _) => Take(name, device, grab),
            new KeyDecoder(() => notice($"{name}: keys were lost. Scan that badge again.")), notice, clock);

    private static void Grab(int device) => Native.GrabKeys(device);

    private static Task Take(string name, int device, Action<int> grab)
    {
        try
        {
            grab(device);
            return Task.CompletedTask;
        }
        catch (Win32Exception exception)
        {
            throw new ScanException(
                exception.NativeErrorCode == Busy
                    ? $"{name} is in use: another program has grabbed its keys."
                    : $"{name} is no input device whose keys can be grabbed ({exception.Message}).",
                exception);
        }
    }
}
