using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Registrants;
using Lanyard.Core.Registrants.Pretix;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>The event in pretix that an event's registrants come from.</summary>
internal static class PretixEndpoints
{
    public static void MapPretix(this RouteGroupBuilder events)
    {
        events.MapGet("pretix", FindAsync).WithName("GetPretixSource")
            .WithSummary("The event in pretix that registrants come from, and how the last run went")
            .Produces<PretixView>();
        events.MapPut("pretix", PutAsync).WithName("PutPretixSource")
            .WithSummary("Sets the event in pretix that registrants come from; all its orders are read at once, and then what changes")
            .Takes(typeof(PretixInput), "application/json").Produces<PretixView>().Fails(400, 413, 415);
        events.MapDelete("pretix", RemoveAsync).WithName("RemovePretixSource")
            .WithSummary("Stops reading from pretix and forgets the token; registrants stay").Produces(204);
        events.MapPost("pretix/test", TestAsync).WithName("TestPretixSource")
            .WithSummary("Tries a source, or without a body the one that is set, and changes nothing: what is wrong, or which products and questions there are")
            .Takes(typeof(PretixInput), "application/json").Produces<PretixTrial>().Fails(400, 413, 415);
        events.MapPost("pretix/run", RunAsync).WithName("RunPretixSource")
            .WithSummary("Reads what changed in pretix now").Produces<PretixView>(202);
    }

    private static async Task<IResult> FindAsync(HttpContext context, PretixSources sources, CancellationToken cancellation) =>
        await sources.FindAsync(context.EventId(), cancellation) is { } found
            ? TypedResults.Json(View(found), OrganiseJson.Default.Options)
            : NoSource(context);

    private static async Task<IResult> PutAsync(HttpContext context, PretixSources sources, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.PretixInput) is not { } body)
            return Results.Empty;
        var faults = await sources.SetAsync(context.Client().OrganiserId, context.EventId(), context.Actor(), body, cancellation);
        return faults.Count > 0 ? Refused(context, faults) : await FindAsync(context, sources, cancellation);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, PretixSources sources, CancellationToken cancellation) =>
        await sources.RemoveAsync(context.Client().OrganiserId, context.EventId(), context.Actor(), cancellation)
            ? TypedResults.NoContent()
            : NoSource(context);

    private static async Task<IResult> TestAsync(HttpContext context, PretixSources sources, CancellationToken cancellation)
    {
        PretixInput? input = null;
        if (context.Request.ContentLength is not (null or 0) || context.Request.Headers.TransferEncoding.Count > 0)
        {
            input = await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.PretixInput);
            if (input is null)
                return Results.Empty;
        }
        var (faults, trial) = await sources.TryAsync(context.EventId(), input, cancellation);
        return faults.Count > 0 ? Refused(context, faults)
            : trial is null ? NoSource(context)
            : TypedResults.Json(trial, OrganiseJson.Default.Options);
    }

    private static async Task<IResult> RunAsync(HttpContext context, PretixSources sources, CancellationToken cancellation)
    {
        if (!await sources.RequestRunAsync(context.EventId(), cancellation)
            || await sources.FindAsync(context.EventId(), cancellation) is not { } found)
            return NoSource(context);
        return TypedResults.Json(View(found), OrganiseJson.Default.Options, statusCode: 202);
    }

    private static IResult NoSource(HttpContext context) =>
        Problems.Of(context, "not_found", "No source in pretix is set for this event.");

    private static IResult Refused(HttpContext context, IReadOnlyList<FieldFault> faults) => Problems.Of(
        context, "invalid_request", "The source was not taken; see faults.", faults.Select(f => new ProblemFault(f.Field, f.Reason)).ToList());

    private static PretixView View(PretixState state) => new(
        state.Settings.Url!, state.Settings.Organiser!, state.Settings.Event!, state.Settings.Products, state.Settings.Date,
        state.Settings.Pending, state.Settings.Questions, state.Settings.CreateQuestions, state.Settings.IntervalMinutes,
        state.IsRunning, state.NextRunAt, state.Status);
}

/// <summary>A source as it is set, without its token, and how its last run went or goes.</summary>
internal sealed record PretixView(
    string Url, string Organiser, string Event, IReadOnlyList<long> Products, long? Date, bool Pending,
    IReadOnlyDictionary<string, string?> Questions, bool CreateQuestions, int IntervalMinutes,
    bool IsRunning, DateTimeOffset NextRunAt, PretixStatus Status);
