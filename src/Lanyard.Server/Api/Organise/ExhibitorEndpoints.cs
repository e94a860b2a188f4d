using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Licensing;
using Lanyard.Server.Api.FairUse;
using Lanyard.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Server.Api.Organise;

/// <summary>Exhibitors of an event by the organiser's own id, their licenses and their API clients.</summary>
internal static class ExhibitorEndpoints
{
    private const int MostSeats = 10_000;

    public static void MapExhibitors(this RouteGroupBuilder events)
    {
        events.MapGet("exhibitors", ListAsync).WithName("ListExhibitors").WithSummary("The exhibitors of the event")
            .Produces<IReadOnlyList<ExhibitorView>>();
        events.MapPut("exhibitors/{key}", PutAsync).WithName("PutExhibitor").WithSummary("Adds or renames an exhibitor")
            .Accepts<ExhibitorBody>("application/json").Produces<ExhibitorView>().Fails(400, 413, 415);
        events.MapGet("exhibitors/{key}/licenses", ListLicensesAsync).WithName("ListLicenses")
            .WithSummary("The exhibitor's licenses")
            .Produces<IReadOnlyList<LicenseView>>();
        events.MapPost("exhibitors/{key}/licenses", GrantAsync).WithName("GrantLicense")
            .WithSummary("Grants a license: api, or scan with a number of seats")
            .Accepts<LicenseBody>("application/json").Produces<LicenseView>(201).Fails(400, 413, 415);
        events.MapPost("exhibitors/{key}/licenses/{licenseId}/revoke", RevokeLicenseAsync).WithName("RevokeLicense")
            .WithSummary("Ends a license; completed leads stay readable to the next one").Produces(204);
        events.MapApiClients();
        events.MapFairUse();
    }

    public static async Task<ExhibitorKey?> FindAsync(IStore store, long eventId, string key, CancellationToken cancellation)
    {
        var found = await store.ReadAsync(data =>
            data.Exhibitors.SingleOrDefaultAsync(x => x.EventId == eventId && x.Key == key, cancellation));
        return found is null ? null : new(found.EventId, found.Id);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IStore store, CancellationToken cancellation)
    {
        var eventId = context.EventId();
        var exhibitors = await store.ReadAsync(data =>
            data.Exhibitors.Where(x => x.EventId == eventId).OrderBy(x => x.Key).ToListAsync(cancellation));
        return TypedResults.Json(exhibitors.ConvertAll(View), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> PutAsync(HttpContext context, string key, IStore store, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.ExhibitorBody) is not { } body)
            return Results.Empty;
        if ((OrganiseEndpoints.NameFault("key", key) ?? OrganiseEndpoints.NameFault("name", body.Name)) is { } fault)
            return Problems.Of(context, "invalid_request", fault);
        var eventId = context.EventId();
        var exhibitor = await store.WriteAsync(async data =>
        {
            var known = await data.Exhibitors.SingleOrDefaultAsync(x => x.EventId == eventId && x.Key == key, cancellation);
            if (known is null)
                data.Exhibitors.Add(known = new Exhibitor { EventId = eventId, Key = key, Name = body.Name! });
            known.Name = body.Name!.Trim();
            return known;
        }, cancellation);
        return TypedResults.Json(View(exhibitor), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> ListLicensesAsync(HttpContext context, string key, IStore store, CancellationToken cancellation)
    {
        if (await FindAsync(store, context.EventId(), key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        var licenses = await store.ReadAsync(data =>
            data.Licenses.Where(l => l.EventId == exhibitor.EventId && l.ExhibitorId == exhibitor.Id)
                .OrderBy(l => l.From).ThenBy(l => l.Id).ToListAsync(cancellation));
        return TypedResults.Json(licenses.ConvertAll(View), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> GrantAsync(
        HttpContext context, string key, IStore store, ChangeWorker changes, TimeProvider time, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.LicenseBody) is not { } body)
            return Results.Empty;
        if (await FindAsync(store, context.EventId(), key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        LicenseKind? kind = body.Kind switch { "api" => LicenseKind.Api, "scan" => LicenseKind.Scan, _ => null };
        var from = body.From ?? time.GetUtcNow();
        var fault = kind is null ? "kind must be api or scan."
            : kind is LicenseKind.Scan && body.Seats is not (>= 1 and <= MostSeats) ? $"seats must be 1 to {MostSeats} for a scan license."
            : kind is LicenseKind.Api && body.Seats is not null ? "An api license has no seats."
            : body.Until <= from ? "until is not after from."
            : null;
        if (fault is not null)
            return Problems.Of(context, "invalid_request", fault);
        var license = await store.WriteAsync(data =>
        {
            var granted = new License
            {
                EventId = exhibitor.EventId,
                ExhibitorId = exhibitor.Id,
                Kind = kind!.Value,
                Seats = body.Seats,
                From = from,
                Until = body.Until,
            };
            data.Licenses.Add(granted);
            if (kind is LicenseKind.Scan)
                data.Changes.Add(new Change { EventId = exhibitor.EventId, Kind = ChangeKind.Exhibitor, SubjectId = exhibitor.Id, DueAt = from });
            return Task.FromResult(granted);
        }, cancellation);
        await changes.SettleAsync(cancellation);
        return TypedResults.Json(View(license), OrganiseJson.Default.Options, statusCode: 201);
    }

    private static async Task<IResult> RevokeLicenseAsync(
        HttpContext context, string key, string licenseId, IStore store, TimeProvider time, CancellationToken cancellation)
    {
        if (await FindAsync(store, context.EventId(), key, cancellation) is not { } exhibitor || !ShortId.TryParse(licenseId, out var id))
            return OrganiseEndpoints.NotFound(context, "license");
        var revoked = await store.WriteAsync(async data =>
        {
            var license = await data.Licenses.SingleOrDefaultAsync(
                l => l.EventId == exhibitor.EventId && l.ExhibitorId == exhibitor.Id && l.Id == id, cancellation);
            if (license is null)
                return false;
            license.RevokedAt ??= time.GetUtcNow();
            return true;
        }, cancellation);
        return revoked ? TypedResults.NoContent() : OrganiseEndpoints.NotFound(context, "license");
    }

    private static ExhibitorView View(Exhibitor x) => new(ShortId.Format(x.Id), x.Key, x.Name);

    private static LicenseView View(License l) => new(
        ShortId.Format(l.Id), l.Kind is LicenseKind.Api ? "api" : "scan", l.Seats, l.From, l.Until, l.RevokedAt);
}
