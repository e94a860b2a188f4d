using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Events;

/// <summary>What is said of an event when it is made or changed.</summary>
/// <param name="TimeZone">IANA name; null: UTC for a new event, no change for a known one.</param>
public sealed record EventDetails(string? Name, DateOnly? StartsOn, DateOnly? EndsOn, string? TimeZone = null);

/// <summary>Makes, changes, deletes and relates an organiser's events.</summary>
public sealed class EventAdministration(IStore store, ChangeWorker changes, AuditLog audit, TimeProvider time)
{
    /// <summary>The organiser's events by their first day.</summary>
    public Task<List<Event>> ListAsync(long organiserId, CancellationToken cancellation) => store.ReadAsync(data =>
        data.Events.Where(e => e.OrganiserId == organiserId).OrderBy(e => e.StartsOn).ThenBy(e => e.Id)
            .ToListAsync(cancellation));

    /// <summary>Null for an event that does not exist or is another organiser's.</summary>
    public Task<Event?> FindOrNullAsync(long organiserId, long eventId, CancellationToken cancellation) =>
        store.ReadAsync(data => data.Events.SingleOrDefaultAsync(
            e => e.Id == eventId && e.OrganiserId == organiserId, cancellation));

    public async Task<Outcome<Event>> CreateAsync(
        long organiserId, EventDetails details, Actor actor, CancellationToken cancellation)
    {
        if (Check(details) is { Count: > 0 } faults)
            return Refusal.Invalid(faults);
        return await store.WriteAsync(async data =>
        {
            var added = new Event
            {
                OrganiserId = organiserId,
                Name = details.Name!.Trim(),
                StartsOn = details.StartsOn!.Value,
                EndsOn = details.EndsOn!.Value,
                TimeZone = details.TimeZone ?? "UTC",
            };
            data.Events.Add(added);
            await audit.AddAsync(data, organiserId, actor, "event.created", ShortId.Format(added.Id));
            return added;
        }, cancellation);
    }

    public async Task<Outcome<Event>> ChangeAsync(
        long organiserId, long eventId, EventDetails details, Actor actor, CancellationToken cancellation)
    {
        if (Check(details) is { Count: > 0 } faults)
            return Refusal.Invalid(faults);
        return await store.WriteAsync<Outcome<Event>>(async data =>
        {
            if (await FindAsync(data, organiserId, eventId, cancellation) is not { } changed)
                return Refusal.NotFound("event");
            var zone = details.TimeZone ?? changed.TimeZone;
            if (changed.EndsOn != details.EndsOn || changed.TimeZone != zone)
                changed.RetentionSetAt = time.GetUtcNow();
            (changed.Name, changed.TimeZone) = (details.Name!.Trim(), zone);
            (changed.StartsOn, changed.EndsOn) = (details.StartsOn!.Value, details.EndsOn!.Value);
            await audit.AddAsync(data, organiserId, actor, "event.changed", ShortId.Format(eventId));
            return changed;
        }, cancellation);
    }

