using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Microsoft.AspNetCore.Identity;

namespace Lanyard.Server.Web.Accounts;

/// <summary>The account of the person who is signed in, for the pages that change it.</summary>
internal sealed class CurrentAccount(
    UserManager<Account> accounts, SignInManager<Account> sessions, IStore store, AuditLog audit, PageContext page)
{
    public async Task<Account> GetAsync() => await accounts.FindByIdAsync(ShortId.Format(page.Me.AccountId))
        ?? throw new InvalidOperationException("The account is gone.");

    /// <summary>Whether this is the person's password: what protects an account is changed by its owner alone.</summary>
    public Task<bool> IsPasswordAsync(Account account, string? password) => password is null || password.Length > AccountForm.LongestPassword
        ? Task.FromResult(false)
        : accounts.CheckPasswordAsync(account, password);

    /// <summary>Ends all other sessions, and keeps this one.</summary>
    public async Task EndOthersAsync(Account account, string action, string? detail = null)
    {
        await accounts.UpdateSecurityStampAsync(account);
        await sessions.SignInAsync(account, isPersistent: false);
        await NoteAsync(account, action, detail);
    }

    public Task NoteAsync(Account account, string action, string? detail = null) => account.OrganiserId == 0
        ? Task.CompletedTask
        : store.WriteAsync(async data =>
        {
            await audit.AddAsync(data, account.OrganiserId, page.Actor, action, account.Email, detail);
            return 0;
        }, default);
}
