using System.Collections.Concurrent;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.FairUse;

/// <summary>
/// Watches over the fair use policy: requests count in memory, and every two seconds the counts go to the store, come back
/// with those of the other nodes, and are judged.
/// </summary>
public sealed class FairUseWatch : IDisposable
{
    private const int ClientsAtOnce = 200;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<long, MeteredClient> _clients = new();
    private readonly ClientMeter _none = new(0, 0, default, enforces: false);
    private readonly IStore _store;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ILookup<long, Restriction> _restrictions = Array.Empty<Restriction>().ToLookup(r => r.ClientId);
    private int _isStale = 1;
    private int _hasNew;

    public FairUseWatch(IStore store, AuditLog audit, TimeProvider time, FairUseMode mode)
    {
        (_store, _audit, _time, Mode) = (store, audit, time, mode);
        // A restriction that begins or ends, here or on another node, comes as a change of clients.
        store.ClientsChanged += () =>
        {
            if (Interlocked.Exchange(ref _isStale, 1) == 0)
                _wake.Release();
        };
    }

    public FairUseMode Mode { get; }

    public void Dispose()
    {
        _wake.Dispose();
        _turn.Dispose();
    }

    /// <summary>The meter of an exhibitor's client.</summary>
    public ClientMeter MeterOf(ClientState client)
    {
        if (Mode is FairUseMode.Off || client.Exhibitor is null)
            return _none;
        return _clients.TryGetValue(client.ClientId, out var known) ? known.Meter : Add(client, client.Exhibitor.Value);
    }

    /// <summary>Counts a list that is known to be empty; false when more has to be looked at.</summary>
    public bool TryCountIdlePoll(long clientId) =>
        Mode is FairUseMode.Off || (_clients.TryGetValue(clientId, out var known) && known.Meter.TryCountIdlePoll());

    /// <summary>Reads what stands against clients. Before the first request.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        Interlocked.Exchange(ref _isStale, 0);
        var now = _time.GetUtcNow();
        var since = now - Remembered;
        var restrictions = await _store.ReadAsync(data =>
            data.Restrictions.Where(r => r.Until > since || r.ReleasedAt > since).ToListAsync(cancellation));
        _restrictions = restrictions.ToLookup(r => r.ClientId);
        foreach (var (id, client) in _clients)
            client.Stand(_restrictions[id].ToList(), now);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await _wake.WaitAsync(BetweenRounds, cancellation);
            // The embedded store waits for the disk on the thread that calls it; that is not to be one that answers requests.
            await Task.Factory.StartNew(() => RoundAsync(cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .Unwrap();
        }
    }

    /// <summary>One round: what was counted is stored, shared and judged.</summary>
    public async Task RoundAsync(CancellationToken cancellation)
    {
        if (Mode is FairUseMode.Off)
            return;
        await _turn.WaitAsync(cancellation);
        try
        {
            if (Volatile.Read(ref _isStale) == 1)
                await LoadAsync(cancellation);
            var now = _time.GetUtcNow();
            await LoadClientsAsync(now, cancellation);
            var active = await StoreAsync(now, cancellation);
            if (await JudgeAsync(active, now, cancellation))
                await LoadAsync(cancellation);
            foreach (var (id, client) in _clients.Where(c => now - c.Value.LastActive > IdleLimit && c.Value.Meter.Standing is null))
                _clients.TryRemove(id, out _);
        }
        finally
        {
            _turn.Release();
        }
    }

    private ClientMeter Add(ClientState client, ExhibitorKey exhibitor)
    {
        var meter = new ClientMeter(client.ClientId, client.OrganiserId, exhibitor, Mode is FairUseMode.Enforce);
        var now = _time.GetUtcNow();
        var added = _clients.GetOrAdd(client.ClientId, new MeteredClient(meter) { LastActive = now });
        // Afterwards: restrictions that are read meanwhile are given to those that are there.
        added.Stand(_restrictions[client.ClientId].ToList(), now);
        // What it was sent before has to be known soon.
        if (Interlocked.Exchange(ref _hasNew, 1) == 0)
            _wake.Release();
        return added.Meter;
    }

