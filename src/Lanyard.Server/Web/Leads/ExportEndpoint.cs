using System.Runtime.CompilerServices;
using System.Text;
using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Leads;

/// <summary>Sends leads as a file while they are read.</summary>
internal sealed class ExportEndpoint(
    LeadDirectory directory, LeadExports exports, LeadRecords records, ExhibitorMembers members, IStore store, Keys keys, TimeProvider time)
{
    private const int Portion = 100;

    private DateTimeOffset Now => time.GetUtcNow();

    public static async Task<IResult> PostAsync(HttpContext context, PageContext page, IStringLocalizer<Texts> L, ExportEndpoint export)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var format = form["format"].ToString();
        var shows = await export.ShowsAsync(page, context.RequestAborted);
        var questions = await export.QuestionsAsync(shows, context.RequestAborted);
        var chosen = ExportColumns.All(L, questions).Where(c => form["column"].Contains(c.Key)).ToList();
        if (!ExportWriters.Types.TryGetValue(format, out var type) || chosen.Count == 0)
        {
            page.Tell(L["Choose a format and at least one column."]);
            return Results.Redirect(page.ExhibitorPath("export"));
        }
        var lists = await export.BeginAsync(page, shows, form, format, string.Join(',', chosen.Select(c => c.Key)), context.RequestAborted);
        var leads = export.ReadAsync(lists, page.BaseAddress, context.RequestAborted);
        var show = page.Event;
        var day = Events.EventTimes.FieldOf(show, export.Now);
        return Results.Stream(output => ExportWriters.WriteAsync(format, leads, chosen, output, context.RequestAborted), type,
            $"{FileName(L["Leads"])}-{FileName(show.Name)}-{day}.{format}");
    }

    /// <summary>The exhibitor of the page first, then the others for which the person may export.</summary>
    public async Task<IReadOnlyList<ExhibitorAtEvent>> ShowsAsync(PageContext page, CancellationToken cancellation)
    {
        var all = await members.OfAccountAsync(page.Me.AccountId, cancellation);
        return [page.Exhibitor, .. all.Where(x => x.Key != page.Exhibitor.Key && x.May(ExhibitorRights.Export))];
    }

    public Task<LeadQuestions> QuestionsAsync(IReadOnlyList<ExhibitorAtEvent> shows, CancellationToken cancellation) =>
        exports.QuestionsAsync(shows.Select(s => s.Key).ToList(), cancellation);

    private async Task<List<(ExhibitorAtEvent Show, List<long> Seqs)>> BeginAsync(PageContext page,
        IReadOnlyList<ExhibitorAtEvent> shows, IFormCollection form, string format, string columns, CancellationToken cancellation)
    {
        var lists = new List<(ExhibitorAtEvent, List<long>)>();
        foreach (var show in shows.Where(s => form["show"].Contains(NameOf(s.Key))))
        {
            var isHere = show.Key == page.Exhibitor.Key;
            var viewer = new LeadViewer(show.Key, page.Me.AccountId, show.May(ExhibitorRights.SeeAll));
            var query = new LeadQuery(show.Event, name => isHere ? form[name] : default);
            var selected = isHere ? LeadQuery.Ids(form["lead"]).Select(keys.ConnectionRow).ToHashSet() : [];
            // Read first: what changes meanwhile is not exported yet.
            var head = await store.HeadAsync(show.Key, cancellation);
            var seqs = await directory.FindAsync(viewer, query.Filter, query.Order, cancellation);
            if (selected.Count > 0)
                seqs = seqs.FindAll(selected.Contains);
            var isWhole = viewer.SeesAll && selected.Count == 0 && query.Filter with { NotExported = false } == new LeadFilter();
            await exports.BeginAsync(viewer, isWhole ? head : 0, seqs.Count, format, columns, page.Actor, cancellation);
            lists.Add((show, seqs));
        }
        return lists;
    }

    /// <summary>How a show is called in the form.</summary>
    public static string NameOf(ExhibitorKey key) => $"{ShortId.Format(key.EventId)}-{ShortId.Format(key.Id)}";

    private async IAsyncEnumerable<ExportLead> ReadAsync(List<(ExhibitorAtEvent Show, List<long> Seqs)> lists, string address,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (show, seqs) in lists)
        {
            for (var i = 0; i < seqs.Count; i += Portion)
            {
                var rows = await directory.ReadAsync(show.Key, seqs.GetRange(i, Math.Min(Portion, seqs.Count - i)), cancellation);
                foreach (var record in await records.ReadAsync(rows, address, cancellation))
                    yield return new(record, show, address);
            }
        }
    }

    /// <summary>Letters and digits of any script, with hyphens between.</summary>
    private static string FileName(string text)
    {
        var name = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                name.Append(rune.ToString());
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }
        return name.ToString().Trim('-');
    }
}
