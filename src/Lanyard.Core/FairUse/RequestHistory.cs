using System.Collections.Concurrent;

namespace Lanyard.Core.FairUse;

/// <summary>
/// The last requests of each exhibitor's API client on this node since it started, so that whoever writes the client finds its
/// mistakes. In memory alone, and bounded: the more clients call, the fewer requests of each are kept.
/// </summary>
public sealed class RequestHistory
{
    public const int MostOfClient = 50;

    private const long MostBytes = 16 * 1024 * 1024;

    private readonly ConcurrentDictionary<long, ClientRequests> _clients = new();
    private long _bytes;
    private int _isTrimming;

    public void Add(long clientId, ClientRequest request)
    {
        var added = _clients.GetOrAdd(clientId, _ => new()).Add(request);
        if (Interlocked.Add(ref _bytes, added) > MostBytes)
            Trim();
    }

    /// <summary>A list that was answered from memory because nothing was new, as nearly all are.</summary>
    public void AddPoll(long clientId, string path, string query, long bytes, DateTimeOffset now)
    {
        if (!_clients.TryGetValue(clientId, out var client) || !client.TryRepeatPoll(path, now))
            Add(clientId, new(now, "GET", path, query, 200) { Rows = 0, Bytes = bytes });
    }

    /// <summary>The last one first.</summary>
    public IReadOnlyList<ClientRequest> Of(long clientId) => _clients.TryGetValue(clientId, out var client) ? client.List() : [];

    private void Trim()
    {
        if (Interlocked.Exchange(ref _isTrimming, 1) == 1)
            return;
        // Less than all of it, so that it is not done again at once.
        var share = MostBytes / 4 * 3 / _clients.Count;
        foreach (var client in _clients.Values)
            Interlocked.Add(ref _bytes, -client.Trim(share));
        Volatile.Write(ref _isTrimming, 0);
    }
}
