using System.Net;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>
/// Creates or changes records by their external ids with <c>load</c>. One record that Odoo does not take rolls the
/// whole call back, so it is halved until that one stands alone.
/// </summary>
internal sealed class OdooLoader(OdooApi api)
{
    private const int RowsOfACall = 100;

    public async Task<OdooLoad> LoadAsync(string model, IEnumerable<OdooRow> rows, CancellationToken cancellation)
    {
        var result = new OdooLoad();
        foreach (var alike in rows.GroupBy(r => string.Join('\n', r.Values.Keys.Order(StringComparer.Ordinal))))
        {
            var columns = alike.Key.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var chunk in alike.Chunk(RowsOfACall))
                await LoadAsync(model, columns, chunk, result, cancellation);
        }
        return result;
    }

    private async Task LoadAsync(
        string model, string[] columns, ArraySegment<OdooRow> rows, OdooLoad result, CancellationToken cancellation)
    {
        var refusal = await TryAsync(model, columns, rows, result, cancellation);
        if (refusal is null)
            return;
        if (rows.Count == 1)
        {
            result.Refusals[rows[0].ExternalId] = refusal;
            return;
        }
        await LoadAsync(model, columns, rows[..(rows.Count / 2)], result, cancellation);
        await LoadAsync(model, columns, rows[(rows.Count / 2)..], result, cancellation);
    }

    /// <returns>Why not, in Odoo's words; null when all of them are there.</returns>
    private async Task<string?> TryAsync(
        string model, string[] columns, ArraySegment<OdooRow> rows, OdooLoad result, CancellationToken cancellation)
    {
        var arguments = new JsonObject
        {
            ["fields"] = new JsonArray([JsonValue.Create("id"), .. columns.Select(c => JsonValue.Create(c))]),
            ["data"] = new JsonArray([.. rows.Select(r => new JsonArray(
                [JsonValue.Create(r.ExternalId), .. columns.Select(c => JsonValue.Create(r.Values[c] ?? ""))]))]),
            // What is cleared is not to live on in the history; times are in UTC whatever the user's zone is.
            ["context"] = new JsonObject { ["tracking_disable"] = true, ["tz"] = "UTC" },
        };
        JsonNode? answer;
        try
        {
            answer = await api.CallAsync(model, "load", null, arguments, cancellation);
        }
        catch (OdooRefusal refusal) when (!refusal.IsAccess)
        {
            return refusal.Message;
        }
        catch (TargetUnavailableException exception) when (exception.Status == HttpStatusCode.InternalServerError)
        {
            // A module may break over one record alone; a server that is down does not answer this either.
            await api.CallAsync("res.users", "context_get", null, [], cancellation);
            return $"Odoo breaks over this record: {exception.Message}";
        }
        if (answer?["ids"] is not JsonArray ids || ids.Count != rows.Count)
            return Words(answer);
        for (var i = 0; i < rows.Count; i++)
            result.Ids[rows[i].ExternalId] = ids[i]!.GetValue<long>();
        return null;
    }

    private static string Words(JsonNode? answer)
    {
        var messages = answer?["messages"] as JsonArray ?? [];
        var words = messages.OfType<JsonObject>().Select(m => m["message"]?.ToString()).Distinct().ToList();
        return words.Count > 0 ? string.Join(" ", words) : "Odoo did not take it, and does not say why.";
    }
}

/// <param name="ExternalId">With the module: <c>leadret.c_364e2tkmeyp9t</c>.</param>
/// <param name="Values">By columns of <c>load</c>; null empties.</param>
internal sealed record OdooRow(string ExternalId, IReadOnlyDictionary<string, string?> Values);

/// <summary>What became of rows, by their external ids.</summary>
internal sealed class OdooLoad
{
    public Dictionary<string, long> Ids { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Refusals { get; } = new(StringComparer.Ordinal);
}
