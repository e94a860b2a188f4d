using System.Diagnostics;

namespace Lanyard.Cli.Tests.Support;

/// <summary>What a run of <c>lanyard</c> ended with.</summary>
internal sealed record ToolResult(int Code, string Output, string Error);

/// <summary><c>lanyard</c> in a process of its own, in a folder of the test.</summary>
internal sealed class RunningTool : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private RunningTool(Process process)
    {
        _process = process;
        (_output, _error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public static RunningTool Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly(), .. arguments])
        {
            UseShellExecute = false, WorkingDirectory = folder,
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    public void Kill() => _process.Kill();

    /// <summary>SIGTERM.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<ToolResult> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return new(_process.ExitCode, await _output, await _error);
    }

    // As it is shipped: beside the tests lie only those of its libraries that they need.
    private static string Assembly()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(folder.Parent!.Parent!.FullName, "Lanyard.Cli", folder.Name, "lanyard.dll");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
