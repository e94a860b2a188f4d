using System.Runtime.CompilerServices;

namespace Lanyard.Cli.Scan;

/// <summary>A camera, read by zbarcam, which is started again when it ends.</summary>
internal sealed class CameraReader(string device, Action<string> notice, TimeProvider clock, string program = "zbarcam")
    : ICodeReader
{
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(2);

    public string Name => device;

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            using var process = Tool.Start(
                program, ["--raw", "-q", "--nodisplay", "-Sdisable", "-Sqrcode.enable", device], Tool.ZbarIsMissing);
            try
            {
                var error = process.StandardError.ReadToEndAsync(cancellation);
                while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
                {
                    if (line.Length > 0)
                        yield return line;
                }
                var reason = (await error).Trim();
                var because = reason.Length > 0 ? $" ({reason})" : "";
                notice($"The camera {device} gives no pictures{because}: trying again.");
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill();
            }
            await Task.Delay(BetweenStarts, clock, cancellation);
        }
    }
}
