namespace Lanyard.Server.Hosting;

/// <summary>The headers that tell a browser what an answer may do, whoever answers.</summary>
internal static class BrowserHeaders
{
    private const int StrictTransportDays = 365;

    /// <param name="policy">Content-Security-Policy.</param>
    /// <param name="referrer">Referrer-Policy.</param>
    /// <param name="permissions">Permissions-Policy.</param>
    public static void Set(HttpContext context, string policy, string referrer, string permissions)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = referrer;
        headers["Permissions-Policy"] = permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = Bearer.NoStore;
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = $"max-age={StrictTransportDays * 24 * 60 * 60}; includeSubDomains";
    }
}
