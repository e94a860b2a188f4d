using System.Collections.Concurrent;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Leads;

/// <summary>
/// Finds leads of one exhibitor. Costs grow with the exhibitor's own leads, not with those of the show.
/// </summary>
public sealed class LeadDirectory(IStore store)
{
    public const int PageSize = 50;

    // 400 kB each at 50,000 leads.
    private const int MostSorted = 16;

    private readonly ConcurrentDictionary<(ExhibitorKey Exhibitor, LeadOrder Order), (long Head, List<long> Seqs)> _sorted = new();

    /// <summary>The row numbers of the leads that are found, in order: few bytes a lead, so that any list can be paged.</summary>
    public Task<List<long>> FindAsync(LeadViewer viewer, LeadFilter filter, LeadOrder order, CancellationToken cancellation) =>
        store.ReadAsync(async data =>
        {
            var found = await FilterAsync(data, viewer, filter, cancellation);
            return NeedsContacts(filter, order)
                ? await FindByContactAsync(data, found, SearchText.Terms(filter.Search ?? ""), order, cancellation)
                : await Ordered(found, order).Select(c => c.Seq).ToListAsync(cancellation);
        });

    /// <summary>How many leads are found, and the row numbers of one page of them.</summary>
    /// <param name="page">From 1.</param>
    public Task<(int Count, IReadOnlyList<long> Seqs)> FindPageAsync(
        LeadViewer viewer, LeadFilter filter, LeadOrder order, int page, CancellationToken cancellation)
    {
        var skip = (Math.Min(page, 1_000_000) - 1) * PageSize;
        if (NeedsContacts(filter, order))
            return FindPageByContactAsync(viewer, filter, order, skip, cancellation);
        return store.ReadAsync<(int, IReadOnlyList<long>)>(async data =>
        {
            var found = await FilterAsync(data, viewer, filter, cancellation);
            return (await found.CountAsync(cancellation),
                await Ordered(found, order).Select(c => c.Seq).Skip(skip).Take(PageSize).ToListAsync(cancellation));
        });
    }

    /// <summary>How many leads are found.</summary>
    public async Task<int> CountAsync(LeadViewer viewer, LeadFilter filter, CancellationToken cancellation) =>
        NeedsContacts(filter, LeadOrder.Newest)
            ? (await FindAsync(viewer, filter, LeadOrder.Newest, cancellation)).Count
            : await store.ReadAsync(async data => await (await FilterAsync(data, viewer, filter, cancellation)).CountAsync(cancellation));

    /// <summary>These leads of the exhibitor in this order, without those that are gone.</summary>
    public async Task<IReadOnlyList<ConnectionRow>> ReadAsync(
        ExhibitorKey exhibitor, IReadOnlyList<long> seqs, CancellationToken cancellation)
    {
        var asked = seqs.ToList();
        var rows = await store.ReadAsync(data => data.Connections
            .Where(c => c.EventId == exhibitor.EventId && c.ExhibitorId == exhibitor.Id && asked.Contains(c.Seq))
            .ToDictionaryAsync(c => c.Seq, RowOf, cancellation));
        return asked.Where(rows.ContainsKey).Select(seq => rows[seq]).ToList();
    }

    /// <summary>The lead, when there is one that the viewer sees; else null.</summary>
    public Task<ConnectionRow?> FindAsync(LeadViewer viewer, long seq, CancellationToken cancellation) =>
        store.ReadAsync(async data =>
            await Visible(data, viewer).SingleOrDefaultAsync(c => c.Seq == seq, cancellation) is { } found ? RowOf(found) : (ConnectionRow?)null);

    /// <summary>How many leads the viewer sees that are in this state.</summary>
    public Task<int> CountAsync(LeadViewer viewer, ConnectionState state, CancellationToken cancellation) =>
        store.ReadAsync(data => Visible(data, viewer).CountAsync(c => c.State == state, cancellation));

