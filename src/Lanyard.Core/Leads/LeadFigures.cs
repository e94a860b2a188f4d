using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Leads;

/// <summary>How many leads somebody scanned.</summary>
public sealed record LeadsOfPerson(string Name, int Leads);

/// <summary>How many leads chose an option; option 0 for a written answer.</summary>
public sealed record LeadsOfAnswer(long QuestionId, long OptionId, int Leads);

/// <summary>Leads by the hour of their first scan, by who scanned them and by answer.</summary>
/// <param name="Hours">Local hours of the event with leads, in their order.</param>
public sealed record LeadCounts(
    IReadOnlyList<(DateTime From, int Leads)> Hours, IReadOnlyList<LeadsOfPerson> People, IReadOnlyList<LeadsOfAnswer> Answers)
{
    public int All => Hours.Sum(h => h.Leads);

    /// <summary>Leads first scanned until the end of a day at the event.</summary>
    public int Until(DateOnly day) => Hours.Where(h => DateOnly.FromDateTime(h.From) <= day).Sum(h => h.Leads);

    /// <summary>Leads first scanned on a day at the event.</summary>
    public int On(DateOnly day) => Hours.Where(h => DateOnly.FromDateTime(h.From) == day).Sum(h => h.Leads);
}

/// <summary>How the show goes for an exhibitor.</summary>
public sealed class LeadFigures(IStore store)
{
    public const int HighestTarget = 100_000;

    // Every zone is whole quarters of an hour from UTC.
    private const long Quarter = 15 * 60;

    /// <summary>The figures of what the viewer sees.</summary>
    public Task<LeadCounts> CountAsync(Event show, LeadViewer viewer, CancellationToken cancellation) => store.ReadAsync(async data =>
    {
        var (eventId, id) = viewer.Exhibitor;
        var visible = LeadDirectory.Visible(data, viewer);
        var quarters = await visible.GroupBy(c => c.Time / Quarter).Select(g => new { g.Key, Leads = g.Count() }).ToListAsync(cancellation);
        var people = await (
            from connection in visible
            join scan in data.Scans on new { connection.EventId, connection.Seq } equals new { scan.EventId, Seq = scan.ConnectionSeq }
            group scan by scan.ScannedBy into g
            select new { g.Key, Leads = g.Select(s => s.ConnectionSeq).Distinct().Count() }).ToListAsync(cancellation);
        var answers = await data.LeadAnswers
            .Where(a => a.EventId == eventId && a.ExhibitorId == id && visible.Any(c => c.Seq == a.ConnectionSeq))
            .GroupBy(a => new { a.QuestionId, a.OptionId }).Select(g => new { g.Key, Leads = g.Count() }).ToListAsync(cancellation);
        var hours = quarters.GroupBy(q => HourOf(show, q.Key * Quarter)).OrderBy(g => g.Key)
            .Select(g => (g.Key, g.Sum(q => q.Leads))).ToList();
        return new LeadCounts(hours,
            people.OrderByDescending(p => p.Leads).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => new LeadsOfPerson(p.Key, p.Leads)).ToList(),
            answers.ConvertAll(a => new LeadsOfAnswer(a.Key.QuestionId, a.Key.OptionId, a.Leads)));
    });

    /// <summary>Sets how many leads the exhibitor wants in a day; null for no target.</summary>
    public Task SetTargetAsync(ExhibitorKey exhibitor, int? target, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        var found = await data.Exhibitors.AsTracking()
            .SingleAsync(x => x.EventId == exhibitor.EventId && x.Id == exhibitor.Id, cancellation);
        found.DailyTarget = target;
        return true;
    }, cancellation);

    private static DateTime HourOf(Event show, long seconds)
    {
        var local = show.At(DateTimeOffset.FromUnixTimeSeconds(seconds)).DateTime;
        return local.Date.AddHours(local.Hour);
    }
}
