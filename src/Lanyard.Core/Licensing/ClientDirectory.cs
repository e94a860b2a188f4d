using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Licensing;

/// <summary>The API clients that call, in memory. A commit that changes clients, secrets or licenses empties it.</summary>
public sealed class ClientDirectory
{
    private readonly IStore _store;
    private ConcurrentDictionary<long, ClientState> _clients = new();

    public ClientDirectory(IStore store)
    {
        _store = store;
        store.ClientsChanged += () => _clients = new();
    }

    /// <summary>Null for a client that does not exist or was revoked.</summary>
    public ValueTask<ClientState?> FindAsync(long clientId, CancellationToken cancellation) =>
        _clients.TryGetValue(clientId, out var known) ? new(known) : new(LoadAsync(clientId, cancellation));

    /// <summary>False when it is not in memory.</summary>
    public bool TryFind(long clientId, [NotNullWhen(true)] out ClientState? client) =>
        _clients.TryGetValue(clientId, out client);

    private async Task<ClientState?> LoadAsync(long clientId, CancellationToken cancellation)
    {
        // Taken before reading: what is read while a change commits lands in the dictionary that is thrown away.
        var clients = _clients;
        var state = await _store.ReadAsync(data => ReadAsync(data, clientId, cancellation));
        if (state is not null)
            clients[clientId] = state;
        return state;
    }

    private static async Task<ClientState?> ReadAsync(LanyardDbContext data, long clientId, CancellationToken cancellation)
    {
        var client = await data.ApiClients.Include(c => c.Secrets.Where(s => s.RevokedAt == null))
            .SingleOrDefaultAsync(c => c.Id == clientId && c.RevokedAt == null, cancellation);
        if (client is null)
            return null;
        ExhibitorKey? exhibitor = client is { EventId: { } eventId, ExhibitorId: { } exhibitorId } ? new(eventId, exhibitorId) : null;
        var licenses = exhibitor is null
            ? []
            : await data.Licenses.Where(l => l.EventId == client.EventId && l.ExhibitorId == client.ExhibitorId
                && l.Kind == LicenseKind.Api && l.RevokedAt == null).ToListAsync(cancellation);
        return new ClientState(client.Id, client.OrganiserId, exhibitor, licenses, client.Secrets) { Name = client.Name };
    }
}
