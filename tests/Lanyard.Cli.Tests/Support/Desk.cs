using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Lanyard.Tests.Faults;

namespace Lanyard.Cli.Tests.Support;

/// <summary><c>lanyard scan</c> in a process of its own, which reads codes from its standard input.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<JsonElement> _saved = Channel.CreateUnbounded<JsonElement>();
    private readonly ConcurrentQueue<string> _output = new(), _error = new();
    private readonly Task _reading;

    private Desk(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadOutputAsync(), ReadAsync(process.StandardError, _error));
    }

    public string Output => string.Join('\n', _output);

    public string Error => string.Join('\n', _error);

    /// <param name="fault">One of Lanyard.FaultyScan; null for the real command.</param>
    public static Desk Start(Uri server, string queue, string? fault = null, Disk? disk = null, string format = "json")
    {
        var name = fault is null ? "lanyard" : "Lanyard.FaultyScan";
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            Assembly(name), "scan", "--url", server.AbsoluteUri, "--client-id", "desk", "--queue", queue, "--format",
            format,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LANYARD_CLIENT_SECRET"] = ServerDouble.Secret;
        start.Environment["LANYARD_SCAN_FAULT"] = fault;
        disk?.Restore(start.Environment);
        return new(Process.Start(start)!);
    }

    /// <summary>Scans a badge without waiting for anything.</summary>
    public async Task FeedAsync(string code)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(code);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>The time of the next scan that is told to be saved; null when the process ended instead.</summary>
    public async Task<DateTimeOffset?> NextSavedOrNullAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var line = await _saved.Reader.ReadAsync(limit.Token);
            return line.GetProperty("time").GetDateTimeOffset();
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndedAsync();
    }

    public async Task EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        await _reading;
    }

    /// <summary>Waits for the end after the last badge; the exit code.</summary>
    public async Task<int> FinishAsync()
    {
        _process.StandardInput.Close();
        await EndedAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.Enqueue(line);
            if (!line.StartsWith("{\"outcome\":\"saved\"", StringComparison.Ordinal))
                continue;
            using var json = JsonDocument.Parse(line);
            _saved.Writer.TryWrite(json.RootElement.Clone());
        }
        _saved.Writer.Complete();
    }

    private static async Task ReadAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
            lines.Enqueue(line);
    }

    private static string Assembly(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var project = name == "lanyard" ? "Lanyard.Cli" : name;
        return Path.Combine(folder.Parent!.Parent!.FullName, project, folder.Name, $"{name}.dll");
    }
}
