using Lanyard.Core;
using Lanyard.Core.Events;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>Events and how they relate.</summary>
internal static class EventEndpoints
{
    private const string Related = "related/{otherId}";

    /// <param name="events">One event, by its id.</param>
    public static void MapEvents(this RouteGroupBuilder organiser, RouteGroupBuilder events)
    {
        organiser.MapGet("events", ListAsync).WithName("ListEvents").WithSummary("The organiser's events")
            .Produces<IReadOnlyList<EventView>>();
        organiser.MapPost("events", CreateAsync).WithName("CreateEvent").WithSummary("Creates an event")
            .Accepts<EventBody>("application/json").Produces<EventView>(201).Fails(400, 413, 415);
        events.MapGet("", Find).WithName("GetEvent").WithSummary("One event").Produces<EventView>();
        events.MapPut("", ChangeAsync).WithName("PutEvent").WithSummary("Changes name, dates and time zone")
            .Accepts<EventBody>("application/json").Produces<EventView>().Fails(400, 413, 415);
        events.MapDelete("", DeleteAsync).WithName("DeleteEvent")
            .WithSummary("Deletes an event that nobody is registered for, with its exhibitors and their API clients")
            .Produces(204).Fails(409);
        events.MapGet("related", ListRelatedAsync).WithName("ListRelatedEvents")
            .WithSummary("The events whose badges can be scanned at this one").Produces<IReadOnlyList<EventView>>();
        events.MapPut(Related, RelateAsync).WithName("RelateEvents")
            .WithSummary("Relates two events, so that badges of one can be scanned at the other").Produces(204);
        events.MapDelete(Related, SeparateAsync).WithName("SeparateEvents")
            .WithSummary("Ends the relation of two events; leads that were completed stay").Produces(204);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, EventAdministration events, CancellationToken cancellation) => TypedResults.Json(
            (await events.ListAsync(context.Client().OrganiserId, cancellation)).ConvertAll(View),
            OrganiseJson.Default.Options);

    private static async Task<IResult> CreateAsync(
        HttpContext context, EventAdministration events, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.EventBody) is not { } body)
            return Results.Empty;
        var created = await events.CreateAsync(
            context.Client().OrganiserId, Details(body), context.Actor(), cancellation);
        return OrganiseEndpoints.Answer(context, created, View, 201);
    }

    private static IResult Find(HttpContext context) =>
        TypedResults.Json(View(context.Event()), OrganiseJson.Default.Options);

    private static async Task<IResult> ChangeAsync(
        HttpContext context, EventAdministration events, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.EventBody) is not { } body)
            return Results.Empty;
        var changed = await events.ChangeAsync(
            context.Client().OrganiserId, context.EventId(), Details(body), context.Actor(), cancellation);
        return OrganiseEndpoints.Answer(context, changed, View);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, EventAdministration events, CancellationToken cancellation) =>
        OrganiseEndpoints.Answer(context, await events.DeleteAsync(
            context.Client().OrganiserId, context.EventId(), context.Actor(), cancellation));

    private static async Task<IResult> ListRelatedAsync(
        HttpContext context, EventAdministration events, CancellationToken cancellation) => TypedResults.Json(
            (await events.ListRelatedAsync(context.EventId(), cancellation)).ConvertAll(View),
            OrganiseJson.Default.Options);

    private static async Task<IResult> RelateAsync(
        HttpContext context, string otherId, EventAdministration events, CancellationToken cancellation) =>
        ShortId.TryParse(otherId, out var other)
            ? OrganiseEndpoints.Answer(context, await events.RelateAsync(
                context.Client().OrganiserId, context.EventId(), other, context.Actor(), cancellation))
            : OrganiseEndpoints.NotFound(context, "other event of yours");

    private static async Task<IResult> SeparateAsync(
        HttpContext context, string otherId, EventAdministration events, CancellationToken cancellation) =>
        ShortId.TryParse(otherId, out var other)
            ? OrganiseEndpoints.Answer(context, await events.SeparateAsync(
                context.Client().OrganiserId, context.EventId(), other, context.Actor(), cancellation))
            : OrganiseEndpoints.NotFound(context, "other event of yours");

    private static EventDetails Details(EventBody body) => new(body.Name, body.StartsOn, body.EndsOn, body.TimeZone);

    private static EventView View(Event e) => new(ShortId.Format(e.Id), e.Name, e.StartsOn, e.EndsOn, e.TimeZone);
}
