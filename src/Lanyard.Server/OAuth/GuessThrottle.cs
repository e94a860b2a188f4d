using System.Collections.Concurrent;

namespace Lanyard.Server.OAuth;

/// <summary>
/// Slows guessing down: for a client from one address, and for an address over all clients. Another address is never slowed,
/// so nobody can lock an owner out; the wait is never longer than a minute.
/// </summary>
internal sealed class GuessThrottle(TimeProvider time)
{
    private const int FreeForClient = 10;
    private const int FreeForAddress = 100;
    private const int MostRemembered = 100_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Client, string Address), Failures> _failures = new();

    /// <summary>How long to wait before the next attempt; null when it may be made now.</summary>
    public TimeSpan? WaitOrNull(string client, string address)
    {
        var until = Max(Until((client, address), FreeForClient), Until(("", address), FreeForAddress));
        var wait = until - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }

    public void Failed(string client, string address)
    {
        if (_failures.Count > MostRemembered)
            _failures.Clear();
        var now = time.GetUtcNow();
        _failures.AddOrUpdate((client, address), _ => new(1, now), (_, f) => f.Next(now));
        _failures.AddOrUpdate(("", address), _ => new(1, now), (_, f) => f.Next(now));
    }

    public void Succeeded(string client, string address) => _failures.TryRemove((client, address), out _);

    private DateTimeOffset Until((string, string) key, int free)
    {
        if (!_failures.TryGetValue(key, out var failures) || failures.Count < free)
            return DateTimeOffset.MinValue;
        var seconds = Math.Min(Math.Pow(2, Math.Min(failures.Count - free, 6)), LongestWait.TotalSeconds);
        return failures.Last + TimeSpan.FromSeconds(seconds);
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private readonly record struct Failures(int Count, DateTimeOffset Last)
    {
        public Failures Next(DateTimeOffset now) => now - Last > LongestWait * 10 ? new(1, now) : new(Count + 1, now);
    }
}
