using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.SelfRegistration;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants;

/// <summary>
/// Empties registrants: the data is gone from the store at once, and every connection comes once more, emptied (design,
/// rule 5). That and when somebody agreed, and to which text, stays: it says nothing of the person.
/// </summary>
public sealed class Erasure(IStore store, ChangeWorker changes, AuditLog audit, TimeProvider time)
{
    /// <summary>False when there is none with this key; again, it changes nothing.</summary>
    public async Task<bool> EraseAsync(long eventId, string key, Actor actor, CancellationToken cancellation)
    {
        var found = await store.WriteAsync(async data =>
        {
            var registrant = await data.Registrants.SingleOrDefaultAsync(
                r => r.EventId == eventId && r.Key == key, cancellation);
            if (registrant is null || registrant.Erased)
                return registrant is not null;
            await EmptyAsync(data, registrant, cancellation);
            await audit.AddAsync(data, await data.OrganiserOfAsync(eventId, cancellation), actor, "registrant.erased",
                $"{ShortId.Format(eventId)}/{ShortId.Format(registrant.Id)}");
            return true;
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Registrant, cancellation);
        return found;
    }

    /// <summary>In the transaction of whoever erases.</summary>
    internal async Task EmptyAsync(LanyardDbContext data, Registrant registrant, CancellationToken cancellation)
    {
        registrant.Erased = true;
        registrant.Contact = ContactJson.Empty.ToArray();
        registrant.Answers = ProfileAnswers.Store([]);
        registrant.BadgeHash = null;
        registrant.BadgeCode = null;
        registrant.Search = "";
        registrant.Version++;
        registrant.UpdatedAt = time.GetUtcNow();
        data.Changes.Add(new Change
        {
            EventId = registrant.EventId, Kind = ChangeKind.Registrant, SubjectId = registrant.Id, DueAt = time.GetUtcNow(),
        });
        await SelfRegistrations.ForgetAsync(data, registrant.EventId, registrant.Id, cancellation);
    }
}
