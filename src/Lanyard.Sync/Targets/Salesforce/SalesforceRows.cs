using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Salesforce;

/// <summary>Writes of many records in one call, each of which succeeds or fails by itself.</summary>
internal sealed class SalesforceRows(SalesforceApi api)
{
    /// <summary>As many as Salesforce takes in one call.</summary>
    public const int Size = 200;

    private const int LockAttempts = 5;

    /// <param name="records">At most 200.</param>
    /// <returns>What became of each, in their order.</returns>
    public async Task<IReadOnlyList<SalesforceRow>> SendAsync(
        HttpMethod method, string path, IReadOnlyList<JsonObject> records, bool isRepeatable,
        CancellationToken cancellation)
    {
        var rows = new SalesforceRow[records.Count];
        var open = Enumerable.Range(0, records.Count).ToList();
        for (var attempt = 1; open.Count > 0; attempt++)
        {
            var answers = await SendOnceAsync(
                method, path, [.. open.Select(i => records[i])], isRepeatable, cancellation);
            for (var i = 0; i < open.Count; i++)
                rows[open[i]] = answers[i];
            // Another user or a trigger held the record; nothing was written.
            open = [.. open.Where(i => rows[i].Code == "UNABLE_TO_LOCK_ROW")];
            if (attempt == LockAttempts)
                break;
            if (open.Count > 0)
                await Task.Delay(TimeSpan.FromSeconds(attempt), api.Time, cancellation);
        }
        return rows;
    }

    private async Task<IReadOnlyList<SalesforceRow>> SendOnceAsync(
        HttpMethod method, string path, IReadOnlyList<JsonObject> records, bool isRepeatable,
        CancellationToken cancellation)
    {
        if (records.Count == 0)
            return [];
        var body = new JsonObject
        {
            ["allOrNone"] = false,
            ["records"] = new JsonArray([.. records.Select(r => r.DeepClone())]),
        };
        var answer = await api.SendAsync(method, path, body, isRepeatable, cancellation);
        if (answer.IsSuccess && answer.Body is JsonArray rows && rows.Count == records.Count)
            return [.. rows.Select(r => SalesforceRow.Read(r!.AsObject()))];
        // Something was done: what, the next attempt finds out before it creates anything.
        if (answer.IsSuccess)
            throw new TargetUnavailableException(
                "Salesforce does not say what became of the records.", TimeSpan.FromSeconds(30));
        if (answer.Code is "INVALID_FIELD" or "NOT_FOUND")
            throw new TargetFaultException($"Salesforce does not know a field that is written: {answer.Words}");
        if (records.Count == 1)
            return [new(null, false, answer.Code ?? "", answer.Words)];
        // A value that does not even fit the kind of its field makes the whole call malformed.
        var halves = records.Chunk((records.Count + 1) / 2).ToList();
        return
        [
            .. await SendOnceAsync(method, path, halves[0], isRepeatable, cancellation),
            .. await SendOnceAsync(method, path, halves[1], isRepeatable, cancellation),
        ];
    }
}

/// <param name="Id">Salesforce's id; null when the row failed.</param>
/// <param name="Code">Why it failed, for programs.</param>
/// <param name="Words">Why it failed, in Salesforce's words.</param>
internal sealed record SalesforceRow(string? Id, bool IsCreated, string? Code, string? Words)
{
    public bool IsSuccess => Id is not null;

    /// <summary>What was to be deleted is not there.</summary>
    public bool IsGone => IsSuccess || Code is "ENTITY_IS_DELETED" or "INVALID_CROSS_REFERENCE_KEY";

    public static SalesforceRow Read(JsonObject row)
    {
        if ((bool?)row["success"] == true)
            return new((string?)row["id"] ?? "", (bool?)row["created"] ?? false, null, null);
        var errors = (row["errors"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var words = errors.Select(e => $"{e["message"]} ({e["statusCode"]}{Fields(e)})");
        return new(null, false, (string?)errors.FirstOrDefault()?["statusCode"] ?? "", string.Join(" ", words));
    }

    private static string Fields(JsonObject error) =>
        error["fields"] is JsonArray { Count: > 0 } fields ? $": {string.Join(", ", fields)}" : "";
}
