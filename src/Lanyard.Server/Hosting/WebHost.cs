using Microsoft.AspNetCore.HttpOverrides;

namespace Lanyard.Server.Hosting;

internal static class WebHost
{
    public const int DefaultPort = 5080;

    public static void AddWebHost(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // It writes nothing above information, yet while it is on each request gets an activity and a log scope.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        // That the start failed is said in a sentence by the command line; a service that stops the host is Critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        if (builder.Configuration["urls"] is null)
            builder.WebHost.UseUrls($"http://localhost:{DefaultPort}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.AddExceptionHandler<Problems>();
        builder.Services.AddProblemDetails();
    }

    /// <summary>
    /// Takes scheme and address of the caller from the trusted proxies, and from nobody when none is named. The host
    /// comes in the header <c>Host</c>, as the proxy sends it.
    /// </summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<ServerSettings>();
        if (ServerSettings.ReadProxiesOrNull(settings.TrustedProxies) is not { Count: > 0 } proxies)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        // Loopback is trusted by the framework's default.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            options.KnownIPNetworks.Add(proxy);
        app.UseForwardedHeaders(options);
    }
}
