using System.Security.Cryptography;
using Lanyard.Core;
using Microsoft.AspNetCore.DataProtection;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>
/// A browser in which somebody signed in before. Guesses that others make at the same account do not keep the person out
/// of it.
/// </summary>
internal static class KnownDevice
{
    private const string Name = "lanyard-device";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static void Remember(HttpContext context, long accountId) => context.Response.Cookies.Append(
        HostCookies.NameFor(context, Name), Protector(context).Protect(ShortId.Format(accountId)), new CookieOptions
        {
            MaxAge = Lifetime,
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            IsEssential = true,
            Path = "/",
        });

    public static bool Is(HttpContext context, long accountId)
    {
        if (context.Request.Cookies[HostCookies.NameFor(context, Name)] is not { } cookie)
            return false;
        try
        {
            return Protector(context).Unprotect(cookie) == ShortId.Format(accountId);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static IDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("known device");
}
