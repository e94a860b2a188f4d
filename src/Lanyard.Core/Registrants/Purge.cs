using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants;

/// <summary>
/// Erases the registrants of events whose retention has ended, a portion in a transaction: after a restart it goes on with
/// those who are left. Several nodes may do it at once.
/// </summary>
public sealed class Purge(IStore store, Erasure erasure, AuditLog audit, TimeProvider time)
{
    private const int RegistrantsInPortion = 100;

    // Somebody may have registered, or been imported, since.
    private static readonly TimeSpan LookAgain = TimeSpan.FromDays(1);

    /// <summary>Erases the next registrants of an event that is due; false when there is none.</summary>
    public async Task<bool> ApplyPortionAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var again = now - LookAgain;
        var events = await store.ReadAsync(data => data.Events.Where(e => e.RetentionDays != null).ToListAsync(cancellation));
        foreach (var show in events)
        {
            if (PurgeState.Of(show, now).At <= now && !(show.PurgedAt > again))
                return await ApplyAsync(show.Id, cancellation);
        }
        return false;
    }

    private Task<bool> ApplyAsync(long eventId, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        var show = await data.Events.SingleOrDefaultAsync(e => e.Id == eventId, cancellation);
        var now = time.GetUtcNow();
        // Another node, or the organiser, may have come before.
        if (show is null || !(PurgeState.Of(show, now).At <= now))
            return true;
        var registrants = await data.Registrants.Where(r => r.EventId == eventId && !r.Erased)
            .OrderBy(r => r.Id).Take(RegistrantsInPortion).ToListAsync(cancellation);
        foreach (var registrant in registrants)
            await erasure.EmptyAsync(data, registrant, cancellation);
        if (registrants.Count > 0)
        {
            await audit.AddAsync(data, show.OrganiserId, Actor.Lanyard, "event.purging", ShortId.Format(eventId),
                $"{registrants.Count} registrants");
        }
        if (registrants.Count < RegistrantsInPortion)
        {
            if (registrants.Count > 0 || show.PurgedAt is null)
                await audit.AddAsync(data, show.OrganiserId, Actor.Lanyard, "event.purged", ShortId.Format(eventId));
            show.PurgedAt = now;
        }
        return true;
    }, cancellation);
}
