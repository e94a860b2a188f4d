using System.Collections.Concurrent;
using System.Net;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Hosting;

/// <summary>
/// Slows guessing down. Failures are counted for a client from one address, and a client has to wait for its own
/// failures alone: neither guesses from another address nor guesses at another client keep an owner out. An address
/// that failed often, over all clients, has one guess at each instead of ten. No wait is longer than a minute.
/// </summary>
internal sealed class GuessThrottle(TimeProvider time)
{
    private const int FreeForClient = 10;
    private const int FreeForClientOfGuesser = 1;
    private const int FreeForAddress = 100;
    private const int MostRemembered = 100_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Client, string Address), Failures> _ofClients = new();
    private readonly ConcurrentDictionary<string, Failures> _ofAddresses = new(StringComparer.Ordinal);

    /// <summary>How long to wait before the next attempt; null when it may be made now.</summary>
    public TimeSpan? WaitOrNull(string client, IPAddress? address)
    {
        var from = CallerNetwork.Of(address);
        var now = time.GetUtcNow();
        if (!_ofClients.TryGetValue((client, from), out var failures) || failures.IsForgotten(now))
            return null;
        var isGuesser =
            _ofAddresses.TryGetValue(from, out var all) && all.Count >= FreeForAddress && !all.IsForgotten(now);
        var over = failures.Count - (isGuesser ? FreeForClientOfGuesser : FreeForClient);
        if (over < 0)
            return null;
        var wait =
            failures.Last
            + TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(over, 6)), LongestWait.TotalSeconds))
            - now;
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <param name="address">Null for attempts from wherever.</param>
    public void Failed(string client, IPAddress? address)
    {
        var from = CallerNetwork.Of(address);
        var now = time.GetUtcNow();
        Count(_ofClients, (client, from), now);
        if (from.Length > 0)
            Count(_ofAddresses, from, now);
    }

    public void Succeeded(string client, IPAddress? address) => _ofClients.TryRemove((client, CallerNetwork.Of(address)), out _);

    private static void Count<TKey>(ConcurrentDictionary<TKey, Failures> failures, TKey key, DateTimeOffset now)
        where TKey : notnull
    {
        // Kept apart, so that made-up client ids can push out other clients' failures, but never those of an address.
        if (failures.Count > MostRemembered)
            failures.Clear();
        failures.AddOrUpdate(
            key,
            _ => new(1, now),
            (_, known) => known.IsForgotten(now) ? new(1, now) : new(known.Count + 1, now)
        );
    }

    private readonly record struct Failures(int Count, DateTimeOffset Last)
    {
        public bool IsForgotten(DateTimeOffset now) => now - Last > Remembered;
    }
}
