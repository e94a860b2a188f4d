using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Tryton;

/// <summary>Where a Tryton answers, and as whom.</summary>
internal sealed record TrytonLogin(Uri Address, string Database, string User, string Password);

/// <summary>Tryton's JSON-RPC, in a session that is opened when it is needed and again when it has ended.</summary>
internal sealed class TrytonApi(TargetHttp http, TrytonLogin login, TimeProvider time)
{
    private const int Attempts = 5;

    // The second is where later releases answer.
    private static readonly string[] Paths = ["", "rpc/"];

    private string? _path;
    private string? _session;

    /// <summary>Sent along with every call: company and language of the user, once they are known.</summary>
    public JsonObject Context { get; } = new()
    {
        // A lead that a person has deactivated is still there.
        ["active_test"] = false,
    };

    public int UserId { get; private set; }

    /// <summary>The release: <c>6.0</c>; null where it is not told.</summary>
    public async Task<string?> VersionAsync(CancellationToken cancellation)
    {
        using var response = await http.SendAsync(
            () => Request(login.Address, "common.server.version", [], null), isRepeatable: true, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            return null;
        var answer = await AnswerAsync(response, cancellation);
        return (answer as JsonObject)?["result"]?.ToString() ?? (answer as JsonValue)?.ToString();
    }

    public async Task LoginAsync(CancellationToken cancellation) => _session ??= await OpenSessionAsync(cancellation);

    /// <param name="isRepeatable">Whether doing it twice leaves the same as doing it once.</param>
    /// <exception cref="TrytonRefusal">Tryton does not want it; nothing was changed.</exception>
    /// <exception cref="OutcomeUnknownException">Not repeatable, and it may have been carried out.</exception>
    public async Task<JsonNode?> CallAsync(
        string method, JsonArray arguments, bool isRepeatable, CancellationToken cancellation)
    {
        arguments.Add(Context.DeepClone());
        for (var attempt = 1; ; attempt++)
        {
            await LoginAsync(cancellation);
            using var response = await http.SendAsync(
                () => Request(Endpoint(_path!), method, arguments, _session), isRepeatable, cancellation);
            if (response.StatusCode is HttpStatusCode.Unauthorized && attempt < Attempts)
            {
                _session = null;
                continue;
            }
            if (response.StatusCode is not HttpStatusCode.OK)
                throw Unexpected(response);
            try
            {
                return Result(await AnswerAsync(response, cancellation), isRepeatable);
            }
            catch (TrytonConflict) when (attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), time, cancellation);
            }
            catch (Exception exception) when (!isRepeatable && exception is JsonException or HttpRequestException)
            {
                throw new OutcomeUnknownException("Tryton broke off in the middle of an answer.", exception);
            }
        }
    }

    private async Task<string> OpenSessionAsync(CancellationToken cancellation)
    {
        foreach (var path in _path is null ? Paths : [_path])
        {
            JsonArray arguments = [login.User, new JsonObject { ["password"] = login.Password }];
            using var response = await http.SendAsync(
                () => Request(Endpoint(path), "common.db.login", arguments, null), isRepeatable: true, cancellation);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
                continue;
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new TargetFaultException($"Tryton refuses the user {login.User} or the password.");
            if (response.StatusCode is not HttpStatusCode.OK)
                throw Unexpected(response);
            try
            {
                var session = (JsonArray)Result(await AnswerAsync(response, cancellation), isRepeatable: true)!;
                _path = path;
                UserId = session[0]!.GetValue<int>();
                return Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{session[0]}:{session[1]}"));
            }
            catch (TrytonRefusal refusal)
            {
                throw NoDatabase(refusal);
            }
        }
        throw NoDatabase(null);
    }

    // Tryton gives the same answer for a database that there is not and for one that it cannot reach just now.
    private TargetUnavailableException NoDatabase(TrytonRefusal? refusal) =>
        new($"Tryton at {login.Address} has no database {login.Database}, or cannot reach it.", inner: refusal);

    private Uri Endpoint(string path) => new(login.Address, $"{Uri.EscapeDataString(login.Database)}/{path}");

    private static HttpRequestMessage Request(Uri uri, string method, JsonArray arguments, string? session)
    {
        // Exactly these three members, or the answer has another form.
        var body = new JsonObject { ["id"] = 0, ["method"] = method, ["params"] = arguments.DeepClone() };
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (session is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Session", session);
        return request;
    }

    private static async Task<JsonNode?> AnswerAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));

    private static JsonNode? Result(JsonNode? answer, bool isRepeatable)
    {
        if (answer is not JsonObject members)
            return answer;
        return members["error"] is JsonArray error ? throw Fault(error, isRepeatable) : members["result"];
    }

    private static Exception Fault(JsonArray error, bool isRepeatable)
    {
        var name = error.Count > 0 ? error[0]?.ToString() ?? "" : "";
        var detail = error.Count > 1 ? error[1] : null;
        return name switch
        {
            "UserError" => new TrytonRefusal(Words(detail, 0)),
            "UserWarning" => new TrytonRefusal(Words(detail, 1)),
            "ConcurrencyException" => new TrytonConflict(),
            "LoginException" => new TargetFaultException($"Tryton asks for more than a password: {Words(detail, 1)}"),
            "RateLimitException" => new TargetUnavailableException("Tryton asks to come back later."),
            // Its database was away; whether the commit got through is not known.
            _ when (name + detail).Contains("OperationalError", StringComparison.Ordinal)
                || (name + detail).Contains("InterfaceError", StringComparison.Ordinal) => isRepeatable
                    ? new TargetUnavailableException($"Tryton cannot use its database: {name}")
                    : new OutcomeUnknownException($"Tryton lost its database: {name}"),
            _ => new TrytonRefusal($"Tryton failed: {name}", isFailure: true),
        };
    }

    private static string Words(JsonNode? detail, int from) => detail is JsonArray parts
        ? string.Join(' ', parts.Skip(from).Take(2).Where(p => !string.IsNullOrWhiteSpace(p?.ToString())))
        : detail?.ToString() ?? "";

    private static TargetFaultException Unexpected(HttpResponseMessage response) =>
        new($"Tryton answered {(int)response.StatusCode} {response.ReasonPhrase}.");
}

/// <summary>Tryton does not want it, in its words. Nothing was changed.</summary>
/// <param name="isFailure">Tryton did not say so but broke on it.</param>
internal sealed class TrytonRefusal(string message, bool isFailure = false) : Exception(message)
{
    public bool IsFailure { get; } = isFailure;
}

/// <summary>Somebody else wrote at the same time. Nothing was changed.</summary>
internal sealed class TrytonConflict() : Exception("Somebody else keeps writing to the same records in Tryton.");
