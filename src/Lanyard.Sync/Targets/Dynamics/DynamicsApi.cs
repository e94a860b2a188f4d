using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Dynamics;

/// <summary>The Web API of Dataverse, signed in by client credentials of Entra.</summary>
internal sealed class DynamicsApi
{
    private const int Readings = 3;
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    private readonly TargetHttp _http;
    private readonly TimeProvider _time;
    private readonly Uri _root;
    private readonly Uri _signIn;
    private readonly Dictionary<string, string> _credentials;
    private readonly Lock _lock = new();
    private Task<Token>? _token;

    public DynamicsApi(TargetContext context)
    {
        var settings = context.Settings;
        _http = new(context.Http, context.Time);
        _time = context.Time;
        var address = settings.Required("address").TrimEnd('/');
        _root = new($"{address}/api/data/v9.2/");
        var login = settings.Or("login", "https://login.microsoftonline.com").TrimEnd('/');
        _signIn = new($"{login}/{settings.Required("tenant")}/oauth2/v2.0/token");
        _credentials = new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = settings.Required("clientId"),
            ["client_secret"] = settings.Required("clientSecret"),
            ["scope"] = address + "/.default",
        };
    }

    public Task<DynamicsAnswer> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, null, onlyExisting: false, cancellation);

    public Task<DynamicsAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body, onlyExisting: false, cancellation);

    public Task<DynamicsAnswer> DeleteAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, path, null, onlyExisting: false, cancellation);

    /// <param name="onlyExisting">Whether a row that is not there is answered by 404 rather than created.</param>
    public Task<DynamicsAnswer> PatchAsync(
        string path, JsonObject body, bool onlyExisting, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, path, body, onlyExisting, cancellation);

    // Everything may be sent twice: rows are named by keys of ours, and what makes columns looks first.
    private async Task<DynamicsAnswer> SendAsync(
        HttpMethod method, string path, JsonObject? body, bool onlyExisting, CancellationToken cancellation)
    {
        var text = body?.ToJsonString();
        var hasRenewed = false;
        for (var reading = 1; ; reading++)
        {
            var token = await TokenAsync(cancellation);
            using var response = await _http.SendAsync(
                () => Request(
                    method, new Uri(_root, path), token, text, onlyExisting), isRepeatable: true, cancellation);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                if (hasRenewed)
                    throw Refused();
                hasRenewed = true;
                Discard(token);
                continue;
            }
            if (await DynamicsAnswer.ReadAsync(response, cancellation) is { } answer)
                return answer;
            if (reading == Readings)
                throw new TargetUnavailableException("Dynamics gives answers that cannot be read.");
        }
    }

    private static TargetFaultException Refused() => new(
        "Dynamics refuses the token. Is the address that of the environment, and the application a user of it?");

    private static HttpRequestMessage Request(
        HttpMethod method, Uri address, Token token, string? body, bool onlyExisting)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new("Bearer", token.Value);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Add("OData-Version", "4.0");
        request.Headers.Add("OData-MaxVersion", "4.0");
        if (onlyExisting)
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    private Task<Token> TokenAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_token is null || _token.IsFaulted || _token.IsCanceled || HasEnded(_token))
                _token = SignInAsync(cancellation);
            return _token;
        }
    }

#pragma warning disable RS0030 // Looked at only when it has completed.
    private bool HasEnded(Task<Token> token) =>
        token.IsCompletedSuccessfully && token.Result.Until <= _time.GetUtcNow();

    private void Discard(Token token)
    {
        lock (_lock)
        {
            if (_token is { IsCompletedSuccessfully: true } current && ReferenceEquals(current.Result, token))
                _token = null;
        }
    }
#pragma warning restore RS0030

    private async Task<Token> SignInAsync(CancellationToken cancellation)
    {
        for (var reading = 1; ; reading++)
        {
            using var response = await _http.SendAsync(
                () => new(HttpMethod.Post, _signIn) { Content = new FormUrlEncodedContent(_credentials) },
                isRepeatable: true,
                cancellation);
            var body = DynamicsAnswer.Parse(await response.Content.ReadAsStringAsync(cancellation));
            if (body?["access_token"]?.GetValue<string>() is { } value && body["expires_in"] is { } seconds)
                return new(value, _time.GetUtcNow() + TimeSpan.FromSeconds(seconds.GetValue<int>()) - Early);
            if (body?["error_description"]?.GetValue<string>() is { } reason)
                throw new TargetFaultException("Entra refuses the sign-in: " + Explain(reason));
            if (reading == Readings)
                throw new TargetUnavailableException($"Entra answers {(int)response.StatusCode} without a token.");
        }
    }

    private static string Explain(string reason)
    {
        var first = reason.Split('\n', '\r')[0];
        return reason switch
        {
            _ when reason.Contains("AADSTS7000222", StringComparison.Ordinal) =>
                "the client secret has expired. Make a new one in the app registration, under Certificates & secrets. "
                + $"({first})",
            _ when reason.Contains("AADSTS7000215", StringComparison.Ordinal) =>
                $"the client secret is not one of the application's. It takes the secret's value, "
                + $"not its id. ({first})",
            _ => first,
        };
    }

    private sealed record Token(string Value, DateTimeOffset Until);
}

/// <summary>An answer of the Web API, and what it says when it refuses.</summary>
internal sealed record DynamicsAnswer(HttpStatusCode Status, JsonNode? Body)
{
    private const string DuplicateKey = "0x80060892";
    private const string DuplicateRecord = "0x80040237";

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public bool IsDuplicate => !IsSuccess && Code is DuplicateKey or DuplicateRecord;

    public string Code => Body?["error"]?["code"]?.GetValue<string>() ?? "";

    /// <summary>In the service's words.</summary>
    public string Message => Body?["error"]?["message"]?.GetValue<string>() ?? $"Dynamics answered {(int)Status}.";

    public IEnumerable<JsonNode> Rows => Body?["value"]?.AsArray().OfType<JsonNode>() ?? [];

    /// <summary>Null for a success that is not the service's own.</summary>
    public static async Task<DynamicsAnswer?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var body = Parse(text);
        return body is null && text.Length > 0 && response.IsSuccessStatusCode ? null : new(response.StatusCode, body);
    }

    public static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <exception cref="TargetFaultException">It refused.</exception>
    public DynamicsAnswer Demand(string what) =>
        IsSuccess ? this : throw new TargetFaultException($"{what}: {Message}");
}
