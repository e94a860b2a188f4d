using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Leads;

/// <summary>How an exhibitor's show goes.</summary>
/// <param name="Today">Leads first scanned today at the show.</param>
/// <param name="Hours">Leads by the hour in which they were first scanned, as clocks at the show tell it.</param>
/// <param name="People">Scans by who made them; those of the API have no name.</param>
/// <param name="Options">Leads by the option that was chosen.</param>
/// <param name="LastShow">The same exhibitor's leads at the organiser's event before; null where it was not there.</param>
public sealed record LeadCount(int Leads, int Today, int Waiting, IReadOnlyList<(DateTimeOffset From, int Leads)> Hours,
    IReadOnlyList<(string Name, int Scans)> People, IReadOnlyList<(long Question, long Option, int Leads)> Options, LastShow? LastShow);

/// <param name="SameTime">Leads that there were as far into that event as this one is now.</param>
public sealed record LastShow(string Event, int Leads, int SameTime);

/// <summary>Counts the leads of an exhibitor.</summary>
public sealed class LeadCounter(IStore store, TimeProvider time)
{
    // Zones are whole quarters of an hour from UTC.
    private const int Quarter = 900;

    /// <param name="accountId">Who asks: the show before is told to those alone who worked for the exhibitor there.</param>
    public Task<LeadCount> CountAsync(ExhibitorAtEvent at, long accountId, CancellationToken cancellation) => store.ReadAsync(async data =>
    {
        var (show, key, now) = (at.Event, at.Key, time.GetUtcNow());
        var leads = data.Connections.Where(c => c.EventId == key.EventId && c.ExhibitorId == key.Id);
        var quarters = await leads.GroupBy(c => c.Time / Quarter).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellation);
        var waiting = await leads.CountAsync(c => c.State == Connections.ConnectionState.NoLicense, cancellation);
        var people = await (
            from scan in data.Scans
            join lead in leads on new { scan.EventId, Seq = scan.ConnectionSeq } equals new { lead.EventId, lead.Seq }
            group scan by scan.ScannedBy into g
            select new { g.Key, Count = g.Count() }).ToListAsync(cancellation);
        var options = await data.LeadAnswers.Where(a => a.EventId == key.EventId && a.ExhibitorId == key.Id && a.OptionId != 0)
            .GroupBy(a => new { a.QuestionId, a.OptionId }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellation);
        var hours = quarters.GroupBy(q => HourOf(show, q.Key), q => q.Count).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum())).ToList();
        var today = show.At(now).Date;
        return new LeadCount(quarters.Sum(q => q.Count), hours.Where(h => h.Item1.Date == today).Sum(h => h.Item2), waiting, hours,
            [.. people.OrderByDescending(p => p.Count).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Count))],
            [.. options.Select(o => (o.Key.QuestionId, o.Key.OptionId, o.Count))], await LastShowAsync(data, at, accountId, now, cancellation));
    });

    /// <summary>Sets how many leads the exhibitor wants in a day; null for no target.</summary>
    public Task SetTargetAsync(ExhibitorKey exhibitor, int? leads, CancellationToken cancellation) => store.WriteAsync(data =>
        data.Exhibitors.Where(x => x.EventId == exhibitor.EventId && x.Id == exhibitor.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.DailyTarget, leads), cancellation), cancellation);

    private static async Task<LastShow?> LastShowAsync(
        LanyardDbContext data, ExhibitorAtEvent at, long accountId, DateTimeOffset now, CancellationToken cancellation)
    {
        var (show, own) = (at.Event, at.Exhibitor.Key);
        var before = await (
            from exhibitor in data.Exhibitors
            join other in data.Events on exhibitor.EventId equals other.Id
            where other.OrganiserId == show.OrganiserId && other.StartsOn < show.StartsOn && exhibitor.Key == own
                && data.ExhibitorMembers.Any(m => m.EventId == other.Id && m.ExhibitorId == exhibitor.Id && m.AccountId == accountId)
            orderby other.StartsOn descending
            select new { Event = other, exhibitor.Id }).FirstOrDefaultAsync(cancellation);
        if (before is null)
            return null;
        var until = (before.Event.StartOf(before.Event.StartsOn) + (now - show.StartOf(show.StartsOn))).ToUnixTimeSeconds();
        var leads = data.Connections.Where(c => c.EventId == before.Event.Id && c.ExhibitorId == before.Id);
        return new(before.Event.Name, await leads.CountAsync(cancellation), await leads.CountAsync(c => c.Time < until, cancellation));
    }

    private static DateTimeOffset HourOf(Event show, long quarter)
    {
        var local = show.At(DateTimeOffset.FromUnixTimeSeconds(quarter * Quarter));
        return new(local.Year, local.Month, local.Day, local.Hour, 0, 0, local.Offset);
    }
}
