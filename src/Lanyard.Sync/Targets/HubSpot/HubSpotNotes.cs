using System.Net;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.HubSpot;

/// <summary>
/// A lead's notes as notes on its contact. HubSpot has no key for notes: each bears a line that names it, and before
/// one is created on a contact that was there already, the contact's notes are read.
/// </summary>
internal sealed class HubSpotNotes(HubSpotApi api, TargetContext context, bool withQuestions)
{
    private const int LongestBody = 60_000;
    private const int LongestText = 12_000;
    private const int NoteToContact = 202;

    private readonly TargetState _state = context.State;
    private readonly HubSpotFiles _files = new(api, context);

    /// <summary>Creates the notes that are not there yet, and changes those that read differently.</summary>
    public async Task WriteAsync(IReadOnlyList<HubSpotLead> leads, Batch batch, CancellationToken cancellation)
    {
        var owners = new Dictionary<string, Connection>(StringComparer.Ordinal);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var creates = new List<(string Key, JsonObject Input)>();
        var updates = new List<(string Key, JsonObject Input)>();
        foreach (var written in leads)
        {
            var wanted = Wanted(written.Lead).ToList();
            if (!written.IsNew && wanted.Exists(n => _state.RemoteId(NoteMark.Key(written.Lead.Id, n.Id)) is null))
                LinkFound(written.Lead.Id, await FindAsync(written.Lead.Id, written.Contact, cancellation));
            foreach (var note in wanted)
            {
                var key = NoteMark.Key(written.Lead.Id, note.Id);
                var (remote, hash) = NoteMark.LinkOf(_state, key);
                owners[key] = written.Lead;
                texts[key] = note.Text + note.Url;
                if (remote is null)
                    creates.Add((key, await CreateAsync(written, note, cancellation)));
                else if (hash != NoteMark.Hash(texts[key]) && note.Url is null)
                    updates.Add((key, Change(remote, Body(written.Lead.Id, note))));
            }
        }
        await SendAsync("/batch/create", creates, isRepeatable: false);
        await SendAsync("/batch/update", updates, isRepeatable: true);

        async Task SendAsync(string path, List<(string Key, JsonObject Input)> inputs, bool isRepeatable)
        {
            foreach (var part in inputs.Chunk(HubSpotBatch.Size))
            {
                var send = new HubSpotBatch(api, api.Objects("notes", path), isRepeatable);
                await send.SendAsync(
                    part, r => NoteMark.KeyIn((string?)r["properties"]?["hs_note_body"]), cancellation);
                _state.Link(send.Written.Select(w => (w.Key, NoteMark.Link(w.Value.Id, texts[w.Key]))));
                foreach (var (key, words) in send.Refused)
                {
                    // Somebody may have deleted it in HubSpot: it is looked for when the lead is tried again.
                    _state.Unlink(key);
                    batch.SetAside(owners[key], $"HubSpot does not take a note: {words}");
                }
            }
        }
    }

    /// <summary>Deletes the notes of a lead, and their files.</summary>
    public async Task RemoveAsync(HubSpotLead lead, CancellationToken cancellation)
    {
        var found = await FindAsync(lead.Lead.Id, lead.Contact, cancellation);
        await _files.DeleteAsync(lead.Lead.Id, found.SelectMany(n => n.Files), cancellation);
        foreach (var part in found.Chunk(HubSpotBatch.Size))
        {
            var inputs = new JsonArray([.. part.Select(n => new JsonObject { ["id"] = n.Id })]);
            var answer = await api.PostAsync(
                api.Objects("notes", "/batch/archive"), new JsonObject { ["inputs"] = inputs },
                isRepeatable: true, cancellation);
            if (!answer.IsSuccess)
                throw new TargetFaultException(
                    $"HubSpot does not delete the notes of a lead that was erased: {answer.Message}");
        }
        foreach (var note in found)
            _state.Unlink(note.Key);
    }

    private IEnumerable<Wish> Wanted(Connection lead)
    {
        foreach (var memo in Lead.Memos(lead).Where(n => !string.IsNullOrEmpty(n.Text)))
            yield return new(memo.Id, memo.Text!, memo.ScanInfo, memo.Time, null);
        foreach (var (note, url) in Lead.Files(lead))
            yield return new(note.Id, note.Text ?? note.Type, note.ScanInfo, note.Time, url);
        var answers = Lead.Questions(lead).Select(q => $"{q.Name}: {Lead.Answers(q)}").ToList();
        if (withQuestions && answers.Count > 0)
            yield return new("questions", string.Join('\n', answers), lead.ScanInfo, lead.Time, null);
    }

