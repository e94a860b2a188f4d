using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;
using Lanyard.Server.Hosting;
using Microsoft.EntityFrameworkCore;

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

    private static async Task<IResult> ListAsync(HttpContext context, string key, IStore store, CancellationToken cancellation)
    {
        if (await ExhibitorEndpoints.FindAsync(store, context.EventId(), key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        var clients = await store.ReadAsync(data => data.ApiClients.Include(c => c.Secrets)
            .Where(c => c.EventId == exhibitor.EventId && c.ExhibitorId == exhibitor.Id)
            .OrderBy(c => c.CreatedAt).ToListAsync(cancellation));
        return TypedResults.Json(clients.ConvertAll(View), OrganiseJson.Default.Options);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, string key, IStore store, ApiClients clients, CancellationToken cancellation)
    {
        if (await OrganiseEndpoints.ReadAsync(context, OrganiseJson.Default.ApiClientBody) is not { } body)
            return Results.Empty;
        if (OrganiseEndpoints.NameFault("name", body.Name) is { } fault)
            return Problems.Of(context, "invalid_request", fault);
        if (await ExhibitorEndpoints.FindAsync(store, context.EventId(), key, cancellation) is not { } exhibitor)
            return OrganiseEndpoints.NotFound(context, "exhibitor");
        var organiser = context.Client().OrganiserId;
        var issued = await store.WriteAsync(
            data => Task.FromResult(clients.Create(data, organiser, exhibitor, body.Name!.Trim()).Secret), cancellation);
        return Show(issued);
    }

    private static async Task<IResult> RotateAsync(
        HttpContext context, string key, string clientId, IStore store, ApiClients clients, CancellationToken cancellation)
    {
        var (found, issued) = await WithClientAsync(context, key, clientId, store,
            (data, client) => client.RevokedAt is null ? clients.RotateAsync(data, client, cancellation) : Task.FromResult<IssuedSecret?>(null), cancellation);
        return !found ? OrganiseEndpoints.NotFound(context, "API client")
            : issued is null ? Problems.Of(context, "conflict", $"The client is revoked, or has {ClientSecret.LiveLimit} live secrets: revoke one first.")
            : Show(issued);
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext context, string key, string clientId, IStore store, TimeProvider time, CancellationToken cancellation)
    {
        var (found, _) = await WithClientAsync(context, key, clientId, store, (_, client) =>
        {
            client.RevokedAt ??= time.GetUtcNow();
            return Task.FromResult<object?>(null);
        }, cancellation);
        return found ? TypedResults.NoContent() : OrganiseEndpoints.NotFound(context, "API client");
    }

    private static async Task<IResult> RevokeSecretAsync(
        HttpContext context, string key, string clientId, string secretId, IStore store, TimeProvider time, CancellationToken cancellation)
    {
        var (found, revoked) = await WithClientAsync(context, key, clientId, store, async (data, client) =>
        {
            if (!ShortId.TryParse(secretId, out var id))
                return null;
            var secret = await data.ClientSecrets.SingleOrDefaultAsync(s => s.Id == id && s.ClientId == client.Id, cancellation);
            if (secret is not null)
                secret.RevokedAt ??= time.GetUtcNow();
            return secret;
        }, cancellation);
        return found && revoked is not null ? TypedResults.NoContent() : OrganiseEndpoints.NotFound(context, "secret");
    }

    private static async Task<(bool Found, T? Result)> WithClientAsync<T>(HttpContext context, string key, string clientId, IStore store,
        Func<LanyardDbContext, ApiClient, Task<T?>> work, CancellationToken cancellation)
        where T : class
    {
        if (await ExhibitorEndpoints.FindAsync(store, context.EventId(), key, cancellation) is not { } exhibitor
            || !ShortId.TryParse(clientId, out var id))
        {
            return (false, null);
        }
        return await store.WriteAsync<(bool, T?)>(async data =>
        {
            var client = await data.ApiClients.SingleOrDefaultAsync(
                c => c.Id == id && c.EventId == exhibitor.EventId && c.ExhibitorId == exhibitor.Id, cancellation);
            return client is null ? (false, null) : (true, await work(data, client));
        }, cancellation);
    }

    private static IResult Show(IssuedSecret issued) =>
        TypedResults.Json(new IssuedSecretView(issued.ClientId, issued.Secret, ShortId.Format(issued.SecretId)), OrganiseJson.Default.Options, statusCode: 201);

    private static ApiClientView View(ApiClient c) => new(ShortId.Format(c.Id), c.Name, c.CreatedAt, c.RevokedAt,
        c.Secrets.OrderBy(s => s.CreatedAt).Select(s => new SecretView(ShortId.Format(s.Id), s.Hint, s.CreatedAt, s.RevokedAt)).ToList());
}
