using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lanyard.Tests.Faults;

/// <summary>The real server in a process of its own, which may be killed (tests/Lanyard.FaultyServer).</summary>
public sealed class ServerChild : IAsyncDisposable
{
    private const double LongestStart = 10;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServerChild(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Ends when the process has ended.</summary>
    public Task Exited => _process.WaitForExitAsync();

    public string Output => string.Join('\n', _output);

    /// <summary>Starts the server on what is there; it has ten seconds to be ready, unaided, on a machine that has time for it.</summary>
    /// <param name="database">PostgreSQL; null for SQLite.</param>
    /// <param name="faults">Settings of the section Fault, such as <c>Kill=before-commit</c>.</param>
    public static async Task<ServerChild> StartAsync(string folder, string? database, Disk? disk, params string[] faults)
    {
        var address = FreeAddress();
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Assembly());
        start.ArgumentList.Add($"--urls={address}");
        start.ArgumentList.Add($"--Store:Folder={folder}");
        if (database is not null)
            start.ArgumentList.Add($"--Store:ConnectionString={database}");
        foreach (var fault in faults)
            start.ArgumentList.Add($"--Fault:{fault}");
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        // Readers that never rest are what these tests are about.
        start.Environment["FairUse__Mode"] = "observe";
        disk?.Restore(start.Environment);
        var server = new ServerChild(Process.Start(start)!, address);
        server._process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return Exited;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null && _output.Count < 1_000)
            _output.Enqueue(line);
    }

    private async Task WaitUntilReadyAsync()
    {
        var limit = TimeSpan.FromSeconds(LongestStart * Crowding());
        using var http = new HttpClient { BaseAddress = Address, Timeout = limit };
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < limit; await Task.Delay(20))
        {
            Assert.False(_process.HasExited, $"The server ended while it started:\n{Output}");
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        Assert.Fail($"The server was not ready within {limit.TotalSeconds:0} s:\n{Output}");
    }

    /// <summary>How many want each processor now; at least 1. Other work on the machine is no fault of the server.</summary>
    private static double Crowding()
    {
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        return Math.Max(1, load / Environment.ProcessorCount);
    }

    private static string Assembly()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(folder.Parent!.Parent!.FullName, "Lanyard.FaultyServer", folder.Name, "Lanyard.FaultyServer.dll");
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}");
    }
}
