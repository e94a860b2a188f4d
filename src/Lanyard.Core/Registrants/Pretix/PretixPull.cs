using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>Keeps registrants in step with their sources in pretix: one node a source at a time.</summary>
public sealed class PretixPull(
    IStore store, Keys keys, Registration registration, BadgeWithdrawal withdrawal, PretixHttp http, TimeProvider time)
{
    private const int MostAtOnce = 20;

    /// <summary>The events whose run is due and which nobody reads.</summary>
    public Task<List<long>> DueAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return store.ReadAsync(data => data.PretixSources
            .Where(s => s.NextRunAt <= now && (s.LeaseId == null || s.LeaseUntil <= now))
            .OrderBy(s => s.NextRunAt).Select(s => s.EventId).Take(MostAtOnce).ToListAsync(cancellation));
    }

    /// <summary>
    /// Reads what changed since the last run and ends when pretix has no more, or with the fault in the status. False when
    /// another node reads the source or there is none.
    /// </summary>
    public async Task<bool> RunAsync(long eventId, CancellationToken cancellation)
    {
        if (await PretixLease.TakeOrNullAsync(store, time, eventId, cancellation) is not { } lease)
            return false;
        var settings = PretixInput.Read(lease.Source.Settings);
        var api = new PretixApi(http, settings, keys.Unprotect(lease.Source.Token), time);
        var run = new PretixRun(store, registration, withdrawal, time, api, settings, lease);
        try
        {
            await run.GoAsync(cancellation);
            var now = time.GetUtcNow();
            await lease.EndAsync(run.Status with { FinishedAt = now, Failures = 0 }, now.AddMinutes(settings.IntervalMinutes), cancellation);
            return true;
        }
        catch (LeaseLostException)
        {
            await lease.DistrustAsync(cancellation);
            return false;
        }
        catch (PretixException exception)
        {
            var now = time.GetUtcNow();
            var failures = run.Status.Failures + 1;
            await lease.EndAsync(run.Status with { FinishedAt = now, Failures = failures, Fault = exception.Message },
                now + Wait(exception, failures, settings), cancellation);
            return true;
        }
        catch
        {
            // Stopped, or our own store failed: the next run goes on from here, on this node or another.
            await lease.EndAsync(run.Status with { FinishedAt = time.GetUtcNow() }, time.GetUtcNow().AddSeconds(10), CancellationToken.None);
            throw;
        }
    }

    // What a person has to put right is asked for at the usual interval; what passes by itself sooner.
    private static TimeSpan Wait(PretixException exception, int failures, PretixInput settings)
    {
        var interval = TimeSpan.FromMinutes(settings.IntervalMinutes);
        if (exception.RetryAfter is { } asked)
            return asked;
        if (exception.Fault is not (PretixFault.Busy or PretixFault.Failing))
            return interval;
        var backOff = TimeSpan.FromSeconds(15 * Math.Pow(2, Math.Min(failures - 1, 6)));
        return backOff < interval ? backOff : interval;
    }
}
