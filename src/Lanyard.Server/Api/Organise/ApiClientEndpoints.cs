using Lanyard.Core;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Licensing;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Organise;

/// <summary>API clients of an exhibitor. A secret is in the answer that makes it and nowhere afterwards.</summary>
internal static class ApiClientEndpoints
{
    public static void MapApiClients(this RouteGroupBuilder events)
    {
        const string Clients = "exhibitors/{key}/api-clients";
        events.MapGet(Clients, ListAsync).WithName("ListApiClients")
            .WithSummary("The exhibitor's API clients, without their secrets")
            .Produces<IReadOnlyList<ApiClientView>>();
        events.MapPost(Clients, CreateAsync).WithName("CreateApiClient")
            .WithSummary("Issues an API client; this answer alone shows its secret")
            .Accepts<ApiClientBody>("application/json").Produces<IssuedSecretView>(201).Fails(400, 413, 415);
        events.MapPost(Clients + "/{clientId}/revoke", RevokeAsync).WithName("RevokeApiClient")
            .WithSummary("Ends an API client, its secrets and its tokens").Produces(204);
        events.MapPost(Clients + "/{clientId}/secrets", RotateAsync).WithName("AddClientSecret")
            .WithSummary("Issues the second live secret of a client; this answer alone shows it")
            .Produces<IssuedSecretView>(201).Fails(409);
        events.MapPost(Clients + "/{clientId}/secrets/{secretId}/revoke", RevokeSecretAsync)
            .WithName("RevokeClientSecret")
            .WithSummary("Ends one secret of a client").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string key, ExhibitorAdministration exhibitors,
        ApiClientAdministration clients, CancellationToken cancellation) =>
        await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is { } exhibitor
            ? TypedResults.Json(
                (await clients.ListAsync(exhibitor, cancellation)).ConvertAll(View), OrganiseJson.Default.Options)
            : OrganiseEndpoints.NotFound(context, "exhibitor");

    private static async Task<IResult> CreateAsync(HttpContext context, string key, ExhibitorAdministration exhibitors,
        ApiClientAdministration clients, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.ApiClientBody) is not { } body)
            return Results.Empty;
        if (await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        return OrganiseEndpoints.Answer(
            context, await clients.CreateAsync(exhibitor, body.Name, context.Actor(), cancellation), View, 201);
    }

    private static async Task<IResult> RotateAsync(HttpContext context, string key, string clientId,
        ExhibitorAdministration exhibitors, ApiClientAdministration clients, CancellationToken cancellation) =>
        await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is { } exhibitor
            && ShortId.TryParse(clientId, out var id)
                ? OrganiseEndpoints.Answer(
                    context, await clients.AddSecretAsync(exhibitor, id, context.Actor(), cancellation), View, 201)
                : OrganiseEndpoints.NotFound(context, "API client");

    private static async Task<IResult> RevokeAsync(HttpContext context, string key, string clientId,
        ExhibitorAdministration exhibitors, ApiClientAdministration clients, CancellationToken cancellation) =>
        await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is { } exhibitor
            && ShortId.TryParse(clientId, out var id)
                ? OrganiseEndpoints.Answer(
                    context, await clients.RevokeAsync(exhibitor, id, context.Actor(), cancellation))
                : OrganiseEndpoints.NotFound(context, "API client");

    private static async Task<IResult> RevokeSecretAsync(HttpContext context, string key, string clientId, string secretId,
        ExhibitorAdministration exhibitors, ApiClientAdministration clients, CancellationToken cancellation) =>
        await ExhibitorEndpoints.FindAsync(context, exhibitors, key, cancellation) is { } exhibitor
            && ShortId.TryParse(clientId, out var id) && ShortId.TryParse(secretId, out var secret)
                ? OrganiseEndpoints.Answer(context,
                    await clients.RevokeSecretAsync(exhibitor, id, secret, context.Actor(), cancellation))
                : OrganiseEndpoints.NotFound(context, "secret");

    private static IssuedSecretView View(IssuedSecret issued) =>
        new(issued.ClientId, issued.Secret, ShortId.Format(issued.SecretId));

    private static ApiClientView View(ApiClient c) => new(ShortId.Format(c.Id), c.Name, c.CreatedAt, c.RevokedAt,
        c.Secrets.OrderBy(s => s.CreatedAt).Select(s => new SecretView(ShortId.Format(s.Id), s.Hint, s.CreatedAt, s.RevokedAt)).ToList());
}
