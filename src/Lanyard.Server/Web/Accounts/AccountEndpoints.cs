using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Lanyard.Server.Web.Accounts;

/// <summary>What is done to a session without a page of its own.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this WebApplication app)
    {
        app.MapPost("/organise/sign-out", SignOutAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/organise/sign-in/passkey", RequestPasskeyAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/organise/account/passkey", CreatePasskeyAsync).WithMetadata(new OpenToReadersAttribute()).ExcludeFromDescription();
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInManager<Account> sessions)
    {
        await sessions.SignOutAsync();
        // Not the storage: what a phone has not sent lies there. The scanner forgets its names by itself.
        context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return Results.Redirect(PagePaths.SignIn);
    }

    /// <summary>What a browser needs to be asked for any passkey of this site.</summary>
    private static async Task<IResult> RequestPasskeyAsync(SignInManager<Account> sessions) =>
        Results.Content(await sessions.MakePasskeyRequestOptionsAsync(null), "application/json");

    /// <summary>What a browser needs to make a passkey for the person who is signed in.</summary>
    private static async Task<IResult> CreatePasskeyAsync(HttpContext context, SignInManager<Account> sessions)
    {
        var me = context.SignedInOrNull()!;
        return Results.Content(await sessions.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
        {
            Id = ShortId.Format(me.AccountId),
            Name = me.Email,
            DisplayName = me.Name,
        }), "application/json");
    }
}
