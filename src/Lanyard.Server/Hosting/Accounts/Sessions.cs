using System.Security.Claims;
using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>
/// Sessions by cookie. The store is asked at every request, so that a session ends on every node in the moment in which
/// the person's rights end.
/// </summary>
internal static class Sessions
{
    /// <summary>Reads the session cookie; null without a session that is still good.</summary>
    public static async Task<SignedIn?> ReadAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (!result.Succeeded)
            return null;
        context.User = result.Principal;
        return context.SignedInOrNull();
    }

    /// <summary>Whether the request brings a cookie that may be a session's.</summary>
    public static bool HasCookie(HttpContext context) =>
        context.Request.Headers.Cookie.Count > 0 && context.Request.Cookies.ContainsKey(HostCookies.NameFor(context, HostCookies.Session));

    /// <summary>Lets a signed-in person call <c>/organise/v1</c>: the state an API client of the organiser would have.</summary>
    public static ClientState AsClient(this SignedIn person) => new(0, person.OrganiserId, null, [], []);

    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var store = context.HttpContext.RequestServices.GetRequiredService<IStore>();
        var stamp = context.Principal?.FindFirstValue("AspNet.Identity.SecurityStamp");
        if (!ShortId.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || await FindAsync(store, id, stamp, context.HttpContext.RequestAborted) is not { } person)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }
        context.HttpContext.Features.Set(person);
    }

    private static Task<SignedIn?> FindAsync(IStore store, long id, string? stamp, CancellationToken cancellation) =>
        store.ReadAsync(async data =>
        {
            var found = await (
                from account in data.Accounts
                where account.Id == id
                from member in data.OrganiserMembers
                    .Where(m => m.AccountId == account.Id && m.OrganiserId == account.OrganiserId).DefaultIfEmpty()
                from organiser in data.Organisers.Where(o => o.Id == account.OrganiserId).DefaultIfEmpty()
                select new { account, member, organiser }).SingleOrDefaultAsync(cancellation);
            if (found is null || stamp is null || found.account.SecurityStamp != stamp)
                return null;
            var (person, works) = (found.account, found.member is not null && found.organiser is not null);
            return new SignedIn(person.Id, person.Name, person.Email, person.Language, works ? person.OrganiserId : 0,
                works ? found.organiser!.Name : "", works ? found.member!.Role : OrganiserRole.ReadOnly);
        });
}
