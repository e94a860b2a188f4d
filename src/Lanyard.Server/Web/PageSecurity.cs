using Lanyard.Server.Hosting;

namespace Lanyard.Server.Web;

/// <summary>The headers that tell a browser what a page may do.</summary>
internal static class PageSecurity
{
    private const int StrictTransportDays = 365;

    public static void Protect(HttpContext context)
    {
        var nonce = context.RequestServices.GetRequiredService<PageContext>().Nonce;
        // Also on an answer that replaces another one after a fault.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; media-src 'self'; "
                + "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
                + "base-uri 'none'; object-src 'none'";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] =
                "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), "
                + "publickey-credentials-create=(self)";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = Bearer.NoStore;
            if (context.Request.IsHttps)
                headers.StrictTransportSecurity = $"max-age={StrictTransportDays * 24 * 60 * 60}; includeSubDomains";
            return Task.CompletedTask;
        });
    }
}