    /// <summary>Deletes an event that nobody is registered for and nobody has scanned at, with its exhibitors.</summary>
    public Task<Outcome<bool>> DeleteAsync(
        long organiserId, long eventId, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Outcome<bool>>(async data =>
        {
            if (await FindAsync(data, organiserId, eventId, cancellation) is not { } deleted)
                return Refusal.NotFound("event");
            if (await data.Registrants.AnyAsync(r => r.EventId == eventId, cancellation))
                return Refusal.Conflict("The event has registrants: only an event without any can be deleted.");
            if (await data.Connections.AnyAsync(c => c.EventId == eventId, cancellation))
                return Refusal.Conflict("The event has leads: only an event without any can be deleted.");
            data.RemoveRange(await data.ApiClients.Include(c => c.Secrets).Where(c => c.EventId == eventId)
                .ToListAsync(cancellation));
            data.Remove(deleted);
            // Before the tables: what is cached of the clients is forgotten only when they are removed as such.
            await data.SaveChangesAsync(cancellation);
            await data.EventRelations.Where(r => r.RelatedEventId == eventId).ExecuteDeleteAsync(cancellation);
            await EmptyAsync(data, eventId, cancellation);
            await audit.AddAsync(data, organiserId, actor, "event.deleted", ShortId.Format(eventId), deleted.Name);
            return true;
        }, cancellation);

    /// <summary>Takes along every row that names the event, whichever part of Lanyard it belongs to.</summary>
    private static async Task EmptyAsync(LanyardDbContext data, long eventId, CancellationToken cancellation)
    {
        foreach (var table in data.Model.GetEntityTypes().Where(t => t.FindProperty(nameof(Change.EventId)) is not null))
        {
            // Both names come from the model.
            var statement = $"DELETE FROM {table.GetTableName()} WHERE {table.GetProperty(nameof(Change.EventId)).GetColumnName()} = {{0}}";
            await data.Database.ExecuteSqlRawAsync(statement, [eventId], cancellation);
        }
    }

    /// <summary>The events whose badges can be scanned at this one, by their first day.</summary>
    public Task<List<Event>> ListRelatedAsync(long eventId, CancellationToken cancellation) => store.ReadAsync(data =>
        (from relation in data.EventRelations
         join other in data.Events on relation.RelatedEventId equals other.Id
         where relation.EventId == eventId
         orderby other.StartsOn, other.Id
         select other).ToListAsync(cancellation));

    /// <summary>Relates two events of the organiser's, so that badges of one can be scanned at the other.</summary>
    public async Task<Outcome<bool>> RelateAsync(
        long organiserId, long eventId, long otherId, Actor actor, CancellationToken cancellation)
    {
        var outcome = await store.WriteAsync<Outcome<bool>>(async data =>
        {
            if (otherId == eventId || await FindAsync(data, organiserId, otherId, cancellation) is null)
                return Refusal.NotFound("other event of yours");
            if (await data.EventRelations.AnyAsync(
                r => r.EventId == eventId && r.RelatedEventId == otherId, cancellation))
            {
                return false;
            }
            data.EventRelations.Add(new EventRelation { EventId = eventId, RelatedEventId = otherId });
            data.EventRelations.Add(new EventRelation { EventId = otherId, RelatedEventId = eventId });
            foreach (var id in (long[])[eventId, otherId])
                data.Changes.Add(new Change { EventId = id, Kind = ChangeKind.Event, SubjectId = id, DueAt = time.GetUtcNow() });
            await audit.AddAsync(
                data, organiserId, actor, "event.related", ShortId.Format(eventId), ShortId.Format(otherId));
            return true;
        }, cancellation);
        if (outcome.Value)
            await changes.SettleAsync(ChangeKind.Event, cancellation);
        return outcome;
    }

    /// <summary>Ends the relation of two events; leads that were completed stay.</summary>
    public Task<Outcome<bool>> SeparateAsync(
        long organiserId, long eventId, long otherId, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Outcome<bool>>(async data =>
        {
            if (await FindAsync(data, organiserId, otherId, cancellation) is null)
                return Refusal.NotFound("other event of yours");
            var ended = await data.EventRelations.Where(r => (r.EventId == eventId && r.RelatedEventId == otherId)
                || (r.EventId == otherId && r.RelatedEventId == eventId)).ExecuteDeleteAsync(cancellation);
            if (ended > 0)
            {
                await audit.AddAsync(
                    data, organiserId, actor, "event.separated", ShortId.Format(eventId), ShortId.Format(otherId));
            }
            return ended > 0;
        }, cancellation);

    private static Task<Event?> FindAsync(
        LanyardDbContext data, long organiserId, long eventId, CancellationToken cancellation) =>
        data.Events.SingleOrDefaultAsync(e => e.Id == eventId && e.OrganiserId == organiserId, cancellation);

    private static List<FieldFault> Check(EventDetails details)
    {
        var faults = new List<FieldFault>();
        NameRules.FaultOrNull("name", details.Name).AddTo(faults);
        if (details.StartsOn is null || details.EndsOn is null)
            faults.Add(new("startsOn and endsOn", "are dates such as 2026-11-24"));
        else if (details.EndsOn < details.StartsOn)
            faults.Add(new("endsOn", "is before startsOn"));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(details.TimeZone ?? "UTC", out _))
            faults.Add(new("timeZone", "is not a zone such as Europe/Amsterdam"));
        return faults;
    }
}
