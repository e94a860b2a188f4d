using Lanyard.Core.Accounts;
using Lanyard.Server.Hosting;
using Microsoft.AspNetCore.Identity;

namespace Lanyard.Server.Web.Accounts;

/// <summary>What is done to a session without a page of its own.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this WebApplication app) =>
        app.MapPost("/organise/sign-out", SignOutAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInManager<Account> sessions)
    {
        await sessions.SignOutAsync();
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return Results.Redirect(PagePaths.SignIn);
    }
}
