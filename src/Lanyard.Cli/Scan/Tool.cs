using System.ComponentModel;
using System.Diagnostics;

namespace Lanyard.Cli.Scan;

/// <summary>Programs of the system that the readers use.</summary>
internal static class Tool
{
    public const string ZbarIsMissing =
        "zbarimg and zbarcam, which read QR codes from images and cameras, are missing: sudo apt install zbar-tools";

    /// <param name="missing">What to tell the operator when the program is not there.</param>
    public static Process Start(string program, IEnumerable<string> arguments, string missing)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception exception)
        {
            throw new ScanException(missing, exception);
        }
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, string missing, CancellationToken cancellation)
    {
        using var process = Start(program, arguments, missing);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
