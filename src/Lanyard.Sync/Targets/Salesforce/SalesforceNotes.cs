using System.Globalization;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Salesforce;

/// <summary>
/// A lead's notes as completed tasks, its images and recordings as files. Neither has a key of its own: each bears a
/// line that names it, and before one is created on a record that was there already, what the record has is read.
/// </summary>
internal sealed class SalesforceNotes(SalesforceApi api, TargetContext context)
{
    private const int LongestText = 30_000;

    private readonly SalesforceRows _rows = new(api);
    private readonly SalesforceFiles _files = new(api, context);
    private readonly TargetState _state = context.State;
    private readonly bool _withQuestions = context.Settings.Or("questions", "note") switch
    {
        "note" => true,
        "none" => false,
        _ => throw new TargetFaultException($"questions of the target {context.Settings.Name} is note or none."),
    };

    private string? _closed;

    /// <summary>Creates the notes that are not there yet, and changes those that read differently.</summary>
    public async Task WriteAsync(IReadOnlyList<SalesforceLead> leads, Batch batch, CancellationToken cancellation)
    {
        var creates = new List<(SalesforceLead Lead, Wish Wish)>();
        var updates = new List<(SalesforceLead Lead, Wish Wish)>();
        foreach (var written in leads)
        {
            var wanted = Wanted(written).ToList();
            foreach (var (note, url) in Lead.Files(written.Lead))
            {
                if (!await _files.KeepAsync(written, note, url, cancellation))
                    wanted.Add(new(note.Id, $"{note.Type}: {url}", note.ScanInfo, note.Time));
            }
            if (!written.IsNew && wanted.Exists(w => LinkOf(written, w).Id is null))
                await LinkFoundAsync(written, cancellation);
            creates.AddRange(wanted.Where(w => LinkOf(written, w).Id is null).Select(w => (written, w)));
            updates.AddRange(wanted
                .Where(w => LinkOf(written, w) is ({ }, var hash) && hash != NoteMark.Hash(w.Text))
                .Select(w => (written, w)));
        }
        if (creates.Count > 0)
            _closed ??= await ClosedAsync(cancellation);
        await SendAsync(HttpMethod.Post, creates, Task, isRepeatable: false);
        await SendAsync(HttpMethod.Patch, updates, Change, isRepeatable: true);

        async Task SendAsync(
            HttpMethod method, List<(SalesforceLead Lead, Wish Wish)> notes,
            Func<SalesforceLead, Wish, JsonObject> record, bool isRepeatable)
        {
            foreach (var part in notes.Chunk(SalesforceRows.Size))
            {
                var rows = await _rows.SendAsync(
                    method, "/composite/sobjects", [.. part.Select(n => record(n.Lead, n.Wish))],
                    isRepeatable, cancellation);
                var outcomes = part.Zip(rows, (n, row) => (n.Lead, n.Wish, Row: row)).ToList();
                _state.Link(outcomes.Where(o => o.Row.IsSuccess)
                    .Select(o => (KeyOf(o.Lead, o.Wish), NoteMark.Link(o.Row.Id!, o.Wish.Text))));
                foreach (var (lead, wish, row) in outcomes.Where(o => !o.Row.IsSuccess))
                {
                    // Somebody may have deleted it in Salesforce: it is looked for when the lead is tried again.
                    _state.Unlink(KeyOf(lead, wish));
                    batch.SetAside(lead.Lead, $"Salesforce does not take a note: {row.Words}");
                }
            }
        }
    }

    /// <summary>Deletes the notes of a lead, and its files.</summary>
    public async Task RemoveAsync(SalesforceLead lead, Batch batch, CancellationToken cancellation)
    {
        var found = await FindAsync(lead, cancellation);
        foreach (var part in found.Chunk(SalesforceRows.Size))
        {
            var ids = string.Join(",", part.Select(t => t.Id));
            var answer = await api.SendAsync(
                HttpMethod.Delete, $"/composite/sobjects?ids={ids}&allOrNone=false", null, true, cancellation);
            if (!answer.IsSuccess)
                throw new TargetFaultException(
                    $"Salesforce does not delete the notes of a lead that was erased: {answer.Words}");
            var rows = (answer.Body as JsonArray ?? []).OfType<JsonObject>().Select(SalesforceRow.Read);
            if (rows.FirstOrDefault(r => !r.IsGone) is { } refused)
                batch.SetAside(
                    lead.Lead, $"Salesforce does not delete a note of a lead that was erased: {refused.Words}");
        }
        foreach (var (_, key) in found)
            _state.Unlink(key);
        await _files.RemoveAsync(lead, batch, cancellation);
    }

