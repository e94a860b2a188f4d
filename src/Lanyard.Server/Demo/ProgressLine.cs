using System.Diagnostics;
using System.Globalization;

namespace Lanyard.Server.Demo;

/// <summary>
/// How far a long piece of work is, how fast it goes and how long it still takes: one line that changes on a terminal, a line
/// every few seconds elsewhere.
/// </summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TerminalPause = TimeSpan.FromSeconds(0.2);

    private readonly Stopwatch _sinceTold = new();
    private readonly Stopwatch _sinceBegun = new();
    private string _what = "";

    /// <summary>How far it is when nobody knows how much there is.</summary>
    public void Report(string what, long done) => Report(what, done, null);

    public void Report(string what, long done, long total) => Report(what, done, (long?)total);

    public IProgress<long> Of(string what, long total) => new Part(this, what, total);

    private void Report(string what, long done, long? total)
    {
        if (what != _what)
        {
            _what = what;
            _sinceBegun.Restart();
            _sinceTold.Restart();
        }
        if (!(done >= total) && _sinceTold.Elapsed < (isTerminal ? TerminalPause : Pause))
            return;
        _sinceTold.Restart();
        var text = Text(done, total);
        output.Write(isTerminal ? $"\r{text,-78}" : text + Environment.NewLine);
        if (isTerminal && done >= total)
            output.WriteLine();
    }

    private string Text(long done, long? total)
    {
        var seconds = Math.Max(_sinceBegun.Elapsed.TotalSeconds, 0.001);
        var rate = done / seconds;
        if (total is not { } all)
            return string.Create(CultureInfo.InvariantCulture, $"{_what,-12}{done,12:N0}, {rate:N0}/s");
        var left = done >= all
            ? $"in {seconds.ToString("0.0", CultureInfo.InvariantCulture)} s"
            : TimeSpan.FromSeconds(rate > 0 ? (all - done) / rate : 0).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) + " left";
        return string.Create(
            CultureInfo.InvariantCulture, $"{_what,-12}{done,12:N0} of {all:N0} ({100.0 * done / Math.Max(all, 1):0} %), {rate:N0}/s, {left}");
    }

    /// <summary>Reports at once and in order, which <see cref="Progress{T}"/> does not. The last step may be long.</summary>
    private sealed class Part(ProgressLine line, string what, long total) : IProgress<long>
    {
        public void Report(long value) => line.Report(what, Math.Min(value, total - 1), total);
    }
}
