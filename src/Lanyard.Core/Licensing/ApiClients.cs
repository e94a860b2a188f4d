using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Licensing;

/// <summary>A secret at the only moment it can be seen.</summary>
public sealed record IssuedSecret(string ClientId, long SecretId, string Secret);

/// <summary>Makes API clients and their secrets.</summary>
public sealed class ApiClients(Keys keys, TimeProvider time)
{
    public (ApiClient Client, IssuedSecret Secret) Create(LanyardDbContext context, long organiserId, ExhibitorKey? exhibitor, string name)
    {
        var client = new ApiClient
        {
            OrganiserId = organiserId,
            EventId = exhibitor?.EventId,
            ExhibitorId = exhibitor?.Id,
            Name = name,
            CreatedAt = time.GetUtcNow(),
        };
        context.ApiClients.Add(client);
        return (client, AddSecret(context, client));
    }

    /// <summary>Another secret, so that a client can change over without a pause; null when two are live already.</summary>
    public async Task<IssuedSecret?> RotateAsync(LanyardDbContext context, ApiClient client, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var secrets = await context.ClientSecrets.Where(s => s.ClientId == client.Id).ToListAsync(cancellation);
        return secrets.Count(s => s.IsLive(now)) >= ClientSecret.LiveLimit ? null : AddSecret(context, client);
    }

    private IssuedSecret AddSecret(LanyardDbContext context, ApiClient client)
    {
        var text = "lyd_" + Tokens.NewText();
        var secret = new ClientSecret
        {
            ClientId = client.Id,
            Hash = keys.HashSecret(text),
            Hint = text[^4..],
            CreatedAt = time.GetUtcNow(),
        };
        context.ClientSecrets.Add(secret);
        return new(ShortId.Format(client.Id), secret.Id, text);
    }
}
