using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.HubSpot;

/// <summary>HubSpot's HTTP API of one version, with one key.</summary>
internal sealed class HubSpotApi(TargetContext context)
{
    private readonly TargetHttp _http = new(context.Http, context.Time);
    private readonly string _address = context.Settings.Or("address", "https://api.hubapi.com").TrimEnd('/');
    private readonly string _version = context.Settings.Or("version", "2026-09");
    private readonly string _token = context.Settings.Required("token");

    /// <summary>Where the properties of contacts are.</summary>
    public string Properties =>
        IsDated ? $"/crm/properties/{_version}/contacts" : $"/crm/{_version}/properties/contacts";

    public string Files => $"/files/{_version}/files";

    /// <summary>Calls left today, as the last answer said; null where it did not.</summary>
    public string? CallsLeft { get; private set; }

    private bool IsDated => !_version.StartsWith('v');

    /// <param name="type">contacts or notes.</param>
    public string Objects(string type, string rest) =>
        (IsDated ? $"/crm/objects/{_version}/{type}" : $"/crm/{_version}/objects/{type}") + rest;

    public Task<HubSpotAnswer> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, null, isRepeatable: true, cancellation);

    public Task<HubSpotAnswer> DeleteAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, path, null, isRepeatable: true, cancellation);

    public Task<HubSpotAnswer> PostAsync(
        string path, JsonObject body, bool isRepeatable, CancellationToken cancellation)
    {
        var json = body.ToJsonString();
        return SendAsync(
            HttpMethod.Post, path, () => new StringContent(json, Encoding.UTF8, "application/json"),
            isRepeatable, cancellation);
    }

    /// <param name="content">Makes the body, anew for each attempt.</param>
    /// <returns>What was done, or what was wrong with the request: 2xx, 400, 404 or 409.</returns>
    public async Task<HubSpotAnswer> SendAsync(
        HttpMethod method, string path, Func<HttpContent>? content, bool isRepeatable, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.SendAsync(Request, isRepeatable, cancellation);
            if (response.Headers.TryGetValues("X-HubSpot-RateLimit-Daily-Remaining", out var left))
                CallsLeft = left.First();
            var answer = new HubSpotAnswer(
                response.StatusCode, Parse(await response.Content.ReadAsByteArrayAsync(cancellation)));
            return (int)answer.Status switch
            {
                401 => throw new TargetFaultException(
                    $"HubSpot does not accept the key: {answer.Message}. Make a new service key and put it in token."),
                403 => throw new TargetFaultException($"HubSpot does not let the key do this. {Rights(answer)}"),
                423 or 477 => throw new TargetUnavailableException(
                    "HubSpot has locked this for now.", response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(5)),
                >= 200 and < 300 or 400 or 404 or 409 => answer,
                var status => throw new TargetFaultException(
                    $"HubSpot answered {status} to {method} {path}: {answer.Message}"),
            };
        }
        catch (OutcomeUnknownException exception)
        {
            // Whoever comes again looks first for what may have been done.
            throw new TargetUnavailableException(exception.Message, TimeSpan.FromSeconds(30), exception);
        }

        HttpRequestMessage Request() => new(method, _address + path)
        {
            Content = content?.Invoke(),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _token) },
        };
    }

    /// <summary>The rights of the key; null where HubSpot does not tell.</summary>
    public async Task<IReadOnlySet<string>?> RightsAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await PostAsync(
                "/oauth/v2/private-apps/get/access-token-info", new JsonObject { ["tokenKey"] = _token },
                isRepeatable: true, cancellation);
            return answer.Body["scopes"] is JsonArray scopes
                ? scopes.Select(s => $"{s}").ToHashSet(StringComparer.Ordinal)
                : null;
        }
        catch (TargetFaultException)
        {
            return null;
        }
    }

    private static JsonObject Parse(byte[] body)
    {
        if (body.Length == 0)
            return [];
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? [];
        }
        catch (JsonException exception)
        {
            throw new TargetUnavailableException("HubSpot's answer cannot be read.", inner: exception);
        }
    }

    private static string Rights(HubSpotAnswer answer)
    {
        var missing = answer.Errors.Append(answer.Body)
            .Select(e => e["context"]?["requiredGranularScopes"] ?? e["context"]?["missingScopes"])
            .SelectMany(s => s as JsonArray ?? [])
            .Select(s => $"{s}").Distinct(StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? answer.Message : $"Give it the scopes {string.Join(", ", missing)}.";
    }
}

/// <summary>An answer that says what was done, or what was wrong with the request.</summary>
internal sealed record HubSpotAnswer(HttpStatusCode Status, JsonObject Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public IEnumerable<JsonObject> Results => (Body["results"] as JsonArray ?? []).OfType<JsonObject>();

    public IEnumerable<JsonObject> Errors => (Body["errors"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>HubSpot's words.</summary>
    public string Message => Words(Body) ?? string.Create(CultureInfo.InvariantCulture, $"status {(int)Status}");

    /// <summary>The words of one error; null where it has none.</summary>
    public static string? Words(JsonObject error)
    {
        var details = (error["errors"] as JsonArray ?? []).OfType<JsonObject>().Select(e => (string?)e["message"]);
        var words = string.Join(" ", details.Prepend((string?)error["message"])
            .Where(w => !string.IsNullOrEmpty(w)).Distinct(StringComparer.Ordinal));
        return words.Length == 0 ? null : words;
    }
}
