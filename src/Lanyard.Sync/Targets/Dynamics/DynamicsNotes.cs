using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Dynamics;

/// <summary>
/// Notes as annotations. Dataverse lets the client choose the primary key, so each gets one made from the ids: sent
/// twice it stands there once, and those of Lanyard are known by how their keys begin.
/// </summary>
internal sealed class DynamicsNotes(
    DynamicsApi api, DynamicsTable table, Func<string, CancellationToken, Task<byte[]?>> readFileAsync)
{
    private const string Beginning = "4c616e79-6172-8";

    /// <returns>Null when it is there.</returns>
    public async Task<DynamicsAnswer?> SendAsync(Connection lead, Note note, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["subject"] = Subject(note),
            ["notetext"] = note.Text,
            [$"objectid_{table.Name}@odata.bind"] = "/" + table.Row(lead.Id),
        };
        if (Lead.FileUrl(note) is { } url)
        {
            var file = await NoteFile.ReadAsync(note, url, readFileAsync, cancellation);
            body["isdocument"] = true;
            body["filename"] = file.Name;
            body["mimetype"] = file.MediaType;
            body["documentbody"] = Convert.ToBase64String(file.Bytes);
        }
        var path = $"annotations({Key(lead, note)})";
        var answer = await api.PatchAsync(path, body, onlyExisting: false, cancellation);
        if (answer.IsDuplicate)
            answer = await api.PatchAsync(path, body, onlyExisting: true, cancellation);
        return answer.IsSuccess ? null : answer;
    }

    /// <summary>Deletes those that came from here.</summary>
    public async Task<DynamicsAnswer?> DeleteAsync(Connection lead, CancellationToken cancellation)
    {
        var found = await api.GetAsync($"{table.Row(lead.Id)}/{table.Notes}?$select=annotationid", cancellation);
        if (!found.IsSuccess)
            return found;
        foreach (var key in found.Rows.Select(r => r["annotationid"]!.GetValue<string>()).Where(IsOurs).ToList())
        {
            var answer = await api.DeleteAsync($"annotations({key})", cancellation);
            if (!answer.IsSuccess && answer.Status != HttpStatusCode.NotFound)
                return answer;
        }
        return null;
    }

    private static bool IsOurs(string key) => key.StartsWith(Beginning, StringComparison.OrdinalIgnoreCase);

    // A GUID of version 8, which leaves the rest to us.
    private static string Key(Connection lead, Note note)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{lead.Id} {note.Id}")));
        return $"{Beginning}{hash[..3]}-8{hash[3..6]}-{hash[6..18]}";
    }

    private static string Subject(Note note)
    {
        var kind = note.Type.ToUpperInvariant() switch { "IMAGE" => "Image", "AUDIO" => "Recording", _ => "Memo" };
        var by = string.IsNullOrEmpty(note.ScanInfo) ? "" : $" of {note.ScanInfo}";
        return $"{kind}{by}, {note.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
    }
}
