using System.Globalization;
using Lanyard.Server.Hosting.Accounts;

namespace Lanyard.Server.Web;

/// <summary>The languages of pages, and which of them a visitor gets.</summary>
internal static class Languages
{
    public const string Cookie = "lanyard-language";

    /// <summary>Each with its own name, English first.</summary>
    public static IReadOnlyList<(string Code, string Name)> All { get; } =
        [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("nl", "Nederlands"), ("es", "Español")];

    public static bool IsKnown(string? code) => All.Any(language => language.Code == code);

    /// <summary>
    /// Takes the language of <c>?lang=</c> (and keeps it), of the cookie, of the account, or of the browser, whose region
    /// also tells how dates and numbers are written.
    /// </summary>
    public static void Apply(HttpContext context)
    {
        var asked = context.Request.Query["lang"].ToString();
        if (IsKnown(asked))
            Keep(context, asked);
        var browser = Browser(context);
        var chosen = IsKnown(asked) ? asked
            : context.Request.Cookies[Cookie] is { } kept && IsKnown(kept) ? kept
            : context.SignedInOrNull()?.Language;
        var culture = chosen is null || chosen == browser.TwoLetterISOLanguageName ? browser : CultureInfo.GetCultureInfo(chosen);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
        context.Response.Headers.ContentLanguage = culture.TwoLetterISOLanguageName;
    }

    /// <summary>Forgets the language of this browser, so that the account's counts.</summary>
    public static void Forget(HttpContext context) => context.Response.Cookies.Delete(Cookie);

    private static void Keep(HttpContext context, string language) =>
        context.Response.Cookies.Append(Cookie, language, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            IsEssential = true,
        });

    private static CultureInfo Browser(HttpContext context)
    {
        foreach (var language in context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Take(10))
        {
            if (IsKnown(language.Value.ToString().Split('-')[0].ToLowerInvariant()) && Find(language.Value.ToString()) is { } culture)
                return culture;
        }
        return CultureInfo.GetCultureInfo("en");
    }

    private static CultureInfo? Find(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
