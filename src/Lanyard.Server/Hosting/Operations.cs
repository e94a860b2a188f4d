using Lanyard.Core.Data;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Lanyard.Server.Hosting;

/// <summary>What the operator watches: health and figures.</summary>
internal static class Operations
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var endpoint = builder.Configuration["Telemetry:OtlpEndpoint"];
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddPrometheusExporter();
            // Two measurements a request for what the histogram of durations tells as well.
            metrics.AddView("http.server.active_requests", MetricStreamConfiguration.Drop);
            if (endpoint is not null)
                metrics.AddOtlpExporter(exporter => exporter.Endpoint = new Uri(endpoint));
        });
        if (endpoint is not null)
        {
            telemetry.WithTracing(traces => traces.AddAspNetCoreInstrumentation()
                .AddOtlpExporter(exporter => exporter.Endpoint = new Uri(endpoint)));
        }
    }

    public static void MapOperations(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("live")).ExcludeFromDescription();
        app.MapGet("/health/ready", async (IStore store, CancellationToken cancellation) =>
            await store.IsReadyAsync(cancellation) ? Results.Text("ready") : Results.StatusCode(503)).ExcludeFromDescription();
        app.MapPrometheusScrapingEndpoint("/metrics");
    }
}
