using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Salesforce;

/// <summary>Salesforce's REST API of one version, in the name of the app's user.</summary>
internal sealed class SalesforceApi(TargetContext context)
{
    private const string LimitExceeded = "REQUEST_LIMIT_EXCEEDED";

    private readonly TargetHttp _http = new(context.Http, context.Time);
    private readonly string _address = context.Settings.Required("address").TrimEnd('/');
    private readonly string _clientId = context.Settings.Required("clientId");
    private readonly string _clientSecret = context.Settings.Required("clientSecret");
    private readonly string _version = context.Settings.Or("version", "v62.0");
    private Session? _session;

    public TimeProvider Time => context.Time;

    /// <summary>Calls used and allowed in 24 hours, as the last answer said: <c>18/15000</c>.</summary>
    public string? Usage { get; private set; }

    public Task<SalesforceAnswer> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, null, isRepeatable: true, cancellation);

    /// <param name="path">After the version: <c>/sobjects/Lead/describe</c>.</param>
    /// <returns>What was done, or what was wrong with the request: 2xx, 300, 400 or 404.</returns>
    public async Task<SalesforceAnswer> SendAsync(
        HttpMethod method, string path, JsonNode? body, bool isRepeatable, CancellationToken cancellation)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            // Salesforce does not say how long a token lives: it is used until it is refused.
            var session = _session ??= await SignInAsync(cancellation);
            var json = body?.ToJsonString();
            using var response = await CallAsync(Request, isRepeatable, cancellation);
            if (response.Headers.TryGetValues("Sforce-Limit-Info", out var limit))
                Usage = limit.First().Split('=')[^1];
            if (response.StatusCode == HttpStatusCode.Unauthorized && !isSecond)
            {
                _session = null;
                continue;
            }
            var answer = new SalesforceAnswer(response.StatusCode, await ParseAsync(response, cancellation));
            return (int)answer.Status switch
            {
                401 => throw new TargetFaultException($"Salesforce does not accept its own token: {answer.Words}"),
                403 when answer.Code == LimitExceeded => throw new TargetUnavailableException(
                    "Salesforce takes no more calls for now: the limit of 24 hours is used up.",
                    TimeSpan.FromMinutes(15)),
                403 => throw new TargetFaultException(
                    $"Salesforce does not let the app's user do this: {answer.Words}"),
                >= 200 and <= 300 or 400 or 404 => answer,
                var status => throw new TargetFaultException(
                    $"Salesforce answered {status} to {method} {path}: {answer.Words}"),
            };

            HttpRequestMessage Request()
            {
                var request = new HttpRequestMessage(method, $"{session.Instance}/services/data/{_version}{path}")
                {
                    Headers = { Authorization = new AuthenticationHeaderValue("Bearer", session.Token) },
                    Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
                };
                // Rules that only warn of a duplicate warn a person at a screen; nobody sits here.
                request.Headers.Add("Sforce-Duplicate-Rule-Header", "allowSave=true");
                return request;
            }
        }
    }

    /// <summary>Every record of a query.</summary>
    public async Task<IReadOnlyList<JsonObject>> QueryAsync(string soql, CancellationToken cancellation)
    {
        var records = new List<JsonObject>();
        for (var path = $"/query?q={Uri.EscapeDataString(soql)}"; path is not null;)
        {
            var answer = await GetAsync(path, cancellation);
            if (!answer.IsSuccess)
                throw new TargetFaultException($"Salesforce does not answer a question: {answer.Words}");
            records.AddRange((answer.Body!["records"] as JsonArray ?? []).OfType<JsonObject>());
            path = (string?)answer.Body["nextRecordsUrl"] is { } next
                ? next[next.IndexOf("/query", StringComparison.Ordinal)..]
                : null;
        }
        return records;
    }

    /// <summary>A text in a query.</summary>
    public static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private async Task<HttpResponseMessage> CallAsync(
        Func<HttpRequestMessage> request, bool isRepeatable, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, isRepeatable, cancellation);
        }
        catch (OutcomeUnknownException exception)
        {
            // Whoever comes again looks first for what may have been done.
            throw new TargetUnavailableException(exception.Message, TimeSpan.FromSeconds(30), exception);
        }
    }

    private async Task<Session> SignInAsync(CancellationToken cancellation)
    {
        using var response = await CallAsync(Request, isRepeatable: true, cancellation);
        var answer = new SalesforceAnswer(response.StatusCode, await ParseAsync(response, cancellation));
        var body = answer.Body as JsonObject ?? [];
        if ((string?)body["access_token"] is { } token)
            return new(token, ((string?)body["instance_url"] ?? _address).TrimEnd('/'));
        var words = (string?)body["error_description"] ?? (string?)body["error"] ?? answer.Words;
        // Salesforce counts how often a user signs in, and calls as it counts all others.
        if (answer.Code == LimitExceeded || words.Contains("rate exceeded", StringComparison.OrdinalIgnoreCase))
            throw new TargetUnavailableException(
                $"Salesforce signs nobody in for now: {words}", TimeSpan.FromMinutes(15));
        throw new TargetFaultException(
            $"Salesforce does not sign the app in: {words}. "
            + "See to the consumer key and secret, and that the app allows client credentials with a run-as user.");

        HttpRequestMessage Request() => new(HttpMethod.Post, $"{_address}/services/oauth2/token")
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("grant_type", "client_credentials"),
                KeyValuePair.Create("client_id", _clientId),
                KeyValuePair.Create("client_secret", _clientSecret),
            ]),
        };
    }

    private static async Task<JsonNode?> ParseAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        try
        {
            return bytes.Length == 0 ? null : JsonNode.Parse(bytes);
        }
        catch (JsonException exception)
        {
            throw new TargetUnavailableException("Salesforce's answer cannot be read.", inner: exception);
        }
    }

    private sealed record Session(string Token, string Instance);
}

/// <summary>An answer that says what was done, or what was wrong with the request.</summary>
internal sealed record SalesforceAnswer(HttpStatusCode Status, JsonNode? Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The first error's code; null when there is none.</summary>
    public string? Code => Body is JsonArray { Count: > 0 } errors ? (string?)errors[0]!["errorCode"] : null;

    /// <summary>Salesforce's words.</summary>
    public string Words => Body is JsonArray errors
        ? string.Join(" ", errors.Select(e => $"{e!["message"]} ({e["errorCode"]})"))
        : $"status {(int)Status}";
}
