using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Events;

internal static class EventQueries
{
    /// <summary>Whose event it is, for the audit log.</summary>
    public static Task<long> OrganiserOfAsync(this LanyardDbContext data, long eventId, CancellationToken cancellation) =>
        data.Events.Where(e => e.Id == eventId).Select(e => e.OrganiserId).SingleAsync(cancellation);
}
