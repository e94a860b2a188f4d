using System.Globalization;

namespace Lanyard.Cli.Scan;

/// <summary>Readers on a serial line or a USB port that looks like one.</summary>
internal static class SerialReader
{
    public static ICodeReader Create(string path, int baud, Action<string> notice, TimeProvider clock) =>
        new DeviceReader(
            path, () => path, (device, _, cancellation) => SetUpAsync(device, baud, cancellation), new LineDecoder(),
            notice, clock);

    // By stty and not by System.IO.Ports: struct termios differs from processor to processor, stty is on every Linux,
    // and a package with native parts for each system would weigh more than the rest of the command.
    private static async Task SetUpAsync(string path, int baud, CancellationToken cancellation)
    {
        var ended = await Tool.RunAsync(
            "stty",
            [
                "-F", path, baud.ToString(CultureInfo.InvariantCulture), "raw", "-echo", "clocal", "cread", "cs8",
                "-cstopb", "-parenb",
            ],
            "stty is missing: it belongs to the package coreutils.", cancellation);
        if (ended.ExitCode != 0)
            throw new ScanException($"{path} cannot be set to {baud} baud: {ended.Error.Trim()}");
    }
}