    private async Task<JsonObject> CreateAsync(HubSpotLead lead, Wish note, CancellationToken cancellation)
    {
        var key = NoteMark.Key(lead.Lead.Id, note.Id);
        var file = note.Url is null
            ? null
            : await _files.UploadAsync(lead.Lead.Id, note.Id, key, note.Url, cancellation);
        var properties = new JsonObject
        {
            ["hs_timestamp"] = Lead.Time(note.Time),
            ["hs_note_body"] = Body(lead.Lead.Id, file is null ? note : note with { Url = null }),
        };
        if (file is not null)
            properties["hs_attachment_ids"] = file;
        var kind = new JsonObject
        {
            ["associationCategory"] = "HUBSPOT_DEFINED",
            ["associationTypeId"] = NoteToContact,
        };
        return new()
        {
            ["properties"] = properties,
            ["associations"] = new JsonArray(
                new JsonObject { ["to"] = new JsonObject { ["id"] = lead.Contact }, ["types"] = new JsonArray(kind) }),
        };
    }

    private static JsonObject Change(string id, string body) =>
        new() { ["id"] = id, ["properties"] = new JsonObject { ["hs_note_body"] = body } };

    /// <summary>The notes on the contact that bear the line of this lead.</summary>
    private async Task<IReadOnlyList<Found>> FindAsync(
        string connection, string contact, CancellationToken cancellation)
    {
        var answer = await api.GetAsync(api.Objects("contacts", $"/{contact}?associations=notes"), cancellation);
        // A contact that is not there has none.
        Demand(answer, answer.IsSuccess || answer.Status == HttpStatusCode.NotFound);
        var ids = (answer.Body["associations"]?["notes"]?["results"] as JsonArray ?? [])
            .Select(r => $"{r!["id"]}").Distinct(StringComparer.Ordinal).ToList();
        var found = new List<Found>();
        foreach (var part in ids.Chunk(HubSpotBatch.Size))
        {
            var body = new JsonObject
            {
                ["properties"] = new JsonArray("hs_note_body", "hs_attachment_ids"),
                ["inputs"] = new JsonArray([.. part.Select(i => new JsonObject { ["id"] = i })]),
            };
            var notes = await api.PostAsync(
                api.Objects("notes", "/batch/read"), body, isRepeatable: true, cancellation);
            Demand(notes, notes.IsSuccess);
            found.AddRange(
                from note in notes.Results
                let key = NoteMark.KeyIn((string?)note["properties"]?["hs_note_body"])
                where key is not null && key.StartsWith(NoteMark.Key(connection, ""), StringComparison.Ordinal)
                select new Found(key, (string)note["id"]!, Split((string?)note["properties"]?["hs_attachment_ids"])));
        }
        return found;
    }

    // What is not shown would be taken for not there, and created once more or left behind.
    private static void Demand(HubSpotAnswer answer, bool isThere)
    {
        if (!isThere)
            throw new TargetFaultException($"HubSpot does not show the notes of a contact: {answer.Message}");
    }

    private void LinkFound(string connection, IReadOnlyList<Found> found) =>
        _state.Link(found.Where(n => _state.RemoteId(n.Key) is null).Select(n => (n.Key, NoteMark.Link(n.Id, null))));

    private static string Body(string connection, Wish note)
    {
        var text = Encode(note.Text);
        if (text.Length > LongestBody)
            text = Encode($"{note.Text[..LongestText]} … (cut: {note.Text.Length} characters in all)");
        var by = string.IsNullOrEmpty(note.ScanInfo) ? "" : $" by {Encode(note.ScanInfo)}";
        var link = note.Url is null ? "" : $"<p><a href=\"{Encode(note.Url)}\">{Encode(note.Url)}</a></p>";
        return $"<p>{text}</p>{link}<p>{NoteMark.Line(connection, note.Id)}{by}</p>";
    }

    private static string Encode(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("\n", "<br>", StringComparison.Ordinal);

    private static IReadOnlyList<string> Split(string? ids) =>
        ids?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private sealed record Wish(string Id, string Text, string? ScanInfo, DateTimeOffset Time, string? Url);

    private sealed record Found(string Key, string Id, IReadOnlyList<string> Files);
}