    /// <summary>How many leads the viewer sees that have changed after this revision.</summary>
    public Task<int> CountChangedAsync(LeadViewer viewer, long revision, CancellationToken cancellation) =>
        store.ReadAsync(data => Visible(data, viewer).CountAsync(c => c.Revision > revision, cancellation));

    /// <summary>The names that have scanned for the exhibitor, and those that may.</summary>
    public Task<List<string>> ScannerNamesAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        store.ReadAsync(data => data.Scanners.Where(s => s.EventId == exhibitor.EventId && s.ExhibitorId == exhibitor.Id)
            .OrderBy(s => s.Name).Select(s => s.Name).ToListAsync(cancellation));

    /// <summary>The name under which a person's own work stands: its scanner's; where it has none, its own if nobody has it.</summary>
    public Task<string> NameOfAsync(LeadViewer viewer, string name, CancellationToken cancellation) => store.ReadAsync(async data =>
    {
        var (eventId, id) = viewer.Exhibitor;
        var scanners = await data.Scanners.Where(s => s.EventId == eventId && s.ExhibitorId == id
            && (s.AccountId == viewer.AccountId || s.Name == name)).ToListAsync(cancellation);
        return scanners.Find(s => s.AccountId == viewer.AccountId)?.Name
            ?? (scanners.Count == 0 ? name : $"{name} ({ShortId.Format(viewer.AccountId)})");
    });

    /// <summary>Every reading of the lead's badge, the first one first.</summary>
    public Task<List<Scan>> ScansAsync(ExhibitorKey exhibitor, long seq, CancellationToken cancellation) =>
        store.ReadAsync(data => data.Scans.Where(s => s.EventId == exhibitor.EventId && s.ConnectionSeq == seq)
            .OrderBy(s => s.Time).ToListAsync(cancellation));

    internal static IQueryable<Connection> Visible(LanyardDbContext data, LeadViewer viewer)
    {
        var (eventId, id) = viewer.Exhibitor;
        var (account, all) = (viewer.AccountId, data.Connections.Where(c => c.EventId == eventId && c.ExhibitorId == id));
        return viewer.SeesAll ? all : all.Where(c => data.Scans.Any(s =>
            s.EventId == eventId && s.ConnectionSeq == c.Seq && s.Origin == ScanOrigin.Connect && data.Scanners.Any(n =>
                n.EventId == eventId && n.ExhibitorId == id && n.AccountId == account && n.Name == s.ScannedBy)));
    }

    private static bool NeedsContacts(LeadFilter filter, LeadOrder order) =>
        order is LeadOrder.Name or LeadOrder.Company || SearchText.Terms(filter.Search ?? "").Count > 0;

    /// <summary>All that an exhibitor has is sorted once for its pages, until a lead changes.</summary>
    private async Task<(int Count, IReadOnlyList<long> Seqs)> FindPageByContactAsync(
        LeadViewer viewer, LeadFilter filter, LeadOrder order, int skip, CancellationToken cancellation)
    {
        var isWhole = viewer.SeesAll && filter == new LeadFilter();
        // Read first: what changes meanwhile makes the list old.
        var head = isWhole ? await store.HeadAsync(viewer.Exhibitor, cancellation) : 0;
        if (!isWhole || !_sorted.TryGetValue((viewer.Exhibitor, order), out var sorted) || sorted.Head != head)
        {
            sorted = (head, await FindAsync(viewer, filter, order, cancellation));
            if (_sorted.Count >= MostSorted)
                _sorted.Clear();
            if (isWhole)
                _sorted[(viewer.Exhibitor, order)] = sorted;
        }
        return (sorted.Seqs.Count, sorted.Seqs.Skip(skip).Take(PageSize).ToList());
    }

    private static IQueryable<Connection> Ordered(IQueryable<Connection> found, LeadOrder order) => order is LeadOrder.Changed
        ? found.OrderByDescending(c => c.Revision)
        : found.OrderByDescending(c => c.Time).ThenByDescending(c => c.Seq);

