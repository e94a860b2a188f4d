using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lanyard.Sync.Targets.HubSpot;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A test account of HubSpot.</summary>
internal sealed class HubSpotAccount(string address, string token) : AccountPlace(
    HubSpotTarget.Kind, new Dictionary<string, string>(
        StringComparer.Ordinal) { ["address"] = address, ["token"] = token })
{
    /// <summary>Null when the environment names none.</summary>
    public static HubSpotAccount? FromEnvironment() =>
        Environment.GetEnvironmentVariable("LANYARD_HUBSPOT_TOKEN") is { } token
            ? new("https://api.hubapi.com", token)
            : null;

    public override async Task<IReadOnlyDictionary<string, string?>> ReadAsync() => (await ListAsync()).ToDictionary(
        c => (string)c["properties"]!["lr_connection_id"]!,
        c => (string?)c["properties"]!["email"] is { Length: > 0 } email ? email : null,
        StringComparer.Ordinal);

    public override async Task ClearAsync()
    {
        foreach (var part in (await ListAsync()).Chunk(100))
        {
            var inputs = new JsonArray([.. part.Select(c => new JsonObject { ["id"] = (string)c["id"]! })]);
            using var answer = await Http.SendAsync(
                Request(HttpMethod.Post, "/batch/archive", new JsonObject { ["inputs"] = inputs }));
            answer.EnsureSuccessStatusCode();
        }
    }

    private async Task<IReadOnlyList<JsonObject>> ListAsync()
    {
        var contacts = new List<JsonObject>();
        for (var after = ""; after is not null;)
        {
            using var answer = await Http.SendAsync(
                Request(HttpMethod.Get, $"?limit=100&properties=email,lr_connection_id&after={after}", null));
            answer.EnsureSuccessStatusCode();
            var page = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            contacts.AddRange(page["results"]!.AsArray().Select(c => c!.AsObject())
                .Where(c => ((string?)c["properties"]!["lr_connection_id"])?.StartsWith(
                    Start, StringComparison.Ordinal) == true));
            after = (string?)page["paging"]?["next"]?["after"];
        }
        return contacts;
    }

    private HttpRequestMessage Request(HttpMethod method, string rest, JsonObject? body) =>
        new(method, $"{address}/crm/v3/objects/contacts{rest}")
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        Content = body is null ? null : JsonContent.Create(body),
    };
}
