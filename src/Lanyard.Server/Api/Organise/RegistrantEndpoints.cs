using System.Text.Json;
using Lanyard.Core.Changes;
using Lanyard.Core.Registrants;
using Lanyard.Server.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Lanyard.Server.Api.Organise;

/// <summary>Registrants of an event, by the organiser's own id.</summary>
internal static class RegistrantEndpoints
{
    private const int LongestRegistrant = 64 * 1024;
    private const long LongestImport = 1L << 30;

    public static void MapRegistrants(this RouteGroupBuilder events)
    {
        events.MapGet("registrants", ListAsync).WithName("ListRegistrants")
            .WithSummary("Up to 100 registrants in the order of their keys, after the given key; search looks for words in "
                + "name, company, e-mail and key")
            .Produces<IReadOnlyList<RegistrantView>>();
        events.MapPost("registrants", ImportAsync).WithName("ImportRegistrants")
            .WithSummary("Adds or replaces registrants by their keys: a JSON array, or a registrant a line")
            .Takes(typeof(RegistrantInput[]), "application/json", "application/x-ndjson")
            .Produces<ImportResult>().Fails(413, 415);
        events.MapGet("registrants/{key}", FindAsync).WithName("GetRegistrant").WithSummary("One registrant")
            .Produces<RegistrantView>();
        events.MapGet("registrants/{key}/person", TellAsync).WithName("GetPerson")
            .WithSummary("The registrant with answers, consent, and who scanned the badge when").Produces<Person>();
        events.MapPost("registrants/{key}/export", ExportAsync).WithName("ExportPerson")
            .WithSummary("All that is held of the person, to be given to the person: it stands in the audit log")
            .Produces<Person>();
        events.MapPut("registrants/{key}", PutAsync).WithName("PutRegistrant")
            .WithSummary("Adds or replaces one registrant")
            .Takes(typeof(RegistrantInput), "application/json").Produces<ImportResult>().Fails(400, 413, 415);
        events.MapDelete("registrants/{key}", EraseAsync).WithName("EraseRegistrant")
            .WithSummary("Erases the person's data; leads of the person come once more, emptied").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string? after, string? search,
        RegistrantDirectory registrants, CancellationToken cancellation)
    {
        var page = await registrants.ListAsync(context.EventId(), after, search, cancellation);
        if (page.Count == RegistrantDirectory.PageSize)
        {
            var words = search is null ? "" : $"&search={Uri.EscapeDataString(search)}";
            context.Response.Headers.Link =
                $"<{context.Request.Path}?after={Uri.EscapeDataString(page[^1].Key)}{words}>; rel=\"next\"";
        }
        return TypedResults.Json(page.ConvertAll(View), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> FindAsync(
        HttpContext context, string key, RegistrantDirectory registrants, CancellationToken cancellation) =>
        await registrants.FindOrNullAsync(context.EventId(), key, cancellation) is { } found
            ? TypedResults.Json(View(found), OrganiseJson.Default.Options)
            : OrganiseEndpoints.NotFound(context, "registrant");

    private static async Task<IResult> TellAsync(
        HttpContext context, string key, RegistrantDirectory registrants, CancellationToken cancellation) =>
        await registrants.TellAsync(context.EventId(), key, cancellation) is { } person
            ? TypedResults.Json(person, OrganiseJson.Default.Options)
            : OrganiseEndpoints.NotFound(context, "registrant");

    private static async Task<IResult> ExportAsync(
        HttpContext context, string key, RegistrantDirectory registrants, CancellationToken cancellation) =>
        await registrants.ExportAsync(context.EventId(), key, context.Actor(), cancellation) is { } person
            ? TypedResults.Json(person, OrganiseJson.Default.Options)
            : OrganiseEndpoints.NotFound(context, "registrant");

    private static async Task<IResult> ImportAsync(HttpContext context, Registration registration, ChangeWorker changes, CancellationToken cancellation)
    {
        if (OrganiseJson.FormatOrNull(context.Request) is not { } format)
            return Problems.Of(context, "unsupported_media_type", "Send registrants as application/x-ndjson or as a JSON array (application/json).");
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LongestImport;
        var lines = RegistrantReader.ReadAsync(context.Request.BodyReader, format, cancellation);
        var result = await registration.ImportAsync(context.EventId(), lines, cancellation);
        await changes.SettleAsync(ChangeKind.Registrant, cancellation);
        return TypedResults.Json(result, OrganiseJson.Default.Options);
    }

    private static async Task<IResult> PutAsync(
        HttpContext context, string key, Registration registration, ChangeWorker changes, CancellationToken cancellation)
    {
        if (!context.Request.HasJsonContentType())
            return Problems.Of(context, "unsupported_media_type", "Send the registrant as application/json.");
        if (context.Request.ContentLength > LongestRegistrant)
            return Problems.Of(context, "too_large", $"The body may have {LongestRegistrant} bytes.");
        var line = await RegistrantReader.ReadOneAsync(context.Request.Body, key, cancellation);
        var result = await registration.ImportAsync(context.EventId(), new[] { line }.ToAsyncEnumerable(), cancellation);
        if (result.Failed > 0)
        {
            return Problems.Of(context, "invalid_request", "The registrant was not taken; see faults.",
                result.Faults.Select(f => new ProblemFault(f.Field, f.Reason)).ToList());
        }
        await changes.SettleAsync(ChangeKind.Registrant, cancellation);
        return TypedResults.Json(result, OrganiseJson.Default.Options);
    }

    private static async Task<IResult> EraseAsync(
        HttpContext context, string key, Erasure erasure, CancellationToken cancellation) =>
        await erasure.EraseAsync(context.EventId(), key, context.Actor(), cancellation)
            ? TypedResults.NoContent()
            : OrganiseEndpoints.NotFound(context, "registrant");

    private static RegistrantView View(Registrant r) => new(r.Key, r.UpdatedAt, r.Erased, JsonElement.Parse(r.Contact),
        new(ConsentStates.Name(r.ConsentState), r.ConsentAt, r.ConsentVersion));
}
