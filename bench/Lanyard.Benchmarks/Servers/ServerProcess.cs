using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lanyard.Benchmarks.Servers;

/// <summary>A server that runs in a process of its own, in Production mode.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, IPEndPoint address)
    {
        (_process, Address) = (process, address);
        Http = new HttpClient { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromMinutes(30) };
    }

    public IPEndPoint Address { get; }

    /// <summary>For what is not load: making things ready.</summary>
    public HttpClient Http { get; }

    /// <summary>Resident memory now, in mebibytes.</summary>
    public double Memory => ReadMemory("VmRSS:");

    /// <summary>The most that was resident so far.</summary>
    public double PeakMemory => ReadMemory("VmHWM:");

    /// <param name="ready">A path that answers 200 as soon as the server can be used.</param>
    public static async Task<ServerProcess> StartAsync(
        string assembly, string ready, Func<string, IEnumerable<string>> arguments)
    {
        var address = FreeAddress();
        var process = Start(assembly, arguments($"http://{address}"));
        var server = new ServerProcess(process, address);
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(50))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{Path.GetFileName(assembly)} ended with {process.ExitCode}.");
            try
            {
                using var answer = await server.Http.GetAsync(ready);
                if (answer.IsSuccessStatusCode)
                    return server;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        throw new InvalidOperationException($"{Path.GetFileName(assembly)} was not ready within two minutes.");
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task RunAsync(string assembly, IEnumerable<string> arguments)
    {
        using var process = Start(assembly, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(assembly)} ended with {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            using (Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
                await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static Process Start(string assembly, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path
            && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        // Everything is counted and judged; the load of a thousand clients at full speed is not refused.
        start.Environment["FairUse__Mode"] = "observe";
        return Process.Start(start) ?? throw new InvalidOperationException($"{assembly} did not start.");
    }

    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    private double ReadMemory(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status")
            .First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(),
            CultureInfo.InvariantCulture) / 1024;
    }
}
