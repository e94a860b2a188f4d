namespace Lanyard.Cli.Scan;

/// <summary>A device that types, as <c>/proc/bus/input/devices</c> lists it.</summary>
internal sealed record InputDevice(string Name, string Path)
{
    // Names under which readers are known to sign in; a keyboard of the desk's own has none of them.
    private static readonly string[] ReaderWords =
    [
        "scan", "barcode", "bar code", "qr", "honeywell", "metrologic", "zebra", "symbol", "datalogic", "newland",
        "netum", "inateck", "opticon", "code corp", "tera", "eyoyo", "denso",
    ];

    public bool IsReader => ReaderWords.Any(word => Name.Contains(word, StringComparison.OrdinalIgnoreCase));
}

internal static class InputDevices
{
    public const string ListPath = "/proc/bus/input/devices";

    public static IReadOnlyList<InputDevice> List() =>
        File.Exists(ListPath) ? Parse(File.ReadAllText(ListPath)) : [];

    public static IReadOnlyList<InputDevice> Parse(string list)
    {
        List<InputDevice> devices = [];
        foreach (var block in list.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            var name = lines.FirstOrDefault(line => line.StartsWith("N: Name=", StringComparison.Ordinal));
            var handlers = lines.FirstOrDefault(line => line.StartsWith("H: Handlers=", StringComparison.Ordinal));
            var words = handlers?["H: Handlers=".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            var node = words.FirstOrDefault(word => word.StartsWith("event", StringComparison.Ordinal));
            if (name is not null && node is not null && words.Contains("kbd", StringComparer.Ordinal) && Types(lines))
                devices.Add(new(name["N: Name=".Length..].Trim().Trim('"'), $"/dev/input/{node}"));
        }
        return devices;
    }

    /// <summary>The one device that is meant; null when it is not plugged in.</summary>
    /// <param name="wanted">Part of its name; null for the only one that calls itself a reader.</param>
    /// <exception cref="ScanException">There are several.</exception>
    public static InputDevice? FindOrNull(IReadOnlyList<InputDevice> devices, string? wanted)
    {
        var found = devices
            .Where(d => wanted is null ? d.IsReader : d.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (found.Count > 1)
        {
            var list = string.Join(", ", found.Select(device => $"{device.Name} ({device.Path})"));
            throw new ScanException($"Several devices could be meant: {list}. Name one of them by --reader PATH.");
        }
        return found.SingleOrDefault();
    }

    // The power button and the lid have the handler kbd too. The last word of the bitmap holds keys 0 to 63 (0 to 31 on
    // 32-bit systems): Enter is 28, and the digits are 2 to 11.
    private static bool Types(string[] lines)
    {
        const ulong enterAndDigits = 1UL << UsKeys.Enter | 0xFFC;
        var keys = lines.FirstOrDefault(line => line.StartsWith("B: KEY=", StringComparison.Ordinal));
        return keys is not null
            && ulong.TryParse(
                keys["B: KEY=".Length..].Trim().Split(' ')[^1], System.Globalization.NumberStyles.HexNumber,
                System.Globalization.CultureInfo.InvariantCulture, out var lowest)
            && (lowest & enterAndDigits) == enterAndDigits;
    }
}
