using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Api.Organise;

/// <summary>The organiser's API: events and how they relate. What belongs to an event is in the files beside.</summary>
internal static class OrganiseEndpoints
{
    private const int LongestBody = 64 * 1024;

    public static void MapOrganise(this WebApplication app)
    {
        var group = app.MapGroup("/organise/v1").AddEndpointFilter(RequireOrganiserAsync)
            .WithTags("Organise").Fails(401, 403);
        group.MapGet("events", ListEventsAsync).WithName("ListEvents").WithSummary("The organiser's events")
            .Produces<IReadOnlyList<EventView>>();
        group.MapPost("events", CreateEventAsync).WithName("CreateEvent").WithSummary("Creates an event")
            .Accepts<EventBody>("application/json").Produces<EventView>(201).Fails(400, 413, 415);
        var events = group.MapGroup("events/{eventId}").AddEndpointFilter(RequireEventAsync).Fails(404);
        events.MapPut("related/{otherId}", RelateAsync).WithName("RelateEvents")
            .WithSummary("Relates two events, so that badges of one can be scanned at the other").Produces(204);
        events.MapDelete("related/{otherId}", SeparateAsync).WithName("SeparateEvents")
            .WithSummary("Ends the relation of two events; leads that were completed stay").Produces(204);
        events.MapRegistrants();
        events.MapProfileQuestions();
        events.MapExhibitors();
        events.MapRegistrationForm();
    }

    /// <summary>The event in the address; the filter has seen that it is the caller's.</summary>
    public static long EventId(this HttpContext context) => context.Features.GetRequiredFeature<EventOfRequest>().Id;

    public static Task<T?> ReadAsync<T>(HttpContext context, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => RequestBody.ReadAsync(context, LongestBody, type).AsTask();

    public static IResult NotFound(HttpContext context, string what) =>
        Problems.Of(context, "not_found", $"There is no {what} with this id.");

    /// <summary>The length that names have everywhere, or what is wrong with this one.</summary>
    public static string? NameFault(string field, string? name) =>
        string.IsNullOrWhiteSpace(name) ? $"{field} is missing." : name.Length > 200 ? $"{field} is longer than 200 characters." : null;

    private static async Task<IResult> ListEventsAsync(HttpContext context, IStore store, CancellationToken cancellation)
    {
        var organiser = context.Client().OrganiserId;
        var events = await store.ReadAsync(data => data.Events.Where(e => e.OrganiserId == organiser)
            .OrderBy(e => e.StartsOn).ThenBy(e => e.Id).ToListAsync(cancellation));
        return TypedResults.Json(events.ConvertAll(View), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> CreateEventAsync(HttpContext context, IStore store, CancellationToken cancellation)
    {
        if (await ReadAsync(context, OrganiseJson.Default.EventBody) is not { } body)
            return Results.Empty;
        var fault = NameFault("name", body.Name)
            ?? (body.StartsOn is null || body.EndsOn is null ? "startsOn and endsOn are dates such as 2026-11-24."
            : body.EndsOn < body.StartsOn ? "endsOn is before startsOn."
            : !TimeZoneInfo.TryFindSystemTimeZoneById(body.TimeZone ?? "UTC", out _) ? "timeZone is not a zone such as Europe/Amsterdam."
            : null);
        if (fault is not null)
            return Problems.Of(context, "invalid_request", fault);
        var created = await store.WriteAsync(data =>
        {
            var added = new Event
            {
                OrganiserId = context.Client().OrganiserId,
                Name = body.Name!.Trim(),
                StartsOn = body.StartsOn!.Value,
                EndsOn = body.EndsOn!.Value,
                TimeZone = body.TimeZone ?? "UTC",
            };
            data.Events.Add(added);
            return Task.FromResult(added);
        }, cancellation);
        return TypedResults.Json(View(created), OrganiseJson.Default.Options, statusCode: 201);
    }

    private static async Task<IResult> RelateAsync(
        HttpContext context, string otherId, IStore store, ChangeWorker changes, TimeProvider time, CancellationToken cancellation)
    {
        var eventId = context.EventId();
        if (await FindEventAsync(context, store, otherId, cancellation) is not { } other || other.Id == eventId)
            return NotFound(context, "other event of yours");
        await store.WriteAsync(async data =>
        {
            if (!await data.EventRelations.AnyAsync(r => r.EventId == eventId && r.RelatedEventId == other.Id, cancellation))
            {
                data.EventRelations.Add(new EventRelation { EventId = eventId, RelatedEventId = other.Id });
                data.EventRelations.Add(new EventRelation { EventId = other.Id, RelatedEventId = eventId });
                foreach (var id in (long[])[eventId, other.Id])
                    data.Changes.Add(new Change { EventId = id, Kind = ChangeKind.Event, SubjectId = id, DueAt = time.GetUtcNow() });
            }
            return 0;
        }, cancellation);
        await changes.SettleAsync(cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SeparateAsync(HttpContext context, string otherId, IStore store, CancellationToken cancellation)
    {
        var eventId = context.EventId();
        if (await FindEventAsync(context, store, otherId, cancellation) is not { } other)
            return NotFound(context, "other event of yours");
        await store.WriteAsync(
            data => data.EventRelations.Where(r => (r.EventId == eventId && r.RelatedEventId == other.Id)
                || (r.EventId == other.Id && r.RelatedEventId == eventId)).ExecuteDeleteAsync(cancellation),
            cancellation);
        return TypedResults.NoContent();
    }

    private static EventView View(Event e) => new(ShortId.Format(e.Id), e.Name, e.StartsOn, e.EndsOn, e.TimeZone);

    private static async Task<Event?> FindEventAsync(HttpContext context, IStore store, string? text, CancellationToken cancellation)
    {
        if (!ShortId.TryParse(text, out var id))
            return null;
        var organiser = context.Client().OrganiserId;
        return await store.ReadAsync(data =>
            data.Events.SingleOrDefaultAsync(e => e.Id == id && e.OrganiserId == organiser, cancellation));
    }

    private static async ValueTask<object?> RequireOrganiserAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return context.Client().Exhibitor is null
            ? await next(invocation)
            : Problems.Of(context, "wrong_client", "This is an exhibitor's API client; events belong to an organiser's.");
    }

    private static async ValueTask<object?> RequireEventAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var store = context.RequestServices.GetRequiredService<IStore>();
        if (await FindEventAsync(context, store, (string?)context.Request.RouteValues["eventId"], context.RequestAborted) is not { } found)
            return NotFound(context, "event");
        context.Features.Set(new EventOfRequest(found.Id));
        return await next(invocation);
    }

    private sealed record EventOfRequest(long Id);
}
