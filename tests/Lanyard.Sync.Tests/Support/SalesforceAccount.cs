using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lanyard.Sync.Targets.Salesforce;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A developer organisation of Salesforce.</summary>
internal sealed class SalesforceAccount(string address, string clientId, string clientSecret) : AccountPlace(
    SalesforceTarget.Kind,
    new Dictionary<string, string>(
        StringComparer.Ordinal) { ["address"] = address, ["clientId"] = clientId, ["clientSecret"] = clientSecret })
{
    private const string Key = "LR_Connection_Id__c";

    /// <summary>Null when the environment names none.</summary>
    public static SalesforceAccount? FromEnvironment() =>
        Environment.GetEnvironmentVariable("LANYARD_SALESFORCE_ADDRESS") is { } address
        && Environment.GetEnvironmentVariable("LANYARD_SALESFORCE_CLIENT_ID") is { } id
        && Environment.GetEnvironmentVariable("LANYARD_SALESFORCE_CLIENT_SECRET") is { } secret
            ? new(address, id, secret)
            : null;

    public override async Task<IReadOnlyDictionary<string, string?>> ReadAsync() => (await ListAsync()).ToDictionary(
        r => (string)r[Key]!, r => (string?)r["Email"], StringComparer.Ordinal);

    public override async Task ClearAsync()
    {
        foreach (var part in (await ListAsync()).Chunk(200))
            await SendAsync(
                HttpMethod.Delete, $"/composite/sobjects?ids={string.Join(',', part.Select(r => (string)r["Id"]!))}");
    }

    private async Task<IReadOnlyList<JsonObject>> ListAsync()
    {
        var records = new List<JsonObject>();
        var soql = $"SELECT Id, {Key}, Email FROM Lead WHERE {Key} LIKE '{Start}%'";
        for (var path = $"/query?q={Uri.EscapeDataString(soql)}"; path is not null;)
        {
            var page = (await SendAsync(HttpMethod.Get, path))!.AsObject();
            records.AddRange(page["records"]!.AsArray().Select(r => r!.AsObject()));
            path = (string?)page["nextRecordsUrl"] is { } next
                ? next[next.IndexOf("/query", StringComparison.Ordinal)..]
                : null;
        }
        return records;
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = clientSecret,
        };
        using var signedIn = await Http.PostAsync($"{address}/services/oauth2/token", new FormUrlEncodedContent(form));
        signedIn.EnsureSuccessStatusCode();
        var token = (string)(await signedIn.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
        using var request = new HttpRequestMessage(method, $"{address}/services/data/v62.0{path}")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonNode>();
    }
}
