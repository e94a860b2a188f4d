using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.HubSpot;

/// <summary>
/// A write of many records at once, taken apart until each has either arrived or is known with what HubSpot says of it:
/// HubSpot refuses a whole batch for one record, and does not always say for which.
/// </summary>
internal sealed class HubSpotBatch(HubSpotApi api, string path, bool isRepeatable)
{
    /// <summary>As many as HubSpot takes in one call.</summary>
    public const int Size = 100;

    /// <summary>What has arrived, by key.</summary>
    public Dictionary<string, HubSpotWritten> Written { get; } = new(StringComparer.Ordinal);

    /// <summary>What HubSpot refused, by key, with its words.</summary>
    public Dictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    /// <param name="inputs">At most 100. The key is added as the trace id by which the answer names the record.</param>
    /// <param name="find">The key of a result that bears no trace id.</param>
    public async Task SendAsync(
        IReadOnlyList<(string Key, JsonObject Input)> inputs, Func<JsonObject, string?> find,
        CancellationToken cancellation)
    {
        if (inputs.Count == 0)
            return;
        var body = new JsonArray();
        foreach (var (key, input) in inputs)
        {
            var copy = (JsonObject)input.DeepClone();
            copy["objectWriteTraceId"] = key;
            body.Add(copy);
        }
        var answer = await api.PostAsync(path, new JsonObject { ["inputs"] = body }, isRepeatable, cancellation);
        foreach (var result in answer.Results)
        {
            if (((string?)result["objectWriteTraceId"] ?? find(result)) is { } key)
                Written[key] = new((string)result["id"]!, (bool?)result["new"] ?? false);
        }
        foreach (var error in answer.Errors)
        {
            foreach (var key in error["context"]?["objectWriteTraceId"] as JsonArray ?? [])
                Refused[$"{key}"] = HubSpotAnswer.Words(error) ?? answer.Message;
        }
        var left = inputs.Where(i => !Written.ContainsKey(i.Key) && !Refused.ContainsKey(i.Key)).ToList();
        if (left.Count == 0)
            return;
        if (inputs.Count == 1)
        {
            Refused[inputs[0].Key] = answer.Errors.Select(HubSpotAnswer.Words).FirstOrDefault() ?? answer.Message;
            return;
        }
        var half = left.Count < inputs.Count ? left.Count : (left.Count + 1) / 2;
        foreach (var part in left.Chunk(half))
            await SendAsync(part, find, cancellation);
    }
}

/// <param name="Id">HubSpot's id of the record.</param>
/// <param name="IsNew">It was created by this write.</param>
internal readonly record struct HubSpotWritten(string Id, bool IsNew);
