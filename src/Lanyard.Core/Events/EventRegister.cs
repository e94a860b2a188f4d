using Lanyard.Core.Audit;
using Lanyard.Core.Data;

namespace Lanyard.Core.Events;

/// <summary>Makes events.</summary>
public sealed class EventRegister(IStore store, AuditLog audit)
{
    /// <summary>Keeps a new event of its organiser.</summary>
    public Task<Event> AddAsync(Event added, Actor actor, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        data.Events.Add(added);
        await audit.AddAsync(data, added.OrganiserId, actor, "event.made", ShortId.Format(added.Id), added.Name);
        return added;
    }, cancellation);
}
