using System.Diagnostics;
using System.Text;

namespace Lanyard.Sync.Tests.Support;

/// <summary>
/// A sync to a place in a process of its own (tests/Lanyard.SyncChild), which may be killed at any moment.
/// </summary>
internal sealed class SyncChild : IDisposable
{
    private const int Killed = 128 + 9;

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _output = new();

    private SyncChild(Process process) => _process = process;

    /// <param name="arguments">When it is to end, such as <c>--kill applied --at 3</c>.</param>
    public static SyncChild Start(Place place, string feed, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true,
            RedirectStandardError = true };
        string[] all =
        [
            Assembly(), "--type", place.Settings.Type, "--state", place.StatePath, "--feed", feed,
            .. place.Options.SelectMany(o => (string[])["--option", $"{o.Key}={o.Value}"]),
            .. place.Settings.Fields.SelectMany(f => (string[])["--field", $"{f.Key}={f.Value}"]), .. arguments,
        ];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        var child = new SyncChild(Process.Start(start)!);
        child._process.OutputDataReceived += (_, line) => child.Take(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Take(line.Data);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>kill -9, so long after it began to work.</summary>
    public async Task KillAsync(TimeSpan after)
    {
        await Task.WhenAny(_ready.Task, _process.WaitForExitAsync());
        await Task.Delay(after);
        _process.Kill();
        await EndAsync(Killed);
    }

    /// <summary>It ends itself at its moment.</summary>
    public Task KilledAsync() => EndAsync(Killed);

    /// <summary>It comes to the end of the feed.</summary>
    public Task FinishedAsync() => EndAsync(0);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task EndAsync(int code)
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(_process.ExitCode == code, $"The process ended with {_process.ExitCode}, not {code}:\n{_output}");
    }

    private void Take(string? line)
    {
        if (line == "ready")
            _ready.TrySetResult();
        else
            _output.AppendLine(line);
    }

    private static string Assembly()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(folder.Parent!.Parent!.FullName, "Lanyard.SyncChild", folder.Name, "Lanyard.SyncChild.dll");
    }
}
