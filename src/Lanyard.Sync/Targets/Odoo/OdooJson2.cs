using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>The JSON-2 API of Odoo 19 and later.</summary>
internal sealed class OdooJson2(TargetContext context) : OdooApi
{
    private const int Readings = 3;

    private readonly TargetHttp _http = new(context.Http, context.Time);
    private readonly string _root = context.Settings.Required("address").TrimEnd('/') + "/json/2/";
    private readonly string _key = context.Settings.Required("key");
    private readonly string? _database = context.Settings.OrNull("database");

    public override string Name => "JSON-2";

    /// <summary>Whether the server has this API.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellation)
    {
        for (var reading = 1; ; reading++)
        {
            using var response = await SendAsync("res.users/context_get", "{}", cancellation);
            // An older Odoo has a page for what it does not know.
            if (response.StatusCode == HttpStatusCode.NotFound)
                return false;
            if (!response.IsSuccessStatusCode
                || TryParse(await response.Content.ReadAsStringAsync(cancellation), out _))
                return true;
            if (reading == Readings)
                throw new TargetUnavailableException("Odoo gives answers that cannot be read.");
        }
    }

    public override async Task<JsonNode?> CallAsync(
        string model, string method, IReadOnlyList<long>? ids, JsonObject arguments, CancellationToken cancellation)
    {
        if (ids is not null)
            arguments["ids"] = new JsonArray([.. ids.Select(i => JsonValue.Create(i))]);
        var body = arguments.ToJsonString();
        for (var reading = 1; ; reading++)
        {
            using var response = await SendAsync($"{model}/{method}", body, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            if (TryParse(text, out var answer))
            {
                if (response.IsSuccessStatusCode)
                    return answer;
                throw Refusal(response.StatusCode, answer);
            }
            if (!response.IsSuccessStatusCode)
                throw Refusal(response.StatusCode, null);
            if (reading == Readings)
                throw new TargetUnavailableException("Odoo gives answers that cannot be read.");
        }
    }

    private Task<HttpResponseMessage> SendAsync(string path, string body, CancellationToken cancellation) =>
        _http.SendAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_root + path));
            request.Headers.Authorization = new("bearer", _key);
            if (_database is not null)
                request.Headers.Add("X-Odoo-Database", _database);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            return request;
        },
        isRepeatable: true,
        cancellation);

    private static Exception Refusal(HttpStatusCode status, JsonNode? answer)
    {
        // An error with a name, or the bare text of what was wrong.
        var words = answer switch
        {
            JsonObject error => error["message"]?.GetValue<string>(),
            JsonValue value => value.ToString(),
            _ => null,
        } ?? $"Odoo answered {(int)status}.";
        return status switch
        {
            HttpStatusCode.Unauthorized => OdooKey.Refused(words),
            HttpStatusCode.Forbidden => new OdooRefusal(words, isAccess: true),
            _ => new OdooRefusal(words),
        };
    }

    private static bool TryParse(string text, out JsonNode? node)
    {
        try
        {
            node = JsonNode.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            node = null;
            return false;
        }
    }
}
