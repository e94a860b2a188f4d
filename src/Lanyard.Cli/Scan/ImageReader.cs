using System.Runtime.CompilerServices;

namespace Lanyard.Cli.Scan;

/// <summary>An image file, or a folder in which images appear, read by zbarimg.</summary>
internal sealed class ImageReader(string path, Action<string> notice, TimeProvider clock, string program = "zbarimg")
    : ICodeReader
{
    private const int NothingFound = 4;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private static readonly HashSet<string> Extensions =
        new([".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".pnm"],
            StringComparer.OrdinalIgnoreCase);

    public string Name => path;

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
        {
            if (!File.Exists(path))
                throw new ScanException($"{path} is neither an image file nor a folder.");
            foreach (var code in await ReadImageAsync(path, cancellation))
                yield return code;
            yield break;
        }
        var last = new Dictionary<string, (long Length, DateTime Time)>(StringComparer.Ordinal);
        var read = new Dictionary<string, (long Length, DateTime Time)>(StringComparer.Ordinal);
        while (true)
        {
            foreach (var file in Images())
            {
                var now = (file.Length, file.LastWriteTimeUtc);
                // An image that still grows is left for the next look.
                var isComplete = last.TryGetValue(file.FullName, out var before) && before == now;
                last[file.FullName] = now;
                if (!isComplete || read.TryGetValue(file.FullName, out var then) && then == now)
                    continue;
                read[file.FullName] = now;
                foreach (var code in await ReadImageAsync(file.FullName, cancellation))
                    yield return code;
            }
            await Task.Delay(BetweenLooks, clock, cancellation);
        }
    }

    private IEnumerable<FileInfo> Images()
    {
        var folder = new DirectoryInfo(path);
        return folder.Exists
            ? folder.GetFiles().Where(file => Extensions.Contains(file.Extension))
                .OrderBy(file => file.LastWriteTimeUtc)
            : [];
    }

    private async Task<string[]> ReadImageAsync(string file, CancellationToken cancellation)
    {
        var ended = await Tool.RunAsync(
            program, ["--raw", "-q", "-Sdisable", "-Sqrcode.enable", file], Tool.ZbarIsMissing, cancellation);
        if (ended.ExitCode == NothingFound)
            notice($"{file}: no QR code was found in it.");
        else if (ended.ExitCode != 0)
            notice($"{file} cannot be read: {ended.Error.Trim()}");
        return ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
