using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Accounts;

/// <summary>
/// Links that make an organiser, a member, the manager of an exhibitor or a new password. The secret of a link is seen only
/// when it is made.
/// </summary>
public sealed class Invitations(IStore store, Keys keys, AuditLog audit, TimeProvider time)
{
    public static readonly TimeSpan SetUpLifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan JoinLifetime = TimeSpan.FromHours(24);
    public static readonly TimeSpan PasswordLifetime = TimeSpan.FromHours(1);

    /// <summary>The secret of a link for the first account; null when there is an account.</summary>
    public Task<string?> SetUpOrNullAsync(CancellationToken cancellation) => store.WriteAsync<string?>(async data =>
    {
        if (await data.Accounts.AnyAsync(cancellation))
            return null;
        return Add(data, InvitationKind.SetUp, 0, "", OrganiserRole.Owner, SetUpLifetime);
    }, cancellation);

    /// <summary>Invites someone to work for the organiser; an open invitation of the same person ends.</summary>
    /// <returns>The secret of the link.</returns>
    public Task<string> InviteAsync(long organiserId, string email, OrganiserRole role, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            await EndAsync(data, organiserId, email, InvitationKind.Join, cancellation);
            await audit.AddAsync(data, organiserId, actor, "member.invited", email, role.ToString());
            return Add(data, InvitationKind.Join, organiserId, email, role, JoinLifetime);
        }, cancellation);

    /// <summary>Invites someone to work for an exhibitor; an open invitation of the same person there ends.</summary>
    /// <param name="mail">Adds the mail that brings the link, in the same transaction; null to send none.</param>
    /// <returns>The secret of the link.</returns>
    public Task<string> InviteAsync(ExhibitorKey exhibitor, string email, ExhibitorRights rights, Actor actor,
        Action<LanyardDbContext, string>? mail, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        var organiser = await data.OrganiserOfAsync(exhibitor.EventId, cancellation);
        await EndAsync(data, organiser, email, InvitationKind.Exhibitor, cancellation, exhibitor);
        var secret = Add(data, InvitationKind.Exhibitor, organiser, email, OrganiserRole.ReadOnly, JoinLifetime, exhibitor, rights);
        mail?.Invoke(data, secret);
        await audit.AddAsync(data, organiser, actor, "exhibitor_member.invited", exhibitor.Format(), $"{email}: {rights}");
        return secret;
    }, cancellation);

    /// <summary>A link by which a member sets a new password; null when there is no such member.</summary>
    public Task<string?> PasswordLinkOrNullAsync(long organiserId, long accountId, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<string?>(async data =>
        {
            var member = await data.OrganiserMembers.AnyAsync(m => m.OrganiserId == organiserId && m.AccountId == accountId, cancellation);
            if (!member || await data.Accounts.SingleOrDefaultAsync(a => a.Id == accountId, cancellation) is not { } account)
                return null;
            await EndAsync(data, organiserId, account.Email, InvitationKind.Password, cancellation);
            await audit.AddAsync(data, organiserId, actor, "member.password_link", account.Email);
            return Add(data, InvitationKind.Password, organiserId, account.Email, OrganiserRole.ReadOnly, PasswordLifetime);
        }, cancellation);

    /// <summary>The invitation of a link that still works; null for any other.</summary>
    public async Task<Invitation?> FindAsync(string secret, CancellationToken cancellation)
    {
        var hash = keys.HashSecret(secret);
        var found = await store.ReadAsync(data => data.Invitations.SingleOrDefaultAsync(i => i.Hash == hash, cancellation));
        return found is not null && found.IsOpen(time.GetUtcNow()) ? found : null;
    }

    /// <summary>Invitations of the organiser that were not accepted yet and still can be.</summary>
    public Task<List<Invitation>> ListAsync(long organiserId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return store.ReadAsync(data => data.Invitations
            .Where(i => i.OrganiserId == organiserId && i.Kind == InvitationKind.Join && i.UsedAt == null && i.ExpiresAt > now)
            .OrderBy(i => i.Email).ToListAsync(cancellation));
    }

    /// <summary>Ends an open invitation of the organiser; false when there is no such.</summary>
    public Task<bool> WithdrawAsync(long organiserId, long id, Actor actor, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        var found = await data.Invitations.SingleOrDefaultAsync(i => i.Id == id && i.OrganiserId == organiserId, cancellation);
        if (found is null || !found.IsOpen(time.GetUtcNow()))
            return false;
        data.Remove(found);
        await audit.AddAsync(data, organiserId, actor, "member.invitation_withdrawn", found.Email);
        return true;
    }, cancellation);

    /// <summary>Makes the first account, the owner of the organiser that is there or of a new one; false when it is too late.</summary>
    public Task<bool> SetUpAsync(Invitation invitation, Account account, string organiserName, string? address, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            if (!await TryUseAsync(data, invitation, cancellation) || await data.Accounts.AnyAsync(cancellation))
                return false;
            var organiser = await data.Organisers.AsTracking().OrderBy(o => o.CreatedAt).FirstOrDefaultAsync(cancellation);
            if (organiser is null)
                data.Add(organiser = new Organiser { Name = organiserName, CreatedAt = time.GetUtcNow() });
            organiser.Name = organiserName;
            data.Add(account);
            await JoinAsync(data, account, organiser.Id, OrganiserRole.Owner, address);
            return true;
        }, cancellation);

    /// <summary>Makes an account that is the invited member or manager; false when the link was used meanwhile.</summary>
    public Task<bool> JoinAsync(Invitation invitation, Account account, string? address, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            if (!await TryUseAsync(data, invitation, cancellation))
                return false;
            data.Add(account);
            await JoinAsync(data, account, invitation, address);
            return true;
        }, cancellation);

    /// <summary>Makes an account that is there the invited member or manager, also; false when the link was used meanwhile.</summary>
    public Task<bool> JoinAsync(Invitation invitation, long accountId, string? address, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            if (await data.Accounts.AsTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancellation) is not { } account
                || !await TryUseAsync(data, invitation, cancellation))
                return false;
            await JoinAsync(data, account, invitation, address);
            return true;
        }, cancellation);

    /// <summary>Sets the password of the account that a link is for and ends its sessions; false when it is too late.</summary>
    /// <param name="stamp">The new security stamp.</param>
    public Task<bool> SetPasswordAsync(
        Invitation invitation, string passwordHash, string stamp, string? address, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            var account = await data.Accounts.AsTracking().SingleOrDefaultAsync(a => a.Email == invitation.Email, cancellation);
            if (account is null || !await TryUseAsync(data, invitation, cancellation))
                return false;
            (account.PasswordHash, account.SecurityStamp) = (passwordHash, stamp);
            var actor = ActorOf(account, address);
            await audit.AddAsync(data, invitation.OrganiserId, actor, "account.password_set", account.Email, "By a link");
            return true;
        }, cancellation);

    private Task JoinAsync(LanyardDbContext data, Account account, Invitation invitation, string? address) =>
        invitation is { EventId: { } eventId, ExhibitorId: { } exhibitorId }
            ? JoinAsync(data, account, invitation.OrganiserId, new ExhibitorKey(eventId, exhibitorId), invitation.Rights, address)
            : JoinAsync(data, account, invitation.OrganiserId, invitation.Role, address);

    private async Task JoinAsync(LanyardDbContext data, Account account, long organiserId, ExhibitorKey exhibitor,
        ExhibitorRights rights, string? address)
    {
        var known = await data.ExhibitorMembers.AsTracking().SingleOrDefaultAsync(
            m => m.EventId == exhibitor.EventId && m.ExhibitorId == exhibitor.Id && m.AccountId == account.Id);
        if (known is null)
        {
            data.Add(new ExhibitorMember
            {
                EventId = exhibitor.EventId,
                ExhibitorId = exhibitor.Id,
                AccountId = account.Id,
                Rights = rights,
                AddedAt = time.GetUtcNow(),
            });
        }
        else
        {
            known.Rights |= rights;
        }
        await audit.AddAsync(data, organiserId, ActorOf(account, address), "exhibitor_member.joined", exhibitor.Format(), $"{account.Email}: {rights}");
    }

    private async Task JoinAsync(LanyardDbContext data, Account account, long organiserId, OrganiserRole role, string? address)
    {
        var known = await data.OrganiserMembers.AsTracking()
            .SingleOrDefaultAsync(m => m.OrganiserId == organiserId && m.AccountId == account.Id);
        account.OrganiserId = organiserId;
        if (known is null)
        {
            data.Add(new OrganiserMember
            {
                OrganiserId = organiserId,
                AccountId = account.Id,
                Role = role,
                AddedAt = time.GetUtcNow(),
            });
        }
        else if (role < known.Role)
        {
            known.Role = role;
        }
        var actor = ActorOf(account, address);
        await audit.AddAsync(data, organiserId, actor, "member.joined", account.Email, role.ToString());
    }

    private string Add(LanyardDbContext data, InvitationKind kind, long organiserId, string email, OrganiserRole role,
        TimeSpan lifetime, ExhibitorKey? exhibitor = null, ExhibitorRights rights = ExhibitorRights.None)
    {
        var (secret, now) = (Tokens.NewText(), time.GetUtcNow());
        data.Add(new Invitation
        {
            Hash = keys.HashSecret(secret),
            Kind = kind,
            OrganiserId = organiserId,
            Email = email,
            Role = role,
            EventId = exhibitor?.EventId,
            ExhibitorId = exhibitor?.Id,
            Rights = rights,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        });
        return secret;
    }

    private static Task<int> EndAsync(LanyardDbContext data, long organiserId, string email, InvitationKind kind,
        CancellationToken cancellation, ExhibitorKey? exhibitor = null)
    {
        var (eventId, exhibitorId) = (exhibitor?.EventId, exhibitor?.Id);
        return data.Invitations.Where(i => i.OrganiserId == organiserId && i.EventId == eventId && i.ExhibitorId == exhibitorId
            && i.Email == email && i.Kind == kind && i.UsedAt == null).ExecuteDeleteAsync(cancellation);
    }

    private static Actor ActorOf(Account account, string? address) => new(ActorKind.Account, account.Id, account.Name, address);

    /// <summary>Of two who use a link in the same moment, one gets it.</summary>
    private async Task<bool> TryUseAsync(LanyardDbContext data, Invitation invitation, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return await data.Invitations.Where(i => i.Id == invitation.Id && i.UsedAt == null && i.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.UsedAt, now), cancellation) == 1;
    }
}
