using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.FairUse;

/// <summary>How one API client of an event stands.</summary>
/// <param name="Requests">Since the event's day began.</param>
/// <param name="LastHour">The begin of the last hour in which it called; null when it has not within the last days.</param>
/// <param name="Standing">The gravest of what stands against it; null when nothing does.</param>
public sealed record ClientOverview(
    ApiClient Client, Exhibitor Exhibitor, long Requests, DateTimeOffset? LastHour, Restriction? Standing);

/// <summary>The API clients of an event with their use of today.</summary>
public sealed class ClientOverviews(IStore store, TimeProvider time)
{
    private static readonly TimeSpan Seen = TimeSpan.FromDays(14);

    /// <summary>Those that something stands against first, then those that call most.</summary>
    public async Task<IReadOnlyList<ClientOverview>> ListAsync(Event show, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var start = show.StartOf(DateOnly.FromDateTime(show.At(now).Date));
        var since = now - Seen;
        var clients = await store.ReadAsync(data => (
            from client in data.ApiClients
            where client.EventId == show.Id
            join exhibitor in data.Exhibitors on new { client.EventId, client.ExhibitorId }
                equals new { EventId = (long?)exhibitor.EventId, ExhibitorId = (long?)exhibitor.Id }
            select new { client, exhibitor }).ToListAsync(cancellation));
        var usage = await store.ReadAsync(data => data.ClientUsage.Where(u => u.EventId == show.Id && u.Hour >= since)
            .Select(u => new { u.ClientId, u.Hour, u.Requests }).ToListAsync(cancellation));
        var standing = await store.ReadAsync(data => data.Restrictions
            .Where(r => r.EventId == show.Id && r.Until > now).ToListAsync(cancellation));
        var used = usage.ToLookup(u => u.ClientId);
        var against = standing.ToLookup(r => r.ClientId);
        return [.. clients.Select(c => new ClientOverview(c.client, c.exhibitor,
                used[c.client.Id].Where(u => u.Hour >= start).Sum(u => u.Requests),
                used[c.client.Id].Select(u => (DateTimeOffset?)u.Hour).Max(),
                against[c.client.Id].MaxBy(r => r.Step)))
            .OrderByDescending(o => (int?)o.Standing?.Step).ThenByDescending(o => o.Requests)
            .ThenBy(o => o.Exhibitor.Name, StringComparer.Ordinal)];
    }
}
