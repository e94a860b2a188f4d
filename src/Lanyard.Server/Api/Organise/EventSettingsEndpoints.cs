using Lanyard.Core.Events;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>What exhibitors may see of an event's registrants, consent, and retention.</summary>
internal static class EventSettingsEndpoints
{
    public static void MapEventSettings(this RouteGroupBuilder events)
    {
        events.MapGet("settings", FindAsync).WithName("GetEventSettings")
            .WithSummary("Hidden fields, consent and retention, with the time of the purge").Produces<EventSettings>();
        events.MapPut("settings", ChangeAsync).WithName("PutEventSettings")
            .WithSummary("Changes what is given; when other fields are hidden, every lead comes once more")
            .Accepts<EventSettingsChange>("application/json").Produces<EventSettings>().Fails(400, 413, 415);
    }

    private static async Task<IResult> FindAsync(
        HttpContext context, EventSettingsAdministration settings, CancellationToken cancellation) =>
        await settings.FindOrNullAsync(context.EventId(), cancellation) is { } found
            ? TypedResults.Json(found, OrganiseJson.Default.Options)
            : OrganiseEndpoints.NotFound(context, "event");

    private static async Task<IResult> ChangeAsync(
        HttpContext context, EventSettingsAdministration settings, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.EventSettingsChange) is not { } body)
            return Results.Empty;
        var changed = await settings.ChangeAsync(context.EventId(), body, context.Actor(), cancellation);
        return OrganiseEndpoints.Answer(context, changed, s => s);
    }
}
