using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Accounts;

/// <summary>A member of an organiser as a list shows it.</summary>
public sealed record MemberView(long AccountId, string Name, string Email, OrganiserRole Role, bool HasSecondFactor, DateTimeOffset AddedAt);

public enum MemberResult
{
    Done,
    NotFound,

    /// <summary>An organiser keeps an owner.</summary>
    LastOwner,
}

/// <summary>Who works for an organiser, and as what. Rights that are taken away end with the next request.</summary>
public sealed class Members(IStore store, AuditLog audit)
{
    public Task<List<MemberView>> ListAsync(long organiserId, CancellationToken cancellation) => store.ReadAsync(data => (
        from member in data.OrganiserMembers
        where member.OrganiserId == organiserId
        join account in data.Accounts on member.AccountId equals account.Id
        orderby member.Role, account.Name
        select new MemberView(account.Id, account.Name, account.Email, member.Role,
            account.TwoFactorEnabled || data.Passkeys.Any(p => p.AccountId == account.Id), member.AddedAt)).ToListAsync(cancellation));

    public Task<MemberResult> ChangeRoleAsync(
        long organiserId, long accountId, OrganiserRole role, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(organiserId, accountId, role, actor, cancellation);

    /// <summary>Takes the member away and ends all sessions of the person.</summary>
    public Task<MemberResult> RemoveAsync(long organiserId, long accountId, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(organiserId, accountId, null, actor, cancellation);

    /// <summary>Lets a person work for another one of its organisers; false when it is no member there.</summary>
    public Task<bool> SwitchAsync(long accountId, long organiserId, CancellationToken cancellation) => store.WriteAsync(async data =>
        await data.OrganiserMembers.AnyAsync(m => m.OrganiserId == organiserId && m.AccountId == accountId, cancellation)
        && await data.Accounts.Where(a => a.Id == accountId)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.OrganiserId, organiserId), cancellation) == 1, cancellation);

    private Task<MemberResult> ChangeAsync(
        long organiserId, long accountId, OrganiserRole? role, Actor actor, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        // One change of an organiser's members after another: two owners cannot take each other away.
        await data.Organisers.Where(o => o.Id == organiserId)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.Name, o => o.Name), cancellation);
        var member = await data.OrganiserMembers.AsTracking()
            .SingleOrDefaultAsync(m => m.OrganiserId == organiserId && m.AccountId == accountId, cancellation);
        var account = await data.Accounts.AsTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancellation);
        if (member is null || account is null)
            return MemberResult.NotFound;
        var staysOwner = role is OrganiserRole.Owner;
        if (member.Role is OrganiserRole.Owner && !staysOwner && !await data.OrganiserMembers.AnyAsync(
            m => m.OrganiserId == organiserId && m.AccountId != accountId && m.Role == OrganiserRole.Owner, cancellation))
            return MemberResult.LastOwner;
        if (role is { } changed)
        {
            await audit.AddAsync(data, organiserId, actor, "member.role_changed", account.Email, $"{member.Role} → {changed}");
            member.Role = changed;
            return MemberResult.Done;
        }
        data.Remove(member);
        account.SecurityStamp = Tokens.NewText();
        account.OrganiserId = await data.OrganiserMembers.Where(m => m.AccountId == accountId && m.OrganiserId != organiserId)
            .OrderBy(m => m.AddedAt).Select(m => m.OrganiserId).FirstOrDefaultAsync(cancellation);
        await audit.AddAsync(data, organiserId, actor, "member.removed", account.Email, member.Role.ToString());
        return MemberResult.Done;
    }, cancellation);
}
