using Lanyard.Server.Hosting;

namespace Lanyard.Server.Scan;

/// <summary>The phone scanner: its files, what a browser may do with them, and what they ask the server.</summary>
internal static class ScanApp
{
    private const string Policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        + "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        + "object-src 'none'";

    public static void AddScan(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ScanAssets>();
        builder.Services.AddSingleton<ScanSessions>();
        builder.Services.AddSingleton<ScanItems>();
    }

    public static void MapScan(this WebApplication app)
    {
        var group = app.MapGroup(PagePaths.Scan).ExcludeFromDescription();
        group.AddEndpointFilter((context, next) =>
        {
            var http = context.HttpContext;
            // The address of a scan-only link holds its secret.
            BrowserHeaders.Set(http, Policy, "no-referrer", "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()");
            return !SameOrigin.IsSafe(http.Request.Method) && SameOrigin.IsOwn(http.Request) is false
                ? ValueTask.FromResult<object?>(Problems.Of(http, "cross_site", "Another site sent this request."))
                : next(context);
        });
        group.MapGet("", (HttpContext context, ScanAssets assets) => Send(context, assets, "index.html", false));
        group.MapGet("/join/{secret}", (HttpContext context, ScanAssets assets) => Send(context, assets, "index.html", false));
        group.MapGet("/sw.js", (HttpContext context, ScanAssets assets) =>
        {
            // The app's own address has no slash at its end, and else would not be the worker's.
            context.Response.Headers["Service-Worker-Allowed"] = PagePaths.Scan;
            return Send(context, assets, "sw.js", false);
        });
        group.MapGet("/a/{version}/{name}", (HttpContext context, string version, string name, ScanAssets assets) =>
            Send(context, assets, $"{version}/{name}", true));
        ScanEndpoints.Map(group);
    }

    private static IResult Send(HttpContext context, ScanAssets assets, string path, bool isForGood) =>
        assets.Find(path) is { } file ? file.Send(context, isForGood) : Problems.Of(context, "not_found", "This version has no such file.");
}
