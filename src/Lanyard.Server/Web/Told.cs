using Microsoft.AspNetCore.DataProtection;

namespace Lanyard.Server.Web;

/// <summary>A sentence for the page that comes after a redirect, such as that something was saved. Shown once.</summary>
internal static class Told
{
    private const string Cookie = "lanyard-told";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    public static void Tell(this PageContext page, string text) => page.Http.Response.Cookies.Append(
        Cookie, Protector(page.Http).Protect(text, Lifetime), new CookieOptions
        {
            MaxAge = Lifetime,
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = page.Http.Request.IsHttps,
            IsEssential = true,
        });

    /// <summary>What the page before had to say; null when nothing.</summary>
    public static string? ReadOnce(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } text)
            return null;
        context.Response.Cookies.Delete(Cookie);
        try
        {
            return Protector(context).Unprotect(text);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private static ITimeLimitedDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("told").ToTimeLimitedDataProtector();
}
