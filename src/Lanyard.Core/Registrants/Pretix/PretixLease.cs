using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>The right to read a source, which one node has at a time.</summary>
internal sealed class PretixLease(IStore store, TimeProvider time, PretixSource source, long id)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    /// <summary>As it was when the lease was taken.</summary>
    public PretixSource Source => source;

    /// <summary>Null when another has it, or there is no source.</summary>
    public static async Task<PretixLease?> TakeOrNullAsync(IStore store, TimeProvider time, long eventId, CancellationToken cancellation)
    {
        var (id, now) = (ShortId.New(), time.GetUtcNow());
        var until = now + Length;
        var source = await store.WriteAsync(async data =>
        {
            var taken = await data.PretixSources.Where(s => s.EventId == eventId && (s.LeaseId == null || s.LeaseUntil <= now))
                .ExecuteUpdateAsync(u => u.SetProperty(s => s.LeaseId, id).SetProperty(s => s.LeaseUntil, until), cancellation);
            return taken == 0 ? null : await data.PretixSources.AsNoTracking().SingleAsync(s => s.EventId == eventId, cancellation);
        }, cancellation);
        return source is null ? null : new PretixLease(store, time, source, id);
    }

    /// <exception cref="LeaseLostException">The source was set anew, taken away, or another node has taken over.</exception>
    public async Task RenewAsync(CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + Length;
        Check(await store.WriteAsync(data => Mine(data)
            .ExecuteUpdateAsync(u => u.SetProperty(s => s.LeaseUntil, until), cancellation), cancellation));
    }

    /// <inheritdoc cref="RenewAsync"/>
    public async Task SaveAsync(PretixProgress progress, PretixStatus status, CancellationToken cancellation)
    {
        var (until, stored, told) = (time.GetUtcNow() + Length, PretixRun.Store(progress), PretixRun.Store(status));
        Check(await store.WriteAsync(data => Mine(data).ExecuteUpdateAsync(u => u.SetProperty(s => s.LeaseUntil, until)
            .SetProperty(s => s.Progress, stored).SetProperty(s => s.Status, told), cancellation), cancellation));
    }

    /// <summary>Gives the lease back. One that was lost does nothing.</summary>
    public Task EndAsync(PretixStatus status, DateTimeOffset nextRunAt, CancellationToken cancellation)
    {
        var told = PretixRun.Store(status);
        var before = source.NextRunAt;
        return store.WriteAsync(data => Mine(data).ExecuteUpdateAsync(u => u.SetProperty(s => s.LeaseId, (long?)null)
            .SetProperty(s => s.Status, told)
            // A run asked for meanwhile is not forgotten: this one may have passed what it is to bring.
            .SetProperty(s => s.NextRunAt, s => s.NextRunAt == before ? nextRunAt : s.NextRunAt), cancellation), cancellation);
    }

    /// <summary>
    /// What was read before the lease was lost may have been written after what its new owner read later: all orders are
    /// to be read once more.
    /// </summary>
    public Task DistrustAsync(CancellationToken cancellation) => store.WriteAsync(
        data => data.PretixSources.Where(s => s.EventId == source.EventId)
            .ExecuteUpdateAsync(u => u.SetProperty(s => s.Distrusted, s => s.Distrusted + 1), cancellation), cancellation);

    private IQueryable<PretixSource> Mine(LanyardDbContext data) =>
        data.PretixSources.Where(s => s.EventId == source.EventId && s.LeaseId == id);

    private static void Check(int rows)
    {
        if (rows == 0)
            throw new LeaseLostException();
    }
}

/// <summary>Another has the right to read the source, or nobody.</summary>
internal sealed class LeaseLostException() : Exception("The source is read by another, or not any more.");
