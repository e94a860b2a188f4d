using System.Net;
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
        if (builder.Configuration["urls"] is null)
            builder.WebHost.UseUrls($"http://localhost:{DefaultPort}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
            options.ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedFor);
        builder.Services.AddExceptionHandler<Problems>();
        builder.Services.AddProblemDetails();
    }
}
