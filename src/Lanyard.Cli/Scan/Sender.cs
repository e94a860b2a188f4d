using Lanyard.Client;

namespace Lanyard.Cli.Scan;

/// <summary>Sends what waits, in order, each scan with its own time.</summary>
/// <param name="answered">Told of each answer about a scan.</param>
/// <param name="notice">Tells the operator something.</param>
internal sealed class Sender(
    ScanQueue queue, ConnectionsClient client, TimeProvider clock, SenderPauses pauses, Action<ScanOutcome> answered,
    Action<string> notice)
{
    private const int FaultsBeforePutOff = 3;
    private const int FailuresAtTheEnd = FaultsBeforePutOff + 1;

    private readonly Dictionary<long, int> _faults = [];
    private int _failures;
    private bool _hasReached;
    private string? _lastNotice;

    /// <summary>
    /// Sends until <paramref name="readersEnded"/> and nothing waits any more, or nothing can be sent.
    /// </summary>
    public async Task RunAsync(Task readersEnded, CancellationToken cancellation)
    {
        while (true)
        {
            if (queue.NextOrNull(IsPutOff) is not { } scan)
            {
                if (readersEnded.IsCompleted)
                    return;
                await Task.WhenAny(queue.WaitForScanAsync(cancellation), readersEnded);
                cancellation.ThrowIfCancellationRequested();
                continue;
            }
            var isLast = readersEnded.IsCompleted;
            if (await SendAsync(scan, cancellation) is not { } pause)
                continue;
            if (isLast && (pause > pauses.Longest || _failures >= FailuresAtTheEnd))
                return;
            await WaitAsync(pause, readersEnded, cancellation);
        }
    }

    /// <summary>Null when the scan is done with; else how long to wait.</summary>
    private async Task<TimeSpan?> SendAsync(SavedScan scan, CancellationToken cancellation)
    {
        try
        {
            var connection = await client.ScanAsync(scan.Code, scan.Time, cancellation);
            _hasReached = true;
            queue.Finish(scan);
            Answered(scan, ScanOutcome.Of(scan, connection));
            return null;
        }
        catch (ConnectionsException failure)
        {
            switch (Verdicts.Of(failure, _hasReached))
            {
                case Verdict.Refused:
                    var (reason, detail) = (Verdicts.Reason(failure), Hide(failure.Detail ?? failure.Message, scan));
                    queue.PutAside(scan, failure.Status ?? 0, reason, detail);
                    Answered(scan, ScanOutcome.Of(scan, reason, detail));
                    return null;
                case Verdict.Stopped:
                    Tell($"Sending has stopped: {Verdicts.Explain(failure)}. Scans are still saved; sending is tried "
                        + $"again every {Words(pauses.Stopped)}.");
                    return pauses.Stopped;
                default:
                    // An answer of 5xx may be about this scan alone: after a few, the others go first.
                    if (failure.Status >= 500)
                        _faults[scan.Number] = _faults.GetValueOrDefault(scan.Number) + 1;
                    _failures++;
                    Tell($"Not sent yet: {Verdicts.Explain(failure)}. Scans are saved, and sent as soon as it works.");
                    return failure.RetryAfter > Pause() ? failure.RetryAfter : Pause();
            }
        }
    }

    private void Answered(SavedScan scan, ScanOutcome outcome)
    {
        _faults.Remove(scan.Number);
        _failures = 0;
        if (_lastNotice is not null)
            notice($"Sending works again: {queue.Waiting} waiting.");
        _lastNotice = null;
        answered(outcome);
    }

    private TimeSpan Pause()
    {
        var longest = Math.Min(pauses.First.TotalSeconds * Math.Pow(2, _failures - 1), pauses.Longest.TotalSeconds);
        // A hall full of desks comes back to the network at the same moment.
        return TimeSpan.FromSeconds(longest * (1 - Random.Shared.NextDouble() / 4));
    }

    /// <summary>The end of the readers ends a wait: someone waits for the command.</summary>
    private async Task WaitAsync(TimeSpan pause, Task readersEnded, CancellationToken cancellation)
    {
        var wait = Task.Delay(pause, clock, cancellation);
        await (readersEnded.IsCompleted ? wait : Task.WhenAny(wait, readersEnded));
        cancellation.ThrowIfCancellationRequested();
    }

    private bool IsPutOff(SavedScan scan) => _faults.GetValueOrDefault(scan.Number) >= FaultsBeforePutOff;

    private void Tell(string text)
    {
        if (text != _lastNotice)
            notice(text);
        _lastNotice = text;
    }

    /// <summary>A server might repeat the badge code in what it says.</summary>
    private static string Hide(string text, SavedScan scan) => text.Replace(scan.Code, "…", StringComparison.Ordinal);

    private static string Words(TimeSpan time) =>
        time == TimeSpan.FromMinutes(5) ? "five minutes" : $"{time.TotalSeconds:0.#} seconds";
}

/// <summary>How long the sender waits.</summary>
/// <param name="First">After the first failure; doubled with each further one.</param>
/// <param name="Longest">After many.</param>
/// <param name="Stopped">After the server would take nothing from this client.</param>
internal sealed record SenderPauses(TimeSpan First, TimeSpan Longest, TimeSpan Stopped)
{
    public static SenderPauses Usual { get; } =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(5));
}
