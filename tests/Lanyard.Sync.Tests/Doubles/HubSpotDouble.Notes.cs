using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>Notes, which have no key of their own, and files.</summary>
internal sealed partial class HubSpotDouble
{
    private readonly Dictionary<string, NoteInHubSpot> _notes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    public IReadOnlyCollection<NoteInHubSpot> AllNotes => _notes.Values;

    /// <summary>Id and folder.</summary>
    public IReadOnlyDictionary<string, string> AllFiles => _files;

    private (int Status, JsonNode? Answer) ReadContact(string id)
    {
        if (!_contacts.ContainsKey(id))
            return (404, Error("OBJECT_NOT_FOUND", $"There is no contact {id}."));
        var shown = Shown(id);
        var notes = _notes.Where(n => n.Value.Contact == id)
            .Select(n => new JsonObject { ["id"] = n.Key, ["type"] = "contact_to_note" }).ToList();
        if (notes.Count > 0)
            shown["associations"] = new JsonObject { ["notes"] = new JsonObject { ["results"] = new JsonArray(
                [.. notes]) } };
        return (200, shown);
    }

    private (int Status, JsonNode? Answer) Notes(string what, JsonObject json)
    {
        var inputs = json["inputs"]!.AsArray().Select(i => i!.AsObject()).ToList();
        if (inputs.Count > 100)
            return TooLarge();
        switch (what)
        {
            case "read":
                return (200, Results(inputs.Select(i => (string)i["id"]!).Where(_notes.ContainsKey).Select(ShownNote)));
            case "archive":
                inputs.ForEach(i => _notes.Remove((string)i["id"]!));
                return (204, null);
            case "update":
                foreach (var input in inputs)
                    _notes[(string)input["id"]!] = _notes[(string)input["id"]!] with { Body = (string)input["properties"]!["hs_note_body"]! };
                return (200, Results(inputs.Select(i => ShownNote((string)i["id"]!))));
        }
        var ids = new List<string>();
        foreach (var input in inputs)
        {
            var properties = input["properties"]!;
            if (properties["hs_timestamp"] is null)
                return (400, Error("VALIDATION_ERROR", "Property hs_timestamp is required."));
            var body = (string?)properties["hs_note_body"] ?? "";
            if (body.Length > 65_536)
                return (400, Error("VALIDATION_ERROR", "hs_note_body is longer than 65536 characters."));
            var to = (string)input["associations"]![0]!["to"]!["id"]!;
            if (!_contacts.ContainsKey(to))
                return (400, Error("VALIDATION_ERROR", $"There is no contact {to}."));
            ids.Add((++_lastId).ToString(CultureInfo.InvariantCulture));
            _notes[ids[^1]] = new(to, body, (string?)properties["hs_attachment_ids"]);
        }
        return (201, Results(ids.Select(ShownNote)));
    }

    private JsonObject ShownNote(string id) => new()
    {
        ["id"] = id,
        ["properties"] = new JsonObject { ["hs_note_body"] = _notes[id].Body,
            ["hs_attachment_ids"] = _notes[id].Files },
    };

    // A file of the same folder and name is taken for the same.
    private JsonObject Upload(string form)
    {
        var name = FormValue().Matches(form)
            .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value.Trim(), StringComparer.Ordinal);
        var path = $"{name["folderPath"]}/{name["fileName"]}";
        if (!name["options"].Contains("PRIVATE", StringComparison.Ordinal))
            throw new InvalidOperationException("A file of a lead would be public.");
        var id = _files.FirstOrDefault(f => f.Value == path).Key ?? (++_lastId).ToString(CultureInfo.InvariantCulture);
        _files[id] = path;
        return new() { ["id"] = id };
    }

    private (int Status, JsonNode? Answer) DeleteFile(string id) =>
        _files.Remove(id) ? (204, null) : (404, Error("OBJECT_NOT_FOUND", $"There is no file {id}."));

    [GeneratedRegex(
        "name=\"?(?<name>folderPath|fileName|options)\"?\r\n\r\n(?<value>.*)\r\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormValue();
}

internal sealed record NoteInHubSpot(string Contact, string Body, string? Files);
