using Lanyard.Server.Hosting;

namespace Lanyard.Server.Web;

/// <summary>The headers that tell a browser what a page may do.</summary>
internal static class PageSecurity
{
    public static void Protect(HttpContext context)
    {
        var nonce = context.RequestServices.GetRequiredService<PageContext>().Nonce;
        // Also on an answer that replaces another one after a fault.
        context.Response.OnStarting(() =>
        {
            BrowserHeaders.Set(
                context,
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; media-src 'self'; "
                + "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
                + "base-uri 'none'; object-src 'none'",
                "same-origin",
                "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), "
                + "publickey-credentials-create=(self)");
            return Task.CompletedTask;
        });
    }
}
