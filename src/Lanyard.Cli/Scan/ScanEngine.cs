using System.Collections.Concurrent;

namespace Lanyard.Cli.Scan;

/// <summary>Reads badges, saves each scan, tells it, sends it and tells what came back.</summary>
internal sealed class ScanEngine(ScanQueue queue, ScanOutput output, TimeProvider clock)
{
    /// <summary>How long the person at the desk waits for a name.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, bool> _unanswered = [];
    private int _setAside;

    /// <summary>Scans that were set aside since the start.</summary>
    public int SetAside => _setAside;

    /// <summary>A reader that cannot be used; the others go on.</summary>
    public bool HasFailedReader { get; private set; }

    /// <summary>Runs until the readers have ended and what can be sent is sent.</summary>
    public async Task RunAsync(
        IReadOnlyList<ICodeReader> readers, Func<Action<ScanOutcome>, Sender> createSender,
        CancellationToken cancellation)
    {
        var reading = Task.WhenAll(readers.Select(reader => ReadAsync(reader, cancellation)));
        await createSender(Answered).RunAsync(reading, cancellation);
        await reading;
    }

    private async Task ReadAsync(ICodeReader reader, CancellationToken cancellation)
    {
        var repeated = new RepeatedCodes(clock);
        try
        {
            // Away from here at once: a reader may have much to read before it first waits.
            await Task.Yield();
            await foreach (var text in reader.ReadAsync(cancellation))
            {
                var code = text.Trim();
                if (code.Length > 0 && !repeated.IsRepeated(code))
                    Take(code, reader.Name, repeated, cancellation);
            }
        }
        catch (Exception exception) when (exception is ScanException or IOException or UnauthorizedAccessException)
        {
            HasFailedReader = true;
            output.Notice(exception.Message);
        }
    }

    private void Take(string code, string reader, RepeatedCodes repeated, CancellationToken cancellation)
    {
        try
        {
            _ = TellIfUnansweredAsync(queue.Save(code, reader, Saved), cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            repeated.Forget(code);
            output.NotSaved(reader, $"The disk did not take it ({exception.Message}).");
        }
    }

    private void Saved(SavedScan scan)
    {
        _unanswered[scan.Number] = true;
        output.Saved(scan);
    }

    private async Task TellIfUnansweredAsync(SavedScan scan, CancellationToken cancellation)
    {
        await Task.Delay(Patience, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellation.IsCancellationRequested && _unanswered.TryRemove(scan.Number, out _))
            output.NotSentYet(scan, queue.Waiting);
    }

    private void Answered(ScanOutcome outcome)
    {
        if (outcome.Outcome is OutcomeKind.NoAccess or OutcomeKind.NotConsented or OutcomeKind.UnknownCode
            or OutcomeKind.Refused
            && outcome.Connection is null)
            _setAside++;
        output.Answered(outcome, isLate: !_unanswered.TryRemove(outcome.Scan!.Value, out _));
    }
}
