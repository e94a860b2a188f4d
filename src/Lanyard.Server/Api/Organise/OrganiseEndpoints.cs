using Lanyard.Core;
using Lanyard.Core.Events;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>The organiser's API. What it does is done by services of the domain, which pages call as well.</summary>
internal static class OrganiseEndpoints
{
    private const int LongestBody = 64 * 1024;

    public static void MapOrganise(this WebApplication app)
    {
        var group = app.MapGroup("/organise/v1").AddEndpointFilter(RequireOrganiserAsync)
            .WithTags("Organise").Fails(401, 403);
        group.MapMembers();
        group.MapBadgeLayouts();
        var events = group.MapGroup("events/{eventId}").AddEndpointFilter(RequireEventAsync).Fails(404);
        group.MapEvents(events);
        events.MapEventSettings();
        events.MapRegistrants();
        events.MapImports();
        events.MapPretix();
        events.MapProfileQuestions();
        events.MapExhibitors();
        events.MapExhibitorMembers();
        events.MapRegistrationForm();
        events.MapStatistics();
        events.MapBadges();
    }

    /// <summary>The event in the address; the filter has seen that it is the caller's.</summary>
    public static long EventId(this HttpContext context) => context.Features.GetRequiredFeature<EventOfRequest>().Found.Id;

    public static Event Event(this HttpContext context) => context.Features.GetRequiredFeature<EventOfRequest>().Found;

    public static Task<T?> ReadAsync<T>(HttpContext context, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => RequestBody.ReadAsync(context, LongestBody, type).AsTask();

    public static IResult NotFound(HttpContext context, string what) =>
        Problems.Of(context, "not_found", $"There is no {what} with this id.");

    /// <summary>The value as JSON, or why nothing was done.</summary>
    public static IResult Answer<T>(HttpContext context, Outcome<T> outcome, Func<T, object> view, int status = 200) =>
        outcome.Refusal is { } refusal
            ? Refuse(context, refusal)
            : TypedResults.Json(view(outcome.Value!), OrganiseJson.Default.Options, statusCode: status);

    /// <summary>No content, or why nothing was done.</summary>
    public static IResult Answer<T>(HttpContext context, Outcome<T> outcome) =>
        outcome.Refusal is { } refusal ? Refuse(context, refusal) : TypedResults.NoContent();

    public static IResult Refuse(HttpContext context, Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.NotFound => NotFound(context, refusal.Text),
        RefusalKind.Conflict => Problems.Of(context, "conflict", refusal.Text),
        _ => Problems.Of(context, "invalid_request", refusal.Text, refusal.Faults.Count < 2 ? null
            : refusal.Faults.Select(f => new ProblemFault(f.Field, f.Reason)).ToList()),
    };

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
        var events = context.RequestServices.GetRequiredService<EventAdministration>();
        if (!ShortId.TryParse((string?)context.Request.RouteValues["eventId"], out var id)
            || await events.FindOrNullAsync(context.Client().OrganiserId, id, context.RequestAborted) is not { } found)
        {
            return NotFound(context, "event");
        }
        context.Features.Set(new EventOfRequest(found));
        return await next(invocation);
    }

    private sealed record EventOfRequest(Event Found);
}
