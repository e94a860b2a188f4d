using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Exhibitors;

/// <summary>An exhibitor with its event.</summary>
public sealed record ExhibitorAtEvent(Exhibitor Exhibitor, Event Event);

/// <summary>A person who manages an exhibitor.</summary>
public sealed record ExhibitorManager(string Name, string Email, DateTimeOffset AddedAt);

/// <summary>Tells who manages an exhibitor, and which exhibitors somebody manages.</summary>
public sealed class ExhibitorMembers(IStore store)
{
    public Task<List<ExhibitorManager>> ListAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        store.ReadAsync(data => (
            from member in data.ExhibitorMembers
            join account in data.Accounts on member.AccountId equals account.Id
            where member.EventId == exhibitor.EventId && member.ExhibitorId == exhibitor.Id
            orderby account.Email
            select new ExhibitorManager(account.Name, account.Email, member.AddedAt)).ToListAsync(cancellation));

    /// <summary>The exhibitors that an account manages, those of the latest events first.</summary>
    public async Task<IReadOnlyList<ExhibitorAtEvent>> OfAccountAsync(long accountId, CancellationToken cancellation)
    {
        var found = await store.ReadAsync(data => (
            from member in data.ExhibitorMembers
            where member.AccountId == accountId
            join exhibitor in data.Exhibitors on new { member.EventId, Id = member.ExhibitorId }
                equals new { exhibitor.EventId, exhibitor.Id }
            join show in data.Events on member.EventId equals show.Id
            select new { exhibitor, show }).ToListAsync(cancellation));
        return [.. found.OrderByDescending(f => f.show.StartsOn).ThenBy(f => f.exhibitor.Name, StringComparer.Ordinal)
            .Select(f => new ExhibitorAtEvent(f.exhibitor, f.show))];
    }
}
