using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Tryton;

/// <summary>A lead and the record that its note and its files hang on: <c>sale.opportunity,12</c>.</summary>
internal sealed record TrytonResource(TrytonLead Lead, string Name);

/// <summary>
/// What hangs on a lead's record: one note with all that has no field, and an attachment for each image and recording.
/// A note can be deleted for good; a comment of an opportunity would stay in its history.
/// </summary>
internal sealed class TrytonAttached(TrytonRecords records, Func<string, CancellationToken, Task<byte[]?>> readFile)
{
    private const string NoteModel = "ir.note";
    private const string Attachment = "ir.attachment";

    /// <summary>One lead or many; what was done of them may be done again.</summary>
    public async Task NotesAsync(IReadOnlyList<TrytonResource> resources, CancellationToken cancellation)
    {
        var there = await FindAsync(NoteModel, "message", resources, cancellation);
        var creates = new List<JsonObject>();
        var changes = new List<(int, JsonObject)>();
        var deletes = new List<int>();
        foreach (var resource in resources)
        {
            var note = there[resource.Name].FirstOrDefault(n => Starts(n["message"], resource.Lead.Marker + "\n"));
            if (resource.Lead.IsErased)
            {
                if (note is not null)
                    deletes.Add(Id(note));
                continue;
            }
            var text = resource.Lead.Text();
            if (note is null)
                creates.Add(new() { ["resource"] = resource.Name, ["message"] = text });
            else if (note["message"]!.ToString() != text)
                changes.Add((Id(note), new() { ["message"] = text }));
        }
        if (creates.Count > 0)
            await records.CreateAsync(NoteModel, creates, cancellation);
        await records.WriteAsync(NoteModel, changes, creates: false, cancellation);
        await records.DeleteAsync(NoteModel, deletes, cancellation);
    }

    public async Task FilesAsync(IReadOnlyList<TrytonResource> resources, CancellationToken cancellation)
    {
        var there = await FindAsync(Attachment, "name", resources, cancellation);
        foreach (var resource in resources)
        {
            var files = resource.Lead.IsErased
                ? []
                : Lead.Files(resource.Lead.Connection).DistinctBy(f => f.Note.Id)
                    .ToDictionary(f => FileName(f.Note, f.Url), StringComparer.Ordinal);
            var ours = there[resource.Name].Where(a => Starts(a["name"], TrytonLead.Mark)).ToList();
            await records.DeleteAsync(
                Attachment, [.. ours.Where(a => !files.ContainsKey(a["name"]!.ToString())).Select(Id)], cancellation);
            foreach (var (name, (note, url)) in files.Where(f => !ours.Exists(a => a["name"]!.ToString() == f.Key)))
            {
                var content = await NoteFile.ReadAsync(note, url, readFile, cancellation);
                var data = new JsonObject
                {
                    ["__class__"] = "bytes",
                    ["base64"] = Convert.ToBase64String(content.Bytes),
                };
                var file = new JsonObject
                {
                    ["resource"] = resource.Name,
                    ["name"] = name,
                    ["type"] = "data",
                    ["data"] = data,
                };
                await records.CreateAsync(Attachment, [file], cancellation);
            }
        }
    }

    private async Task<ILookup<string, JsonObject>> FindAsync(
        string model, string field, IReadOnlyList<TrytonResource> resources, CancellationToken cancellation)
    {
        if (resources.Count == 0)
            return Enumerable.Empty<JsonObject>().ToLookup(_ => "");
        JsonArray domain =
        [
            TrytonRecords.Where("resource", "in", TrytonRecords.Names(resources.Select(r => r.Name))),
            TrytonRecords.Where(field, "like", TrytonLead.Mark + "%"),
        ];
        return (await records.FindAsync(model, domain, ["resource", field], cancellation))
            .ToLookup(r => r["resource"]!.ToString(), StringComparer.Ordinal);
    }

    private static string FileName(Note note, string url)
    {
        var extension = FileKind.ExtensionOf(url);
        return $"{TrytonLead.Mark}{note.Id} {note.Type}{(extension.Length > 0 ? "." : "")}{extension}";
    }

    private static bool Starts(JsonNode? text, string start) =>
        text?.ToString().StartsWith(start, StringComparison.Ordinal) == true;

    private static int Id(JsonObject record) => record["id"]!.GetValue<int>();
}
