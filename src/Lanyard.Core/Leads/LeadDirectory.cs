using System.Text.Json;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Leads;

/// <summary>A lead as a list shows it.</summary>
/// <param name="Contact">Null when it may not be seen.</param>
/// <param name="ScannedBy">Who scanned first; empty for the API.</param>
/// <param name="Answers">The names of the exhibitor's chosen options and written answers.</param>
public sealed record LeadView(long Id, long Seq, long Revision, ConnectionState State, DateTimeOffset Time, string ScannedBy,
    Contact? Contact, IReadOnlyList<string> Answers, int Notes);

/// <param name="Head">The exhibitor's last revision when it was read.</param>
public sealed record LeadResults(IReadOnlyList<LeadView> Leads, int Total, long Head);

/// <summary>One lead with all that is known of it.</summary>
public sealed record LeadDetail(LeadView Lead, JsonElement ProfileQuestions, IReadOnlyList<Scan> Scans, IReadOnlyList<LeadEntry> Entries);

/// <summary>Finds the leads of an exhibitor. What it costs grows with that exhibitor's leads, not with the show.</summary>
public sealed class LeadDirectory(IStore store)
{
    public const int PageSize = 50;

    /// <summary>A name that no scanner can have.</summary>
    public const string Nobody = "\0";

    /// <param name="page">From 1.</param>
    public async Task<LeadResults> ListAsync(ExhibitorKey exhibitor, LeadFilter filter, int page, CancellationToken cancellation)
    {
        var head = await store.HeadAsync(exhibitor, cancellation);
        var (rows, total) = await store.ReadAsync(async data =>
        {
            var found = Ordered(Find(data, exhibitor, filter), filter.Order);
            return (await found.Skip((page - 1) * PageSize).Take(PageSize).Select(f => f.Connection).ToListAsync(cancellation),
                await Find(data, exhibitor, filter).CountAsync(cancellation));
        });
        var contents = await ContentsAsync(rows, cancellation);
        return new(rows.ConvertAll(row => View(row, contents)), total, head);
    }

    /// <summary>The row numbers of all leads that are meant, for a file of them.</summary>
    public Task<List<long>> NumbersAsync(ExhibitorKey exhibitor, LeadFilter filter, CancellationToken cancellation) =>
        store.ReadAsync(data => Find(data, exhibitor, filter).Select(f => f.Connection.Seq).ToListAsync(cancellation));

    /// <summary>One lead; null when the exhibitor has none of this number, or the person may not see it.</summary>
    /// <param name="own">See <see cref="LeadFilter.Own"/>.</param>
    public async Task<LeadDetail?> FindAsync(ExhibitorKey exhibitor, long seq, string? own, CancellationToken cancellation)
    {
        var (row, scans, entries) = await store.ReadAsync(async data => (
            await data.Connections.SingleOrDefaultAsync(
                c => c.EventId == exhibitor.EventId && c.Seq == seq && c.ExhibitorId == exhibitor.Id, cancellation),
            await data.Scans.Where(s => s.EventId == exhibitor.EventId && s.ConnectionSeq == seq)
                .OrderBy(s => s.Time).ToListAsync(cancellation),
            await data.LeadEntries.Where(e => e.EventId == exhibitor.EventId && e.ConnectionSeq == seq)
                .OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(cancellation)));
        if (row is null || own is not null && !scans.Exists(s => s.ScannedBy == own))
            return null;
        var contents = await ContentsAsync([row], cancellation);
        var questions = contents.Values.SingleOrDefault()?.ProfileQuestions ?? "[]"u8.ToArray();
        return new(View(row, contents), JsonElement.Parse(questions), scans, entries);
    }

    /// <summary>The names of all who scanned for the exhibitor.</summary>
    public Task<List<string>> ScannersAsync(ExhibitorKey exhibitor, CancellationToken cancellation) => store.ReadAsync(data =>
        data.Scanners.Where(s => s.EventId == exhibitor.EventId && s.ExhibitorId == exhibitor.Id)
            .OrderBy(s => s.Name).Select(s => s.Name).ToListAsync(cancellation));

    /// <summary>The name under which a member scans, for who sees own leads alone; <see cref="Nobody"/> when it never did.</summary>
    public async Task<string> OwnNameAsync(ExhibitorKey exhibitor, long accountId, CancellationToken cancellation) =>
        await store.ReadAsync(data => data.Scanners.Where(s => s.EventId == exhibitor.EventId && s.ExhibitorId == exhibitor.Id
            && s.AccountId == accountId && s.RemovedAt == null).Select(s => s.Name).SingleOrDefaultAsync(cancellation)) ?? Nobody;