    private static async Task<IQueryable<Connection>> FilterAsync(
        LanyardDbContext data, LeadViewer viewer, LeadFilter filter, CancellationToken cancellation)
    {
        if (!filter.NotExported)
            return Filter(data, viewer, filter);
        var exported = await LastExportAsync(data, viewer.Exhibitor, cancellation);
        return Filter(data, viewer, filter).Where(c => c.Revision > exported);
    }

    private static IQueryable<Connection> Filter(LanyardDbContext data, LeadViewer viewer, LeadFilter filter)
    {
        var (eventId, id) = viewer.Exhibitor;
        var found = Visible(data, viewer);
        if (filter.State is { } state)
            found = found.Where(c => c.State == state);
        if (filter.Answer is var (question, option))
        {
            found = found.Where(c => data.LeadAnswers.Any(a => a.EventId == eventId && a.ExhibitorId == id
                && a.QuestionId == question && a.OptionId == option && a.ConnectionSeq == c.Seq));
        }
        if (filter.ScannedBy is { } name)
            found = found.Where(c => data.Scans.Any(s => s.EventId == eventId && s.ConnectionSeq == c.Seq && s.ScannedBy == name));
        if (filter.From?.ToUnixTimeSeconds() is { } from)
            found = found.Where(c => c.Time >= from);
        if (filter.To?.ToUnixTimeSeconds() is { } to)
            found = found.Where(c => c.Time < to);
        return found;
    }

    private static async Task<long> LastExportAsync(LanyardDbContext data, ExhibitorKey exhibitor, CancellationToken cancellation) =>
        await data.LeadExports.Where(x => x.EventId == exhibitor.EventId && x.ExhibitorId == exhibitor.Id)
            .MaxAsync(x => (long?)x.Revision, cancellation) ?? 0;

    /// <summary>The store finds by all that is known of a person; here only what the exhibitor may see decides.</summary>
    private static async Task<List<long>> FindByContactAsync(LanyardDbContext data, IQueryable<Connection> found,
        IReadOnlyList<string> terms, LeadOrder order, CancellationToken cancellation)
    {
        var hidden = await data.Events.Where(e => found.Select(c => c.RegistrantEventId).Contains(e.Id))
            .ToDictionaryAsync(e => e.Id, e => e.HiddenFields, cancellation);
        var people = data.Registrants.AsQueryable();
        foreach (var term in terms)
            people = people.Where(r => r.Search.Contains(term));
        if (terms.Count > 0)
            found = found.Where(c => c.State == ConnectionState.Completed);
        var rows =
            from connection in found
            join person in people on new { EventId = connection.RegistrantEventId, Id = connection.RegistrantId }
                equals new { person.EventId, person.Id }
            select new
            {
                connection.Seq, connection.Time, connection.Revision, connection.RegistrantEventId,
                Contact = connection.State == ConnectionState.Completed ? person.Contact : null,
            };
        var kept = new List<(long Seq, long Rank, string Word)>();
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var contact = row.Contact is null
                ? new()
                : LeadWords.Read(row.Contact, hidden[row.RegistrantEventId]);
            if (terms.Count > 0 && SearchText.Of("", contact) is var text && !terms.All(t => text.Contains(t, StringComparison.Ordinal)))
                continue;
            kept.Add((row.Seq, order is LeadOrder.Changed ? row.Revision : row.Time, WordOf(contact, order)));
        }
        return kept.OrderBy(k => k.Word.Length == 0).ThenBy(k => k.Word, StringComparer.Ordinal)
            .ThenByDescending(k => k.Rank).ThenByDescending(k => k.Seq).Select(k => k.Seq).ToList();
    }

    private static string WordOf(Contact contact, LeadOrder order) => order switch
    {
        LeadOrder.Name => SearchText.Fold($"{contact.LastName} {contact.FirstName}").Trim(),
        LeadOrder.Company => SearchText.Fold(contact.Company ?? ""),
        _ => "",
    };

    private static ConnectionRow RowOf(Connection c) => new(c.Seq, c.Id, c.RegistrantEventId, c.RegistrantId, c.RegistrantVersion,
        c.Revision, c.State, c.Time, c.ScanInfo, c.Answers, c.Notes);
}
