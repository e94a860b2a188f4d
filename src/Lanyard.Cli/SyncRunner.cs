using System.Text.Json;
using Lanyard.Cli.Configuration;
using Lanyard.Client;
using Lanyard.Sync;

namespace Lanyard.Cli;

/// <summary>
/// Brings what is new to one target after the other. One that does not answer, or refuses, holds up no other. Targets stay
/// open between rounds, so that no second process writes to them.
/// </summary>
internal sealed class SyncRunner(SyncSession session, IReadOnlyList<TargetDescription> targets, ResultFormat format) : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    // A client that is refused is not helped by asking every minute, and may be restricted for it.
    private static readonly TimeSpan PauseOfTheRefused = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, OpenTarget> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetReport> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _notBefore = new(StringComparer.Ordinal);

    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var reports = new List<TargetReport>();
        foreach (var target in targets)
            reports.Add(await RunAsync(target, cancellation));
        Tell(reports);
        var aside = _open.Values.Any(t => t.State.Aside().Count > 0);
        return reports.Any(r => r.Outcome == "fault") ? ExitCodes.Fault
            : reports.Any(r => r.Outcome == "restricted") ? ExitCodes.Restricted
            : reports.Any(r => r.Outcome == "unavailable") ? ExitCodes.Unavailable
            : aside ? ExitCodes.Aside : ExitCodes.Done;
    }

    public async Task<int> RunForeverAsync(TimeSpan interval, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval);
        do
        {
            foreach (var target in targets)
            {
                if (_notBefore.TryGetValue(target.Name, out var time) && TimeProvider.System.GetUtcNow() < time)
                    continue;
                var last = _last.GetValueOrDefault(target.Name);
                var report = await RunAsync(target, cancellation);
                // At rest nothing is said.
                if (report.Arrived + report.Aside > 0 || report.Outcome != (last?.Outcome ?? "done") || report.Reason != last?.Reason)
                    Tell([report]);
                _last[target.Name] = report;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
        return ExitCodes.Done;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _open.Values)
            await target.DisposeAsync();
    }

    private async Task<TargetReport> RunAsync(TargetDescription description, CancellationToken cancellation)
    {
        var (result, outcome, reason) = (default(SyncResult), "done", (string?)null);
        var progress = new ProgressLine(description.Name);
        try
        {
            if (!_open.TryGetValue(description.Name, out var target))
            {
                target = await session.OpenTargetAsync(description, cancellation);
                _open[description.Name] = target;
            }
            // Again until it succeeds: a target may be away when the tool starts.
            if (!_prepared.Contains(description.Name))
            {
                await target.Target.PrepareAsync(cancellation);
                _prepared.Add(description.Name);
            }
            result = await target.Sync.RunAsync(progress, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && Output.Explain(exception) is { } fault)
        {
            // Drivers tell a connection that was given up as one that failed.
            cancellation.ThrowIfCancellationRequested();
            (outcome, reason) = (OutcomeOf(fault.Code), fault.Text);
            result = progress.Last;
            Pause(description, exception);
        }
        progress.End();
        var report = new TargetReport(description.Name, description.Type, outcome, result.Arrived, result.Aside, reason);
        try
        {
            await NoteAsync(report, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && Output.Explain(exception) is { } fault)
        {
            // A full disk, or a database that went away at the last moment: no reason to hold up the other targets.
            if (report.Outcome == "done")
                report = report with { Outcome = OutcomeOf(fault.Code), Reason = fault.Text };
        }
        if (report.Outcome == "fault" && _open.Remove(description.Name, out var faulty))
        {
            _prepared.Remove(description.Name);
            await faulty.DisposeAsync();
        }
        return report;
    }

    private static string OutcomeOf(int code) => code switch
    {
        ExitCodes.Unavailable => "unavailable",
        ExitCodes.Restricted => "restricted",
        _ => "fault",
    };

    private void Pause(TargetDescription description, Exception exception)
    {
        // All targets read as the same client; nothing is asked before the restriction ends.
        if (exception is ConnectionsException { Status: 429 or 403, Until: { } until })
        {
            foreach (var target in targets)
                _notBefore[target.Name] = exception is ConnectionsException { Status: 429, RetryAfter: { } pause }
                    ? TimeProvider.System.GetUtcNow() + pause
                    : until;
            return;
        }
        var wait = exception switch
        {
            TargetUnavailableException target => target.RetryAfter,
            ConnectionsException { Status: 401 or 403 } refused => refused.RetryAfter ?? PauseOfTheRefused,
            ConnectionsException source => source.RetryAfter,
            _ => null,
        };
        if (wait is { } asked)
            _notBefore[description.Name] = TimeProvider.System.GetUtcNow() + (asked < LongestPause ? asked : LongestPause);
    }

    // Written when something is new, so that a run without news writes nothing.
    private async Task NoteAsync(TargetReport report, CancellationToken cancellation)
    {
        if (!_open.TryGetValue(report.Target, out var target))
            return;
        var known = target.State.Get(LastOutcome.Fact) is { } text ? JsonSerializer.Deserialize(text, ReportJson.Default.LastOutcome) : null;
        if (known is not null && report.Arrived + report.Aside == 0 && known.Outcome == report.Outcome && known.Reason == report.Reason)
            return;
        var position = report.Outcome == "done" ? await target.Sync.PositionAsync(cancellation) : known?.Position ?? 0;
        var outcome = new LastOutcome(TimeProvider.System.GetUtcNow(), report.Outcome, report.Reason, position);
        target.State.Set(LastOutcome.Fact, JsonSerializer.Serialize(outcome, ReportJson.Default.LastOutcome));
    }

    private void Tell(IReadOnlyList<TargetReport> reports)
    {
        if (format is ResultFormat.Json)
        {
            Output.Json(reports, ReportJson.Default.IReadOnlyListTargetReport);
            return;
        }
        foreach (var report in reports)
        {
            var aside = report.Aside == 0 ? "" : $", {report.Aside:N0} set aside (lanyard sync status)";
            if (report.Outcome == "done")
                Output.Say($"{report.Target}: {report.Arrived:N0} leads{aside}");
            else
                Output.Fail($"{report.Target}: {report.Reason}{(report.Arrived > 0 ? $" {report.Arrived:N0} leads arrived before." : "")}{aside}");
        }
    }
}
