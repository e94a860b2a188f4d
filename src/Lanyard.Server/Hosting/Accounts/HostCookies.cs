using Microsoft.AspNetCore.Authentication.Cookies;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>
/// Names cookies <c>__Host-…</c> on https, where a browser then keeps them to this host. On plain http, which is for trying
/// Lanyard on one machine, browsers refuse that name.
/// </summary>
internal sealed class HostCookies : ICookieManager
{
    public const string Session = "lanyard";

    private readonly ChunkingCookieManager _cookies = new();

    public static string NameFor(HttpContext context, string name) => context.Request.IsHttps ? "__Host-" + name : name;

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, NameFor(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, NameFor(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, NameFor(context, key), options);
}
