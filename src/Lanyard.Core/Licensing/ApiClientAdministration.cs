using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Licensing;

/// <summary>Issues and ends the API clients of exhibitors and their secrets.</summary>
public sealed class ApiClientAdministration(IStore store, ApiClients clients, AuditLog audit, TimeProvider time)
{
    /// <summary>The exhibitor's clients with their secrets, the oldest first.</summary>
    public Task<List<ApiClient>> ListAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        store.ReadAsync(data => data.ApiClients.Include(c => c.Secrets)
            .Where(c => c.EventId == exhibitor.EventId && c.ExhibitorId == exhibitor.Id)
            .OrderBy(c => c.CreatedAt).ToListAsync(cancellation));

    /// <summary>A new client; its secret is in the answer and nowhere afterwards.</summary>
    public async Task<Outcome<IssuedSecret>> CreateAsync(
        ExhibitorKey exhibitor, string? name, Actor actor, CancellationToken cancellation)
    {
        if (NameRules.FaultOrNull("name", name) is { } fault)
            return Refusal.Invalid([fault]);
        return await store.WriteAsync(async data =>
        {
            var organiser = await data.OrganiserOfAsync(exhibitor.EventId, cancellation);
            var (client, secret) = clients.Create(data, organiser, exhibitor, name!.Trim());
            await AuditAsync(data, client, actor, "api_client.created");
            return secret;
        }, cancellation);
    }

    /// <summary>The second live secret of a client; it is in the answer and nowhere afterwards.</summary>
    public Task<Outcome<IssuedSecret>> AddSecretAsync(
        ExhibitorKey exhibitor, long clientId, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Outcome<IssuedSecret>>(async data =>
        {
            if (await FindAsync(data, exhibitor, clientId, cancellation) is not { } client)
                return Refusal.NotFound("API client");
            var issued = client.RevokedAt is null ? await clients.RotateAsync(data, client, cancellation) : null;
            if (issued is null)
            {
                return Refusal.Conflict(
                    $"The client is revoked, or has {ClientSecret.LiveLimit} live secrets: revoke one first.");
            }
            await AuditAsync(data, client, actor, "secret.created", ShortId.Format(issued.SecretId));
            return issued;
        }, cancellation);

    /// <summary>Ends a client, its secrets and its tokens.</summary>
    public Task<Outcome<ApiClient>> RevokeAsync(
        ExhibitorKey exhibitor, long clientId, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Outcome<ApiClient>>(async data =>
        {
            if (await FindAsync(data, exhibitor, clientId, cancellation) is not { } client)
                return Refusal.NotFound("API client");
            if (client.RevokedAt is null)
            {
                client.RevokedAt = time.GetUtcNow();
                await AuditAsync(data, client, actor, "api_client.revoked");
            }
            return client;
        }, cancellation);

    public Task<Outcome<ClientSecret>> RevokeSecretAsync(
        ExhibitorKey exhibitor, long clientId, long secretId, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Outcome<ClientSecret>>(async data =>
        {
            if (await FindAsync(data, exhibitor, clientId, cancellation) is not { } client
                || await data.ClientSecrets.SingleOrDefaultAsync(
                    s => s.Id == secretId && s.ClientId == client.Id, cancellation) is not { } secret)
            {
                return Refusal.NotFound("secret");
            }
            if (secret.RevokedAt is null)
            {
                secret.RevokedAt = time.GetUtcNow();
                await AuditAsync(data, client, actor, "secret.revoked", ShortId.Format(secretId));
            }
            return secret;
        }, cancellation);

    private Task AuditAsync(
        LanyardDbContext data, ApiClient client, Actor actor, string action, string? detail = null) =>
        audit.AddAsync(data, client.OrganiserId, actor, action, ShortId.Format(client.Id), detail);

    private static Task<ApiClient?> FindAsync(
        LanyardDbContext data, ExhibitorKey exhibitor, long id, CancellationToken cancellation) =>
        data.ApiClients.SingleOrDefaultAsync(
            c => c.Id == id && c.EventId == exhibitor.EventId && c.ExhibitorId == exhibitor.Id, cancellation);
}
