using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Exhibitors;

/// <summary>An exhibitor with its event, and what somebody may do for it.</summary>
public sealed record ExhibitorAtEvent(Exhibitor Exhibitor, Event Event, ExhibitorRights Rights)
{
    public ExhibitorKey Key => new(Exhibitor.EventId, Exhibitor.Id);

    /// <summary>Whether all of these rights are held.</summary>
    public bool May(ExhibitorRights rights) => Rights.HasFlag(rights);
}

/// <summary>A person who works for an exhibitor.</summary>
public sealed record ExhibitorMemberView(long AccountId, string Name, string Email, ExhibitorRights Rights, DateTimeOffset AddedAt);

/// <summary>Who works for an exhibitor, as what, and which exhibitors somebody works for.</summary>
public sealed class ExhibitorMembers(IStore store, AuditLog audit, TimeProvider time)
{
    public Task<List<ExhibitorMemberView>> ListAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        store.ReadAsync(data => (
            from member in data.ExhibitorMembers
            join account in data.Accounts on member.AccountId equals account.Id
            where member.EventId == exhibitor.EventId && member.ExhibitorId == exhibitor.Id
            orderby account.Email
            select new ExhibitorMemberView(account.Id, account.Name, account.Email, member.Rights, member.AddedAt))
            .ToListAsync(cancellation));

    /// <summary>The exhibitors that a person works for, those of the latest events first.</summary>
    public async Task<IReadOnlyList<ExhibitorAtEvent>> OfAccountAsync(long accountId, CancellationToken cancellation)
    {
        var found = await store.ReadAsync(data => Of(data, accountId).ToListAsync(cancellation));
        return [.. found.OrderByDescending(f => f.Event.StartsOn).ThenBy(f => f.Exhibitor.Name, StringComparer.Ordinal)];
    }

    /// <summary>The exhibitor, when the person works for it; else null.</summary>
    public Task<ExhibitorAtEvent?> FindAsync(long accountId, ExhibitorKey exhibitor, CancellationToken cancellation) =>
        store.ReadAsync(data => Of(data, accountId, exhibitor).SingleOrDefaultAsync(cancellation));

    /// <summary>Gives a member these rights and takes all others.</summary>
    public Task<Refusal?> ChangeRightsAsync(
        ExhibitorKey exhibitor, long accountId, ExhibitorRights rights, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(exhibitor, accountId, rights, actor, cancellation);

    /// <summary>Takes a member away; its sessions see the exhibitor no more from the next request on.</summary>
    public Task<Refusal?> RemoveAsync(ExhibitorKey exhibitor, long accountId, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(exhibitor, accountId, null, actor, cancellation);

    private Task<Refusal?> ChangeAsync(
        ExhibitorKey exhibitor, long accountId, ExhibitorRights? rights, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Refusal?>(async data =>
        {
            var members = await data.ExhibitorMembers.AsTracking()
                .Where(m => m.EventId == exhibitor.EventId && m.ExhibitorId == exhibitor.Id).ToListAsync(cancellation);
            if (members.Find(m => m.AccountId == accountId) is not { } member)
                return Refusal.NotFound("member");
            // An organiser can invite another manager; the exhibitor itself could not.
            if (actor.Id == accountId && member.Rights.HasFlag(ExhibitorRights.Manage)
                && rights?.HasFlag(ExhibitorRights.Manage) is not true
                && !members.Exists(m => m.AccountId != accountId && m.Rights.HasFlag(ExhibitorRights.Manage)))
                return Refusal.Conflict("An exhibitor keeps a manager.");
            var organiser = await data.OrganiserOfAsync(exhibitor.EventId, cancellation);
            var email = await data.Accounts.Where(a => a.Id == accountId).Select(a => a.Email).SingleAsync(cancellation);
            var (subject, before) = (exhibitor.Format(), member.Rights);
            if (rights is { } given)
                member.Rights = given;
            else
                await RemoveAsync(data, exhibitor, member, cancellation);
            await audit.AddAsync(data, organiser, actor, rights is null ? "exhibitor_member.removed" : "exhibitor_member.rights_changed",
                subject, rights is null ? email : $"{email}: {before} → {rights}");
            return null;
        }, cancellation);

    /// <summary>The person's seat is the next one's.</summary>
    private async Task RemoveAsync(LanyardDbContext data, ExhibitorKey exhibitor, ExhibitorMember member, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        data.Remove(member);
        await data.Scanners.Where(s => s.EventId == exhibitor.EventId && s.ExhibitorId == exhibitor.Id
            && s.AccountId == member.AccountId && s.RemovedAt == null).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.RemovedAt, now).SetProperty(s => s.SeatedAt, (DateTimeOffset?)null), cancellation);
        data.Add(new Change { EventId = exhibitor.EventId, Kind = ChangeKind.Exhibitor, SubjectId = exhibitor.Id, DueAt = now });
    }

    private static IQueryable<ExhibitorAtEvent> Of(LanyardDbContext data, long accountId, ExhibitorKey? only = null) =>
        from member in data.ExhibitorMembers
        where member.AccountId == accountId
            && (only == null || member.EventId == only.Value.EventId && member.ExhibitorId == only.Value.Id)
        join exhibitor in data.Exhibitors on new { member.EventId, Id = member.ExhibitorId }
            equals new { exhibitor.EventId, exhibitor.Id }
        join show in data.Events on member.EventId equals show.Id
        select new ExhibitorAtEvent(exhibitor, show, member.Rights);
}
