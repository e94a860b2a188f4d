using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Hosting.Accounts;

internal sealed partial class AccountStore : IUserPasskeyStore<Account>
{
    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        store.WriteAsync(async data =>
        {
            var id = passkey.CredentialId;
            var known = await data.Passkeys.AsTracking().SingleOrDefaultAsync(p => p.CredentialId == id, cancellationToken);
            if (known is null)
            {
                data.Add(Row(user, passkey));
                return 0;
            }
            known.Name = passkey.Name ?? known.Name;
            (known.SignCount, known.IsUserVerified, known.IsBackedUp) = (passkey.SignCount, passkey.IsUserVerified, passkey.IsBackedUp);
            return 0;
        }, cancellationToken);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        (await store.ReadAsync(data => data.Passkeys.Where(p => p.AccountId == user.Id).OrderBy(p => p.CreatedAt)
            .ToListAsync(cancellationToken))).ConvertAll(Info);

    public Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => store.ReadAsync(data => (
        from passkey in data.Passkeys
        where passkey.CredentialId == credentialId
        join account in data.Accounts on passkey.AccountId equals account.Id
        select account).SingleOrDefaultAsync(cancellationToken));

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        await store.ReadAsync(data => data.Passkeys
            .SingleOrDefaultAsync(p => p.AccountId == user.Id && p.CredentialId == credentialId, cancellationToken)) is { } found
            ? Info(found)
            : null;

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        store.WriteAsync(data => data.Passkeys.Where(p => p.AccountId == user.Id && p.CredentialId == credentialId)
            .ExecuteDeleteAsync(cancellationToken), cancellationToken);

    private static Passkey Row(Account user, UserPasskeyInfo passkey) => new()
    {
        CredentialId = passkey.CredentialId,
        AccountId = user.Id,
        Name = passkey.Name ?? "",
        CreatedAt = passkey.CreatedAt,
        PublicKey = passkey.PublicKey,
        SignCount = passkey.SignCount,
        Transports = string.Join(',', passkey.Transports ?? []),
        IsUserVerified = passkey.IsUserVerified,
        IsBackupEligible = passkey.IsBackupEligible,
        IsBackedUp = passkey.IsBackedUp,
        AttestationObject = passkey.AttestationObject,
        ClientDataJson = passkey.ClientDataJson,
    };

    private static UserPasskeyInfo Info(Passkey p) => new(
        p.CredentialId, p.PublicKey, p.CreatedAt, (uint)p.SignCount, p.Transports.Split(',', StringSplitOptions.RemoveEmptyEntries),
        p.IsUserVerified, p.IsBackupEligible, p.IsBackedUp, p.AttestationObject, p.ClientDataJson)
    {
        Name = p.Name,
    };
}
