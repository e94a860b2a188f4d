using System.Collections.Concurrent;
using System.Diagnostics;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Statistics;

/// <summary>
/// Counts shows beside the scans: whoever asks gets the last count, and a new one is made at most as often as it is cheap:
/// the longer counting takes, the longer the pause.
/// </summary>
public sealed class ShowCounter(IStore store, TimeProvider time)
{
    /// <summary>The most that a count is younger than the one before.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);

    // Whoever waits longer gets the count before.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // Counting takes at most a fiftieth of the time.
    private const int PauseOfDuration = 50;

    // Zones are whole quarters of an hour from UTC.
    private const int Quarter = 900;

    private readonly ConcurrentDictionary<long, Count> _counts = new();

    /// <summary>Null for an event that does not exist.</summary>
    public async Task<ShowStatistics?> GetAsync(long eventId, CancellationToken cancellation)
    {
        var count = _counts.GetOrAdd(eventId, _ => new());
        Task<ShowStatistics?> running;
        lock (count)
        {
            var isOld = count.Running is { IsCompleted: true } last
                && (!last.IsCompletedSuccessfully || time.GetUtcNow() >= count.NextAt);
            if (count.Running is null || isOld)
                count.Running = Task.Run(() => CountAsync(count, eventId), CancellationToken.None);
            running = count.Running;
        }
        try
        {
            return await (count.Last is null
                ? running.WaitAsync(cancellation) : running.WaitAsync(LongestWait, cancellation));
        }
        catch (TimeoutException)
        {
            return count.Last;
        }
    }

    private async Task<ShowStatistics?> CountAsync(Count count, long eventId)
    {
        var begin = Stopwatch.GetTimestamp();
        var statistics = await store.ReadAsync(data => ReadAsync(data, eventId));
        var pause = Stopwatch.GetElapsedTime(begin) * PauseOfDuration;
        count.NextAt = time.GetUtcNow() + (pause > ShortestPause ? pause : ShortestPause);
        return count.Last = statistics;
    }

    private async Task<ShowStatistics?> ReadAsync(LanyardDbContext data, long eventId)
    {
        if (await data.Events.SingleOrDefaultAsync(e => e.Id == eventId) is not { } show)
            return null;
        var registrants = await data.Registrants.Where(r => r.EventId == eventId && !r.Erased)
            .GroupBy(r => r.ConsentState).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync();
        var exhibitors = await data.Exhibitors.Where(x => x.EventId == eventId).ToListAsync();
        var leads = await data.Connections.Where(c => c.EventId == eventId)
            .GroupBy(c => new { Id = c.ExhibitorId, Quarter = c.Time / Quarter })
            .Select(g => new { g.Key.Id, g.Key.Quarter, Count = g.LongCount() }).ToListAsync();
        var scans = await (
            from scan in data.Scans
            join connection in data.Connections on new { scan.EventId, Seq = scan.ConnectionSeq }
                equals new { connection.EventId, connection.Seq }
            where scan.EventId == eventId
            group scan by new { Id = connection.ExhibitorId, Quarter = scan.Time / Quarter } into g
            select new { g.Key.Id, g.Key.Quarter, Count = g.LongCount() }).ToListAsync();
        var byExhibitor = Exhibitors(exhibitors, Sum(scans.Select(s => (s.Id, s.Count))),
            Sum(leads.Select(l => (l.Id, l.Count))));
        var withLeads = byExhibitor.Count(x => x.Leads > 0);
        return new(time.GetUtcNow(), registrants.Sum(r => r.Count),
            registrants.Where(r => r.Key is ConsentState.Yes).Sum(r => r.Count),
            scans.Sum(s => s.Count), leads.Sum(l => l.Count), withLeads, byExhibitor.Count - withLeads,
            Hours(show, Sum(scans.Select(s => (s.Quarter, s.Count))), Sum(leads.Select(l => (l.Quarter, l.Count)))),
            Halls(byExhibitor), byExhibitor);
    }

    private static Dictionary<long, long> Sum(IEnumerable<(long Key, long Count)> counts) =>
        counts.GroupBy(c => c.Key, c => c.Count).ToDictionary(g => g.Key, g => g.Sum());

    private static List<ExhibitorStatistics> Exhibitors(
        List<Exhibitor> exhibitors, Dictionary<long, long> scans, Dictionary<long, long> leads) =>
        exhibitors.Select(x => new ExhibitorStatistics(
            x.Key, x.Name, x.Hall, x.Stand, scans.GetValueOrDefault(x.Id), leads.GetValueOrDefault(x.Id)))
            .OrderByDescending(x => x.Leads).ThenBy(x => x.Name, StringComparer.Ordinal).ToList();

    private static List<HallStatistics> Halls(List<ExhibitorStatistics> exhibitors) =>
        exhibitors.GroupBy(x => x.Hall ?? "", StringComparer.Ordinal)
            .Select(g => new HallStatistics(g.Key, g.Count(), g.Sum(x => x.Scans), g.Sum(x => x.Leads)))
            .OrderBy(h => h.Hall.Length == 0).ThenBy(h => h.Hall, StringComparer.Ordinal).ToList();

    private static List<HourStatistics> Hours(Event show, Dictionary<long, long> scans, Dictionary<long, long> leads)
    {
        return scans.Keys.Union(leads.Keys)
            .GroupBy(quarter => HourOf(show, DateTimeOffset.FromUnixTimeSeconds(quarter * Quarter)))
            .Select(g => new HourStatistics(
                g.Key, g.Sum(q => scans.GetValueOrDefault(q)), g.Sum(q => leads.GetValueOrDefault(q))))
            .OrderBy(h => h.From).ToList();
    }

    private static DateTimeOffset HourOf(Event show, DateTimeOffset time)
    {
        var local = show.At(time);
        return new(local.Year, local.Month, local.Day, local.Hour, 0, 0, local.Offset);
    }

    private sealed class Count
    {
        public Task<ShowStatistics?>? Running { get; set; }

        public ShowStatistics? Last { get; set; }

        public DateTimeOffset NextAt { get; set; }
    }
}
