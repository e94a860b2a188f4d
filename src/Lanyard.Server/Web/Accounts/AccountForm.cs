using Lanyard.Core.Accounts;
using Lanyard.Core.Licensing;
using Lanyard.Core.Mail;
using Lanyard.Server.Hosting.Accounts;
using Lanyard.Server.Web.Resources;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Accounts;

/// <summary>Checks what people type of an account: address, name, password.</summary>
public sealed class AccountForm(UserManager<Account> accounts, TimeProvider time, IStringLocalizer<Texts> L)
{
    public const int LongestPassword = 256;

    /// <summary>The address as it will be kept; faults are added for the field.</summary>
    public string Email(FormFaults faults, string field, string? value)
    {
        var text = value?.Trim() ?? "";
        if (!MailAddresses.IsOne(text))
            faults.Add(field, L["Give an e-mail address such as name@example.com."]);
        return text;
    }

    /// <summary>An account with this password that is not kept yet.</summary>
    public async Task<Account> NewAsync(FormFaults faults, string email, string? name, string? password)
    {
        var account = new Account
        {
            Email = email,
            NormalizedEmail = accounts.NormalizeEmail(email),
            Name = faults.Text("Name", name, L["Give your name, of at most 200 characters."]),
            SecurityStamp = Tokens.NewText(),
            CreatedAt = time.GetUtcNow(),
        };
        if (faults["Email"] is null && await accounts.FindByEmailAsync(email) is not null)
            faults.Add("Email", L["There is an account with this address: sign in with it, then open the link again."]);
        account.PasswordHash = await HashAsync(faults, "Password", account, password);
        return account;
    }

    /// <summary>The hash of a new password; faults are added for the field.</summary>
    public async Task<string?> HashAsync(FormFaults faults, string field, Account account, string? password)
    {
        if (password is null || password.Length < accounts.Options.Password.RequiredLength)
            faults.Add(field, L["A password has at least 8 characters; 15 or more are better."]);
        else if (password.Length > LongestPassword)
            faults.Add(field, L["A password has at most {0} characters.", LongestPassword]);
        else if (await IsCommonAsync(account, password))
            faults.Add(field, L["This password is one of the first that are guessed. Take another, such as four words that have nothing to do with each other."]);
        else
            return accounts.PasswordHasher.HashPassword(account, password);
        return null;
    }

    private async Task<bool> IsCommonAsync(Account account, string password)
    {
        foreach (var validator in accounts.PasswordValidators)
        {
            if ((await validator.ValidateAsync(accounts, account, password)).Errors.Any(e => e.Code == CommonPasswords.Code))
                return true;
        }
        return false;
    }
}
