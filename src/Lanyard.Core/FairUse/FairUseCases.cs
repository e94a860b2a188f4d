using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.FairUse;

public enum ReleaseResult
{
    Released,

    /// <summary>Nothing stood against the client.</summary>
    Nothing,

    /// <summary>The exhibitor has released itself within the last 24 hours; the organiser can at any time.</summary>
    TooSoon,
}

/// <summary>What exhibitor and organiser see of a client's use of the API, and how a client is released.</summary>
public sealed class FairUseCases(IStore store, AuditLog audit, TimeProvider time)
{
    /// <summary>What stands against a client now, the gravest first.</summary>
    public async Task<IReadOnlyList<Restriction>> StandingAsync(long eventId, long clientId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return await store.ReadAsync(data => data.Restrictions
            .Where(r => r.EventId == eventId && r.ClientId == clientId && r.Until > now)
            .OrderByDescending(r => r.Step).ThenBy(r => r.Rule).ToListAsync(cancellation));
    }

    /// <summary>The hours from a moment on in which the client called, in their order.</summary>
    public async Task<IReadOnlyList<ClientUsage>> UsageAsync(
        long eventId, long clientId, DateTimeOffset from, CancellationToken cancellation)
    {
        var hour = MeteredClient.HourOf(from);
        return await store.ReadAsync(data => data.ClientUsage
            .Where(u => u.EventId == eventId && u.ClientId == clientId && u.Hour >= hour)
            .OrderBy(u => u.Hour).ToListAsync(cancellation));
    }

    /// <summary>The same for all clients of an event.</summary>
    public async Task<IReadOnlyList<ClientUsage>> UsageOfEventAsync(long eventId, DateTimeOffset from, CancellationToken cancellation)
    {
        var hour = MeteredClient.HourOf(from);
        return await store.ReadAsync(data => data.ClientUsage
            .Where(u => u.EventId == eventId && u.Hour >= hour).OrderBy(u => u.Hour).ThenBy(u => u.ClientId).ToListAsync(cancellation));
    }

    /// <summary>Ends all that stands against a client; what was counted before counts no longer.</summary>
    /// <param name="byExhibitor">"I fixed it", once in 24 hours; the organiser may at any time.</param>
    public Task<ReleaseResult> ReleaseAsync(
        long organiserId, long eventId, long clientId, Actor actor, bool byExhibitor, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            var now = time.GetUtcNow();
            var all = await data.Restrictions.Where(r => r.EventId == eventId && r.ClientId == clientId).ToListAsync(cancellation);
            var active = all.Where(r => r.IsActive(now)).ToList();
            if (active.Count == 0)
                return ReleaseResult.Nothing;
            if (byExhibitor && all.Any(r => now - r.ReleasedByExhibitorAt < FairUseLimits.BetweenOwnReleases))
                return ReleaseResult.TooSoon;
            foreach (var restriction in active)
            {
                (restriction.Until, restriction.ReleasedAt) = (now, now);
                if (byExhibitor)
                    restriction.ReleasedByExhibitorAt = now;
            }
            await audit.AddAsync(data, organiserId, actor, FairUseAudit.Released, ShortId.Format(clientId),
                string.Join(", ", active.Select(r => $"{FairUseLimits.Name(r.Rule)}: {FairUseLimits.Name(r.Step)}")));
            return ReleaseResult.Released;
        }, cancellation);
}
