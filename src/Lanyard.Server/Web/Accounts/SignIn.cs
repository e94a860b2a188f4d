using Lanyard.Core.Accounts;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Lanyard.Server.Web.Accounts;

/// <summary>What came of an attempt to sign in.</summary>
public enum SignInOutcome
{
    Done,

    /// <summary>The password is right; a second factor is asked for.</summary>
    CodeNeeded,

    Refused,

    /// <summary>Too many attempts failed: this one was not looked at.</summary>
    Wait,
}

/// <summary>
/// Signs people in. Each failure makes the next attempt from the same address at the same account wait longer; many from
/// anywhere make unknown browsers wait, and never one in which the person signed in before. An unknown address takes as
/// long and reads the same as a wrong password.
/// </summary>
internal sealed class SignIn(
    UserManager<Account> accounts, SignInManager<Account> sessions, GuessThrottle throttle, IStore store, AuditLog audit)
{
    // A hash of the same cost as those of accounts, of a password that nobody knows.
    private static readonly string Nobody = new PasswordHasher<Account>(
        Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = AccountServices.Iterations }))
        .HashPassword(null!, Lanyard.Core.Licensing.Tokens.NewText());

    public async Task<SignInOutcome> ByPasswordAsync(HttpContext context, string? email, string? password)
    {
        var name = accounts.NormalizeEmail((email ?? "").Trim());
        var account = name.Length is > 0 and <= 254 ? await accounts.FindByEmailAsync(name) : null;
        var isKnown = account is not null && KnownDevice.Is(context, account.Id);
        var address = context.Connection.RemoteIpAddress;
        if (throttle.WaitOrNull(Own(name, isKnown), address) is not null || (!isKnown && throttle.WaitOrNull(name, null) is not null))
            return SignInOutcome.Wait;
        if (account is null || password is null || password.Length > AccountForm.LongestPassword)
        {
            accounts.PasswordHasher.VerifyHashedPassword(account!, Nobody, "");
            return Fail(context, null, Own(name, isKnown), name);
        }
        var result = await sessions.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: false);
        if (!result.Succeeded && !result.RequiresTwoFactor)
            return Fail(context, account, Own(name, isKnown), name);
        throttle.Succeeded(Own(name, isKnown), address);
        return result.RequiresTwoFactor ? SignInOutcome.CodeNeeded : await DoneAsync(context, account, "Password");
    }

    /// <summary>The second step: a one-time code of the app, or a recovery code.</summary>
    public async Task<SignInOutcome> ByCodeAsync(HttpContext context, string? code)
    {
        if (await sessions.GetTwoFactorAuthenticationUserAsync() is not { } account)
            return SignInOutcome.Refused;
        var (name, plain) = ("code " + account.NormalizedEmail, (code ?? "").Replace(" ", "", StringComparison.Ordinal));
        // Who gets here knows the password, so that nobody else can make the owner wait.
        if (throttle.WaitOrNull(name, null) is not null)
            return SignInOutcome.Wait;
        var isDigits = plain.Length == 6 && plain.All(char.IsAsciiDigit);
        var result = isDigits
            ? await sessions.TwoFactorAuthenticatorSignInAsync(plain, isPersistent: false, rememberClient: false)
            : await sessions.TwoFactorRecoveryCodeSignInAsync(plain);
        if (!result.Succeeded)
            return Fail(context, account, name, null);
        throttle.Succeeded(name, null);
        return await DoneAsync(context, account, isDigits ? "Password and code" : "Password and recovery code");
    }

    public async Task<SignInOutcome> ByPasskeyAsync(HttpContext context, string? credential)
    {
        if (string.IsNullOrEmpty(credential) || credential.Length > 16 * 1024)
            return SignInOutcome.Refused;
        PasskeyAssertionResult<Account> found;
        try
        {
            found = await sessions.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // There is no challenge that this could be the answer to.
            return SignInOutcome.Refused;
        }
        if (!found.Succeeded)
            return SignInOutcome.Refused;
        await accounts.AddOrUpdatePasskeyAsync(found.User, found.Passkey);
        await sessions.SignInAsync(found.User, isPersistent: false);
        return await DoneAsync(context, found.User, "Passkey");
    }

    private async Task<SignInOutcome> DoneAsync(HttpContext context, Account account, string how)
    {
        KnownDevice.Remember(context, account.Id);
        await WriteAsync(context, account, "session.began", how);
        return SignInOutcome.Done;
    }

    private SignInOutcome Fail(HttpContext context, Account? account, string own, string? ofAll)
    {
        throttle.Failed(own, ofAll is null ? null : context.Connection.RemoteIpAddress);
        if (ofAll is not null)
            throttle.Failed(ofAll, null);
        // After the answer, so that its time does not tell whether there is such an account.
        if (account is not null)
            context.Response.OnCompleted(() => WriteAsync(context, account, "session.refused", null));
        return SignInOutcome.Refused;
    }

    private Task WriteAsync(HttpContext context, Account account, string action, string? detail)
    {
        var actor = new Actor(ActorKind.Account, account.Id, account.Name, context.Connection.RemoteIpAddress?.ToString());
        return account.OrganiserId == 0 ? Task.CompletedTask : store.WriteAsync(async data =>
        {
            await audit.AddAsync(data, account.OrganiserId, actor, action, account.Email, detail);
            return 0;
        }, default);
    }

    private static string Own(string name, bool isKnown) => isKnown ? "known " + name : name;
}
