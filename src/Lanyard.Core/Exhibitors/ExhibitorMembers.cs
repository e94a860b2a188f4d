using Lanyard.Core.Accounts;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Exhibitors;

/// <summary>An exhibitor with its event.</summary>
public sealed record ExhibitorAtEvent(Exhibitor Exhibitor, Event Event);

/// <summary>A person who manages an exhibitor.</summary>
public sealed record ExhibitorManager(string Name, string Email, DateTimeOffset AddedAt);

/// <summary>Invites the managers of exhibitors, and tells which exhibitors somebody manages.</summary>
public sealed class ExhibitorMembers(IStore store, Keys keys, AuditLog audit, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>A link for the manager; an open one of the same person ends.</summary>
    /// <param name="mail">Adds the mail that brings the link, in the same transaction; null to send none.</param>
    /// <returns>The secret of the link, which is not seen again.</returns>
    public Task<string> InviteAsync(
        ExhibitorKey exhibitor, string email, Actor actor, Action<LanyardDbContext, string>? mail, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            var secret = Tokens.NewText();
            await data.ExhibitorInvitations.Where(i => i.EventId == exhibitor.EventId && i.ExhibitorId == exhibitor.Id
                && i.Email == email && i.UsedAt == null).ExecuteDeleteAsync(cancellation);
            data.Add(new ExhibitorInvitation
            {
                EventId = exhibitor.EventId,
                ExhibitorId = exhibitor.Id,
                Hash = keys.HashSecret(secret),
                Email = email,
                ExpiresAt = time.GetUtcNow() + Lifetime,
            });
            mail?.Invoke(data, secret);
            await AuditAsync(data, exhibitor, actor, "exhibitor_member.invited", email, cancellation);
            return secret;
        }, cancellation);

    /// <summary>The invitation of a link that still works; null for any other.</summary>
    public Task<ExhibitorInvitation?> FindAsync(string secret, CancellationToken cancellation)
    {
        var (hash, now) = (keys.HashSecret(secret), time.GetUtcNow());
        return store.ReadAsync(data => data.ExhibitorInvitations
            .SingleOrDefaultAsync(i => i.Hash == hash && i.UsedAt == null && i.ExpiresAt > now, cancellation));
    }

    /// <summary>Makes an account that manages the exhibitor; false when the link was used meanwhile.</summary>
    public Task<bool> JoinAsync(
        ExhibitorInvitation invitation, Account account, string? address, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            if (!await TryUseAsync(data, invitation, cancellation))
                return false;
            data.Add(account);
            await AddAsync(data, invitation, account, address, cancellation);
            return true;
        }, cancellation);

    /// <summary>Lets an account that is there manage the exhibitor, also; false when the link was used meanwhile.</summary>
    public Task<bool> JoinAsync(
        ExhibitorInvitation invitation, long accountId, string? address, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            if (await data.Accounts.SingleOrDefaultAsync(a => a.Id == accountId, cancellation) is not { } account
                || !await TryUseAsync(data, invitation, cancellation))
                return false;
            var isKnown = await data.ExhibitorMembers.AnyAsync(m => m.EventId == invitation.EventId
                && m.ExhibitorId == invitation.ExhibitorId && m.AccountId == accountId, cancellation);
            if (!isKnown)
                await AddAsync(data, invitation, account, address, cancellation);
            return true;
        }, cancellation);

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

    private async Task AddAsync(LanyardDbContext data, ExhibitorInvitation invitation, Account account, string? address,
        CancellationToken cancellation)
    {
        data.Add(new ExhibitorMember
        {
            EventId = invitation.EventId,
            ExhibitorId = invitation.ExhibitorId,
            AccountId = account.Id,
            AddedAt = time.GetUtcNow(),
        });
        await AuditAsync(data, new(invitation.EventId, invitation.ExhibitorId),
            new(ActorKind.Account, account.Id, account.Name, address), "exhibitor_member.joined", account.Email, cancellation);
    }

    private async Task AuditAsync(LanyardDbContext data, ExhibitorKey exhibitor, Actor actor, string action, string email,
        CancellationToken cancellation) =>
        await audit.AddAsync(data, await data.OrganiserOfAsync(exhibitor.EventId, cancellation), actor, action,
            $"{ShortId.Format(exhibitor.EventId)}/{ShortId.Format(exhibitor.Id)}", email);

    /// <summary>Of two who use a link in the same moment, one gets it.</summary>
    private async Task<bool> TryUseAsync(LanyardDbContext data, ExhibitorInvitation invitation, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return await data.ExhibitorInvitations.Where(i => i.Hash == invitation.Hash && i.UsedAt == null && i.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.UsedAt, now), cancellation) == 1;
    }
}
