using Lanyard.Core;
using Lanyard.Core.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>The app that makes one-time codes, and recovery codes.</summary>
internal sealed partial class AccountStore
    : IUserTwoFactorStore<Account>, IUserAuthenticatorKeyStore<Account>, IUserTwoFactorRecoveryCodeStore<Account>
{
    private const string KeyPurpose = "authenticator";

    public Task SetTwoFactorEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) =>
        Set(() => user.TwoFactorEnabled = enabled);

    public Task<bool> GetTwoFactorEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.TwoFactorEnabled);

    public Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken) =>
        Set(() => user.AuthenticatorKey = key.Length == 0 ? null : keys.Protect(key, KeyPurpose));

    public Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.AuthenticatorKey is { } stored ? keys.Unprotect(stored, KeyPurpose) : null);

    public Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        Set(() => user.RecoveryCodes = string.Join(' ', recoveryCodes.Select(HashOf)));

    /// <summary>Uses a recovery code up, in the store at once.</summary>
    public async Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken)
    {
        var (before, hash) = (user.RecoveryCodes, HashOf(code));
        var left = before.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!left.Contains(hash))
            return false;
        var after = string.Join(' ', left.Where(c => c != hash));
        user.RecoveryCodes = after;
        return await store.WriteAsync(data => data.Accounts.Where(a => a.Id == user.Id && a.RecoveryCodes == before)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.RecoveryCodes, after), cancellationToken), cancellationToken) == 1;
    }

    public Task<int> CountCodesAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.RecoveryCodes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    /// <summary>Uses a one-time code's time step up; false when it, or a later one, was used before.</summary>
    public async Task<bool> TryUseStepAsync(Account user, long step, CancellationToken cancellation)
    {
        var used = await store.WriteAsync(data => data.Accounts.Where(a => a.Id == user.Id && a.LastCodeStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastCodeStep, step), cancellation), cancellation) == 1;
        if (used)
            user.LastCodeStep = step;
        return used;
    }

    // Written by hand as it is printed, perhaps without the dash.
    private string HashOf(string code) =>
        Convert.ToHexString(keys.HashSecret(code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()));
}
