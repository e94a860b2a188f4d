using System.Diagnostics;
using Lanyard.Sync;

namespace Lanyard.Cli;

/// <summary>How many leads have come and how fast: a line that is written over on a screen, in a log one every ten seconds.</summary>
internal sealed class ProgressLine(string what) : IProgress<SyncResult>, IProgress<long>
{
    private static readonly TimeSpan InALog = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OnAScreen = TimeSpan.FromSeconds(0.2);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = Interval;
    private bool _shown;

    private static TimeSpan Interval => Console.IsErrorRedirected ? InALog : OnAScreen;

    /// <summary>What was reported last.</summary>
    public SyncResult Last { get; private set; }

    public void Report(SyncResult value)
    {
        Last = value;
        Report(value.Arrived);
    }

    public void Report(long value)
    {
        if (_watch.Elapsed < _next)
            return;
        _next = _watch.Elapsed + Interval;
        var line = $"{what}: {value:N0} leads, {value / _watch.Elapsed.TotalSeconds:N0} a second";
        if (Console.IsErrorRedirected)
            Output.Say(line);
        else
            Console.Error.Write($"\r{line}   ");
        _shown = true;
    }

    public void End()
    {
        if (_shown && !Console.IsErrorRedirected)
            Console.Error.Write("\r" + new string(' ', Math.Max(0, Console.WindowWidth - 1)) + "\r");
    }
}
