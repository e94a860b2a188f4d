using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>Notes as attachments under external ids of their own: loaded twice, each stands there once.</summary>
internal sealed class OdooNotes(
    OdooApi api, OdooLoader loader, string model, Func<string, CancellationToken, Task<byte[]?>> readFileAsync)
{
    public const string Model = "ir.attachment";

    /// <param name="record">The id of the lead's record.</param>
    /// <returns>Why one of them is not there; null when all are.</returns>
    public async Task<string?> SendAsync(
        Connection lead, long record, IEnumerable<Note> notes, CancellationToken cancellation)
    {
        // One at a time: a recording may be large.
        foreach (var note in notes)
        {
            var row = await RowAsync(lead, record, note, cancellation);
            var load = await loader.LoadAsync(Model, [row], cancellation);
            if (load.Refusals.TryGetValue(row.ExternalId, out var refusal))
                return $"The lead is there, but not its note of {Lead.Time(note.Time)}: {refusal}";
        }
        return null;
    }

    /// <summary>Deletes those that came from here.</summary>
    public async Task DeleteAsync(Connection lead, CancellationToken cancellation)
    {
        JsonArray domain =
        [
            new JsonArray("module", "=", OdooTarget.Module), new JsonArray("model", "=", Model),
            new JsonArray("name", "=like", NameOf(lead, "%")),
        ];
        for (var attempt = 1; ; attempt++)
        {
            var found = await api.SearchAsync(
                "ir.model.data", (JsonArray)domain.DeepClone(), ["name", "res_id"], cancellation);
            // To Odoo an underscore is any character: it may have found the notes of another lead as well.
            List<long> ids =
            [
                .. from data in found
                   where data["name"]!.ToString().StartsWith(NameOf(lead, ""), StringComparison.Ordinal)
                   select data["res_id"]!.GetValue<long>(),
            ];
            if (ids.Count == 0)
                return;
            try
            {
                await api.CallAsync(Model, "unlink", ids, [], cancellation);
                return;
            }
            catch (OdooRefusal refusal) when (attempt == 1 && !refusal.IsAccess)
            {
                // An attempt whose answer was lost may have deleted them: then they are not found any more.
            }
        }
    }

    private async Task<OdooRow> RowAsync(Connection lead, long record, Note note, CancellationToken cancellation)
    {
        var file = Lead.FileUrl(note) is { } url
            ? await NoteFile.ReadAsync(note, url, readFileAsync, cancellation)
            : new(MemoName(note), "text/plain", Encoding.UTF8.GetBytes(note.Text ?? ""));
        var externalId = $"{OdooTarget.Module}.{NameOf(lead, note.Id.Replace('.', '_'))}";
        return new(externalId, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["name"] = file.Name,
            ["mimetype"] = file.MediaType,
            ["datas"] = Convert.ToBase64String(file.Bytes),
            ["res_model"] = model,
            ["res_id"] = record.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static string NameOf(Connection lead, string note) => $"n_{lead.Id}_{note}";

    private static string MemoName(Note note)
    {
        var by = string.IsNullOrEmpty(note.ScanInfo) ? "" : $" of {note.ScanInfo}";
        return $"Memo{by} {note.Time.UtcDateTime.ToString("yyyy-MM-dd HH.mm", CultureInfo.InvariantCulture)}.txt";
    }
}
