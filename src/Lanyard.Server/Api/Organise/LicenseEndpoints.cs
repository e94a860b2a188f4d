using Lanyard.Core;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Licensing;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>Licenses of an exhibitor.</summary>
internal static class LicenseEndpoints
{
    private const string Licenses = "exhibitors/{key}/licenses";
    private const string One = Licenses + "/{licenseId}";

    public static void MapLicenses(this RouteGroupBuilder events)
    {
        events.MapGet(Licenses, ListAsync).WithName("ListLicenses")
            .WithSummary("The exhibitor's licenses")
            .Produces<IReadOnlyList<LicenseView>>();
        events.MapPost(Licenses, GrantAsync).WithName("GrantLicense")
            .WithSummary("Grants a license: api, or scan with a number of seats")
            .Accepts<LicenseBody>("application/json").Produces<LicenseView>(201).Fails(400, 413, 415);
        events.MapPut(One, ChangeAsync).WithName("PutLicense").WithSummary("Changes a license's seats and dates")
            .Accepts<LicenseTerms>("application/json").Produces<LicenseView>().Fails(400, 409, 413, 415);
        events.MapPost(One + "/revoke", RevokeAsync).WithName("RevokeLicense")
            .WithSummary("Ends a license; completed leads stay readable to the next one").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string key, ExhibitorAdministration exhibitors,
        LicenseAdministration licenses, CancellationToken cancellation) =>
        await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is { } exhibitor
            ? TypedResults.Json(
                (await licenses.ListAsync(exhibitor, cancellation)).ConvertAll(View), OrganiseJson.Default.Options)
            : OrganiseEndpoints.NotFound(context, "exhibitor");

    private static async Task<IResult> GrantAsync(HttpContext context, string key, ExhibitorAdministration exhibitors,
        LicenseAdministration licenses, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.LicenseBody) is not { } body)
            return Results.Empty;
        if (await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        var granted = await licenses.GrantAsync(
            exhibitor, body.Kind, new(body.Seats, body.From, body.Until), context.Actor(), cancellation);
        return OrganiseEndpoints.Answer(context, granted, View, 201);
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, string key, string licenseId,
        ExhibitorAdministration exhibitors, LicenseAdministration licenses, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.LicenseTerms) is not { } terms)
            return Results.Empty;
        return await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is { } exhibitor
            && ShortId.TryParse(licenseId, out var id)
                ? OrganiseEndpoints.Answer(
                    context, await licenses.ChangeAsync(exhibitor, id, terms, context.Actor(), cancellation), View)
                : OrganiseEndpoints.NotFound(context, "license");
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, string key, string licenseId,
        ExhibitorAdministration exhibitors, LicenseAdministration licenses, CancellationToken cancellation) =>
        await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is { } exhibitor
            && ShortId.TryParse(licenseId, out var id)
                ? OrganiseEndpoints.Answer(
                    context, await licenses.RevokeAsync(exhibitor, id, context.Actor(), cancellation))
                : OrganiseEndpoints.NotFound(context, "license");

    private static LicenseView View(License l) => new(
        ShortId.Format(l.Id), l.Kind is LicenseKind.Api ? "api" : "scan", l.Seats, l.From, l.Until, l.RevokedAt);
}