    private IEnumerable<Wish> Wanted(SalesforceLead written)
    {
        var lead = written.Lead;
        foreach (var memo in Lead.Memos(lead).Where(n => !string.IsNullOrEmpty(n.Text)))
            yield return new(memo.Id, memo.Text!, memo.ScanInfo, memo.Time);
        var answers = Lead.Questions(lead).Select(q => $"{q.Name}: {Lead.Answers(q)}").ToList();
        if (_withQuestions && answers.Count > 0)
            yield return new("questions", string.Join('\n', answers), lead.ScanInfo, lead.Time);
        if (written.Cut.Count > 0)
        {
            var text = "These values did not fit their fields:\n" + string.Join('\n', written.Cut);
            yield return new("values", text, lead.ScanInfo, lead.Time);
        }
    }

    private JsonObject Task(SalesforceLead lead, Wish wish) => new()
    {
        ["attributes"] = new JsonObject { ["type"] = "Task" },
        ["WhoId"] = lead.Place,
        ["Subject"] = string.IsNullOrEmpty(wish.ScanInfo)
            ? "Note from the show"
            : $"Note from the show by {wish.ScanInfo}",
        ["Description"] = Text(lead, wish),
        ["Status"] = _closed,
        ["ActivityDate"] = wish.Time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private JsonObject Change(SalesforceLead lead, Wish wish) => new()
    {
        ["attributes"] = new JsonObject { ["type"] = "Task" },
        ["id"] = LinkOf(lead, wish).Id,
        ["Description"] = Text(lead, wish),
    };

    private static string Text(SalesforceLead lead, Wish wish)
    {
        var text = wish.Text.Length > LongestText
            ? $"{wish.Text[..LongestText]} … (cut: {wish.Text.Length} characters in all)"
            : wish.Text;
        return $"{text}\n\n{NoteMark.Line(lead.Lead.Id, wish.Id)}";
    }

    /// <summary>The tasks of the record that bear the line of this lead.</summary>
    private async Task<IReadOnlyList<(string Id, string Key)>> FindAsync(
        SalesforceLead lead, CancellationToken cancellation)
    {
        var tasks = await api.QueryAsync(
            $"SELECT Id, Description FROM Task WHERE WhoId IN ({lead.Places})", cancellation);
        return
        [
            .. from task in tasks
               let key = NoteMark.KeyIn((string?)task["Description"])
               where key is not null && key.StartsWith(NoteMark.Key(lead.Lead.Id, ""), StringComparison.Ordinal)
               select ((string)task["Id"]!, key),
        ];
    }

    private async Task LinkFoundAsync(SalesforceLead lead, CancellationToken cancellation) => _state.Link(
        from task in await FindAsync(lead, cancellation)
        where _state.RemoteId(task.Key) is null
        select (task.Key, NoteMark.Link(task.Id, null)));

    private async Task<string> ClosedAsync(CancellationToken cancellation)
    {
        var states = await api.QueryAsync(
            "SELECT MasterLabel FROM TaskStatus WHERE IsClosed = true ORDER BY SortOrder LIMIT 1", cancellation);
        return states.Count > 0 ? (string)states[0]["MasterLabel"]! : "Completed";
    }

    private (string? Id, string? Hash) LinkOf(SalesforceLead lead, Wish wish) =>
        NoteMark.LinkOf(_state, KeyOf(lead, wish));

    private static string KeyOf(SalesforceLead lead, Wish wish) => NoteMark.Key(lead.Lead.Id, wish.Id);

    private sealed record Wish(string Id, string Text, string? ScanInfo, DateTimeOffset Time);
}
