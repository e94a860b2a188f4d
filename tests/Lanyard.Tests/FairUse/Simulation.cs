using Lanyard.Core.Data;
using Lanyard.Core.FairUse;

namespace Lanyard.Tests.FairUse;

/// <summary>
/// A show in simulated time: a feed that grows, nodes that count as the server does, and one table behind them. Requests
/// come at the moments that a client chooses; every two seconds the nodes share and judge.
/// </summary>
internal sealed class Simulation
{
    private const int PageSize = FairUseLimits.PageSize;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private static readonly ExhibitorKey Exhibitor = new(1, 2);

    private readonly PriorityQueue<Func<TimeSpan?>, DateTimeOffset> _due = new();
    private readonly Dictionary<(long Client, DateTimeOffset Hour), (long[] Counts, long Delivered)> _table = [];
    private readonly Dictionary<(long Client, FairUseRule Rule), Restriction> _restrictions = [];
    private readonly List<long> _revisions = [];
    private readonly List<Dictionary<long, MeteredClient>> _nodes;

    public Simulation(int leads, int nodes = 1)
    {
        _nodes = Enumerable.Range(0, nodes).Select(_ => new Dictionary<long, MeteredClient>()).ToList();
        for (var i = 0; i < leads; i++)
            AddLead();
    }

    public DateTimeOffset Now { get; private set; } = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public long Head => _revisions.Count == 0 ? 0 : _revisions[^1];

    /// <summary>What was done against each client, in order.</summary>
    public List<(long Client, FairUseRule Rule, FairUseStep Step)> Steps { get; } = [];

    /// <param name="part">Of the feed: 0 is its start, 1 its end.</param>
    public long RevisionAt(double part) => _revisions[(int)((_revisions.Count - 1) * part)];

    public void AddLead() => _revisions.Add(Math.Max(Head + 1, Now.ToUnixTimeMilliseconds() * 1000));

    /// <summary>Does something now and again after the time it says, until it says null.</summary>
    public void Every(Func<TimeSpan?> work) => _due.Enqueue(work, Now);

    /// <summary>Does something once.</summary>
    public void At(TimeSpan after, Action work) => _due.Enqueue(() =>
    {
        work();
        return null;
    }, Now + after);

    public void Run(TimeSpan length)
    {
        var (end, round) = (Now + length, Now + Round);
        while (Now < end)
        {
            if (_due.TryPeek(out _, out var next) && next <= round)
            {
                Now = next > Now ? next : Now;
                var work = _due.Dequeue();
                if (work() is { } pause)
                    _due.Enqueue(work, Now + pause);
                continue;
            }
            Now = round;
            round += Round;
            Judge();
        }
    }

    /// <summary>The servers start again: what is in memory is gone.</summary>
    public void Restart()
    {
        Judge();
        foreach (var node in _nodes)
            node.Clear();
    }

    /// <summary>A page; null when the request is refused.</summary>
    public Page? List(long client, long from, int node = 0)
    {
        var meter = Meter(client, node);
        if (meter.BeginList(from, Head, Now) is not null)
            return null;
        meter.EndRead();
        var first = _revisions.BinarySearch(from);
        first = first < 0 ? ~first : first;
        var count = Math.Min(PageSize, _revisions.Count - first);
        var last = count == 0 ? 0 : _revisions[first + count - 1];
        meter.ListRead(from, count, last);
        return new(count, count == 0 ? from : last + 1);
    }

    /// <summary>All pages from a position on, without a pause; the next position, or where it was refused.</summary>
    public (long Next, bool Refused) Walk(long client, long from, int node = 0)
    {
        while (true)
        {
            if (List(client, from, node) is not { } page)
                return (from, true);
            from = page.Next;
            if (page.Count < PageSize)
                return (from, false);
        }
    }

    public ClientMeter Meter(long client, int node = 0)
    {
        var clients = _nodes[node];
        if (!clients.TryGetValue(client, out var known))
        {
            clients[client] = known = new(new ClientMeter(client, 1, Exhibitor, enforces: true));
            Load(client, known);
            Stand(client, known);
        }
        return known.Meter;
    }

    public IEnumerable<FairUseStep> StepsOf(long client, FairUseRule rule) =>
        Steps.Where(s => s.Client == client && s.Rule == rule).Select(s => s.Step);

    /// <summary>What the watch does each round.</summary>
    private void Judge()
    {
        var hour = MeteredClient.HourOf(Now);
        foreach (var node in _nodes)
        {
            foreach (var (id, client) in node)
            {
                if (client.Meter.Drain() is not { } drained)
                    continue;
                var (counts, delivered) = _table.GetValueOrDefault((id, hour), (new long[ClientUsage.Counts], 0));
                var total = counts.Zip(drained.Counts, (a, b) => a + b).ToArray();
                _table[(id, hour)] = (total, Math.Max(delivered, drained.Delivered));
                client.Stored(Usage((id, hour), _table[(id, hour)]), drained.Counts, Now);
                if (client.NeedsSize(Now))
                    client.SetSize(_revisions.Count, Now);
                foreach (var step in client.Judge(Now).ToList())
                    Take(step);
            }
        }
    }

    private void Load(long id, MeteredClient client)
    {
        var hours = _table.Where(r => r.Key.Client == id && Now - r.Key.Hour < TimeSpan.FromHours(25)).ToList();
        client.Load(hours.Select(r => Usage(r.Key, r.Value)), hours.Select(r => r.Value.Delivered).DefaultIfEmpty().Max(), Now);
    }

    private void Take(Restriction step)
    {
        var known = _restrictions.GetValueOrDefault((step.ClientId, step.Rule));
        if (known is null || !known.IsActive(Now) || known.Step < step.Step)
            Steps.Add((step.ClientId, step.Rule, step.Step));
        else if (known.Step > step.Step)
            return;
        _restrictions[(step.ClientId, step.Rule)] = step;
        foreach (var node in _nodes)
        {
            if (node.TryGetValue(step.ClientId, out var client))
                Stand(step.ClientId, client);
        }
    }

    private void Stand(long id, MeteredClient client) =>
        client.Stand(_restrictions.Where(r => r.Key.Client == id).Select(r => r.Value).ToList(), Now);

    private static ClientUsage Usage((long Client, DateTimeOffset Hour) key, (long[] Counts, long Delivered) row)
    {
        long Of(UsageCount count) => row.Counts[(int)count];
        return new()
        {
            EventId = Exhibitor.EventId,
            ClientId = key.Client,
            Hour = key.Hour,
            Delivered = row.Delivered,
            Requests = Of(UsageCount.Requests),
            Rows = Of(UsageCount.Rows),
            RowsAgain = Of(UsageCount.RowsAgain),
            FullWalks = Of(UsageCount.FullWalks),
            PollsAtHead = Of(UsageCount.PollsAtHead),
            SideBySide = Of(UsageCount.SideBySide),
            Finds = Of(UsageCount.Finds),
            NotFound = Of(UsageCount.NotFound),
            Scans = Of(UsageCount.Scans),
            UnknownCodes = Of(UsageCount.UnknownCodes),
            Tokens = Of(UsageCount.Tokens),
            Refused = Of(UsageCount.Refused),
        };
    }
}

/// <param name="Next">What to ask for next.</param>
internal readonly record struct Page(int Count, long Next);