    /// <summary>The last file of leads, and the last that the person took; null for none.</summary>
    public Task<(LeadExport? Last, LeadExport? Own)> LastExportsAsync(ExhibitorKey exhibitor, long accountId, CancellationToken cancellation) =>
        store.ReadAsync(async data =>
        {
            var all = data.LeadExports.Where(x => x.EventId == exhibitor.EventId && x.ExhibitorId == exhibitor.Id).OrderByDescending(x => x.At);
            return (await all.FirstOrDefaultAsync(cancellation),
                await all.FirstOrDefaultAsync(x => x.AccountId == accountId, cancellation));
        });

    private static IQueryable<Found> Find(LanyardDbContext data, ExhibitorKey exhibitor, LeadFilter filter)
    {
        var found =
            from connection in data.Connections
            where connection.EventId == exhibitor.EventId && connection.ExhibitorId == exhibitor.Id
            join registrant in data.Registrants on new { EventId = connection.RegistrantEventId, Id = connection.RegistrantId }
                equals new { registrant.EventId, registrant.Id }
            select new Found { Connection = connection, Search = registrant.Search };
        if (filter.State is { } state)
            found = found.Where(f => f.Connection.State == state);
        foreach (var term in SearchText.Terms(filter.Search ?? ""))
            found = found.Where(f => f.Connection.State == ConnectionState.Completed && f.Search.Contains(term));
        if (filter.OptionId is { } option)
        {
            found = found.Where(f => data.LeadAnswers.Any(a => a.EventId == exhibitor.EventId && a.ExhibitorId == exhibitor.Id
                && a.OptionId == option && a.ConnectionSeq == f.Connection.Seq));
        }
        foreach (var name in new[] { filter.ScannedBy, filter.Own })
        {
            if (name is not null)
            {
                found = found.Where(f => data.Scans.Any(s => s.EventId == exhibitor.EventId
                    && s.ConnectionSeq == f.Connection.Seq && s.ScannedBy == name));
            }
        }
        if (filter.From is { } from && from.ToUnixTimeSeconds() is var first)
            found = found.Where(f => f.Connection.Time >= first);
        if (filter.Until is { } until && until.ToUnixTimeSeconds() is var end)
            found = found.Where(f => f.Connection.Time < end);
        if (filter.AfterRevision is { } revision)
            found = found.Where(f => f.Connection.Revision > revision);
        return found;
    }

    private static IQueryable<Found> Ordered(IQueryable<Found> found, LeadOrder order) => order switch
    {
        LeadOrder.LastChanged => found.OrderByDescending(f => f.Connection.Revision),
        LeadOrder.Name => found.OrderBy(f => f.Connection.State).ThenBy(f => f.Search).ThenBy(f => f.Connection.Seq),
        _ => found.OrderByDescending(f => f.Connection.Time).ThenByDescending(f => f.Connection.Seq),
    };

    private async Task<Dictionary<RegistrantKey, RegistrantContent>> ContentsAsync(List<Connection> rows, CancellationToken cancellation)
    {
        var keys = rows.Where(r => r.State is ConnectionState.Completed)
            .Select(r => new RegistrantKey(r.RegistrantEventId, r.RegistrantId)).Distinct().ToList();
        return keys.Count == 0 ? [] : (await store.ReadRegistrantsAsync(keys, cancellation)).ToDictionary(c => c.Key);
    }

    private static LeadView View(Connection row, Dictionary<RegistrantKey, RegistrantContent> contents)
    {
        var isSeen = row.State is ConnectionState.Completed;
        return new(row.Id, row.Seq, row.Revision, row.State, DateTimeOffset.FromUnixTimeSeconds(row.Time),
            row.ScanInfo is { } name ? JsonElement.Parse(name).GetString() ?? "" : "",
            isSeen ? ContactJson.Read(contents[new(row.RegistrantEventId, row.RegistrantId)].Contact) : null,
            isSeen && row.Answers is { } answers ? Names(answers) : [], isSeen && row.Notes is { } notes ? NotesJson.Read(notes).Count : 0);
    }

    private static List<string> Names(byte[] answers) => [.. JsonElement.Parse(answers).EnumerateArray()
        .SelectMany(q => q.GetProperty("answers").EnumerateArray()).Select(a => a.GetProperty("name").GetString() ?? "")];

    private sealed class Found
    {
        public required Connection Connection { get; init; }
        public required string Search { get; init; }
    }
}