    /// <summary>What clients did before they came to this node.</summary>
    private async Task LoadClientsAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        Interlocked.Exchange(ref _hasNew, 0);
        var hour = MeteredClient.HourOf(now) - Remembered;
        foreach (var clients in _clients.Values.Where(c => !c.IsLoaded).Chunk(ClientsAtOnce))
        {
            var events = clients.Select(c => c.Meter.Exhibitor.EventId).Distinct().ToList();
            var ids = clients.Select(c => c.Meter.ClientId).ToList();
            var (usage, delivered) = await _store.ReadAsync(async data =>
            {
                var all = data.ClientUsage.Where(u => events.Contains(u.EventId) && ids.Contains(u.ClientId));
                return (await all.Where(u => u.Hour >= hour).ToListAsync(cancellation),
                    await all.GroupBy(u => u.ClientId).Select(g => new { g.Key, Revision = g.Max(u => u.Delivered) })
                        .ToDictionaryAsync(g => g.Key, g => g.Revision, cancellation));
            });
            var hours = usage.ToLookup(u => u.ClientId);
            foreach (var client in clients)
                client.Load(hours[client.Meter.ClientId], delivered.GetValueOrDefault(client.Meter.ClientId), now);
        }
    }

    /// <returns>The clients that did something since the last round.</returns>
    private async Task<List<MeteredClient>> StoreAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var active = new List<MeteredClient>();
        var counted = new List<(ClientMeter Meter, long[] Counts, long Delivered)>();
        // What came before this node would be taken for another node's if it were not known.
        foreach (var client in _clients.Values.Where(c => c.IsLoaded))
        {
            if (client.Meter.Drain() is not { } drained)
                continue;
            client.LastActive = now;
            active.Add(client);
            counted.Add((client.Meter, drained.Counts, drained.Delivered));
        }
        var hour = MeteredClient.HourOf(now);
        var kept = 0;
        try
        {
            foreach (var chunk in counted.Chunk(ClientsAtOnce))
            {
                var stored = (await _store.WriteAsync(data => UsageTable.AddAsync(data, chunk, hour), cancellation))
                    .ToDictionary(u => u.ClientId);
                foreach (var (meter, counts, _) in chunk)
                    _clients.GetValueOrDefault(meter.ClientId)?.Stored(stored[meter.ClientId], counts, now);
                kept += chunk.Length;
            }
        }
        catch
        {
            foreach (var (meter, counts, _) in counted.Skip(kept))
                meter.PutBack(counts);
            throw;
        }
        return active;
    }

    private async Task<bool> JudgeAsync(List<MeteredClient> active, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var client in active.Where(c => c.NeedsSize(now)))
        {
            var (eventId, exhibitorId) = client.Meter.Exhibitor;
            var size = await _store.ReadAsync(data => data.Connections
                .LongCountAsync(c => c.EventId == eventId && c.ExhibitorId == exhibitorId, cancellation));
            client.SetSize(size, now);
        }
        var steps = active.SelectMany(c => c.Judge(now).Select(step => (c.Meter, step))).ToList();
        if (steps.Count == 0)
            return false;
        // In one transaction: each makes the nodes forget the clients and tokens that they have in memory.
        return await _store.WriteAsync(async data =>
        {
            foreach (var (meter, step) in steps)
                await TakeAsync(data, meter, step, now, cancellation);
            return true;
        }, cancellation);
    }

    private async Task TakeAsync(
        LanyardDbContext data, ClientMeter meter, Restriction step, DateTimeOffset now, CancellationToken cancellation)
    {
        var stored = await data.Restrictions.SingleOrDefaultAsync(
            r => r.EventId == step.EventId && r.ClientId == step.ClientId && r.Rule == step.Rule, cancellation);
        var isActive = stored?.IsActive(now) is true;
        // Another node was first, or someone has just released it.
        if ((isActive && stored!.Step > step.Step) || stored?.ReleasedAt > (step.ReleasedAt ?? DateTimeOffset.MinValue))
            return;
        if (isActive && stored!.Step == step.Step)
        {
            stored.Until = step.Until;
            return;
        }
        if (stored is null)
            data.Add(step);
        else
            data.Entry(stored).CurrentValues.SetValues(step);
        await _audit.AddAsync(data, meter.OrganiserId, Actor.Lanyard, FairUseAudit.Action(step.Step),
            ShortId.Format(step.ClientId), FairUseAudit.Detail(step, Mode));
    }
}
