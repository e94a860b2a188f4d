using Lanyard.Core.Statistics;

namespace Lanyard.Server.Api.Organise;

/// <summary>How a show goes.</summary>
internal static class StatisticsEndpoints
{
    public static void MapStatistics(this RouteGroupBuilder events) =>
        events.MapGet("statistics", FindAsync).WithName("GetStatistics")
            .WithSummary("Registrants, scans and leads by hour, by hall and by exhibitor, as of a moment ago")
            .Produces<ShowStatistics>();

    private static async Task<IResult> FindAsync(
        HttpContext context, ShowCounter counter, CancellationToken cancellation) =>
        await counter.GetAsync(context.EventId(), cancellation) is { } statistics
            ? TypedResults.Json(statistics, OrganiseJson.Default.Options)
            : OrganiseEndpoints.NotFound(context, "event");
}
