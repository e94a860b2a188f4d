using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Registrants;
using Lanyard.Core.Licensing;
using Lanyard.Server.Api.FairUse;
using Lanyard.Server.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Lanyard.Server.Api.Organise;

/// <summary>Exhibitors of an event by the organiser's own id.</summary>
internal static class ExhibitorEndpoints
{
    private const long LongestList = 16L << 20;

    public static void MapExhibitors(this RouteGroupBuilder events)
    {
        events.MapGet("exhibitors", ListAsync).WithName("ListExhibitors").WithSummary("The exhibitors of the event")
            .Produces<IReadOnlyList<ExhibitorView>>();
        events.MapPost("exhibitors", ImportAsync).WithName("ImportExhibitors")
            .WithSummary("Adds or changes exhibitors by their keys: a JSON array, or an exhibitor a line")
            .Takes(typeof(ExhibitorInput[]), "application/json", "application/x-ndjson")
            .Produces<ImportResult>().Fails(413, 415);
        events.MapPut("exhibitors/{key}", PutAsync).WithName("PutExhibitor").WithSummary("Adds or renames an exhibitor")
            .Accepts<ExhibitorBody>("application/json").Produces<ExhibitorView>().Fails(400, 413, 415);
        events.MapLicenses();
        events.MapApiClients();
        events.MapFairUse();
    }

    /// <summary>Null for an exhibitor that the event in the address does not have.</summary>
    public static async Task<ExhibitorKey?> FindAsync(
        HttpContext context, ExhibitorAdministration exhibitors, string key, CancellationToken cancellation) =>
        await exhibitors.FindOrNullAsync(context.EventId(), key, cancellation) is { } found
            ? new(found.EventId, found.Id)
            : null;

    private static async Task<IResult> ListAsync(
        HttpContext context, ExhibitorAdministration exhibitors, CancellationToken cancellation) => TypedResults.Json(
            (await exhibitors.ListAsync(context.EventId(), cancellation)).ConvertAll(View), OrganiseJson.Default.Options);

    private static async Task<IResult> ImportAsync(
        HttpContext context, ExhibitorAdministration exhibitors, CancellationToken cancellation)
    {
        if (OrganiseJson.FormatOrNull(context.Request) is not { } format)
        {
            return Problems.Of(context, "unsupported_media_type",
                "Send exhibitors as application/x-ndjson or as a JSON array (application/json).");
        }
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LongestList;
        var lines = await ExhibitorLines.ReadAsync(context.Request.Body, format, cancellation);
        var result = await exhibitors.ImportAsync(context.EventId(), lines, context.Actor(), cancellation);
        return TypedResults.Json(result, OrganiseJson.Default.Options);
    }

    private static async Task<IResult> PutAsync(
        HttpContext context, string key, ExhibitorAdministration exhibitors, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.ExhibitorBody) is not { } body)
            return Results.Empty;
        var input = new ExhibitorInput(key, body.Name, body.Hall, body.Stand, body.Email);
        return OrganiseEndpoints.Answer(
            context, await exhibitors.PutAsync(context.EventId(), input, context.Actor(), cancellation), View);
    }

    private static ExhibitorView View(Exhibitor x) => new(ShortId.Format(x.Id), x.Key, x.Name, x.Hall, x.Stand, x.Email);
}
