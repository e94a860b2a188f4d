using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>
/// HubSpot's contacts, properties, notes and files, by its documentation and the reports of those who use it.
/// </summary>
internal sealed partial class HubSpotDouble(TimeProvider time) : CrmDouble
{
    public const string Token = "pat-eu1-double";

    private static readonly string[] Standard =
    [
        "firstname", "lastname", "salutation", "gender", "company", "jobtitle", "email",
        "hs_additional_emails", "phone",
        "mobilephone", "fax", "website", "address", "city", "state", "zip", "country", "hubspot_owner_id",
    ];

    private readonly Dictionary<string, Dictionary<string, string>> _contacts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byAddress = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _byConnection = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _properties = Standard.ToDictionary(p =>
        p, _ => false, StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _window = new();
    private int _lastId = 1000;

    /// <summary>Whether answers name the records that are wrong (207), or refuse the whole batch (400).</summary>
    public bool NamesWhatIsWrong { get; set; }

    /// <summary>Calls in ten seconds, of the clock given.</summary>
    public int WindowSize { get; set; } = int.MaxValue;

    /// <summary>What the key may not do.</summary>
    public HashSet<string> MissingScopes { get; } = new(StringComparer.Ordinal);

    /// <summary>A rule of the account, which refuses a contact with these words.</summary>
    public Func<Dictionary<string, string>, string?> Rule { get; set; } = _ => null;

    /// <summary>Addresses that are not found when they are read, as the second address of a contact may be.</summary>
    public HashSet<string> Hidden { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Dictionary<string, string>> Contacts => _contacts;

    /// <summary>Whether each property is unique.</summary>
    public IDictionary<string, bool> Properties => _properties;

    /// <summary>A contact that somebody else made.</summary>
    public string Add(params ReadOnlySpan<(string Property, string Value)> values)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (property, value) in values)
            properties[property] = value;
        return Create(properties);
    }

    protected override Task AnswerTooManyAsync(HttpContext context) => JsonAsync(context, 429, new JsonObject
    {
        ["status"] = "error",
        ["message"] = "You have reached your ten_secondly_rolling limit.",
        ["errorType"] = "RATE_LIMIT",
        ["policyName"] = "TEN_SECONDLY_ROLLING",
    });

    protected override Task AnswerUnauthorizedAsync(HttpContext context) => JsonAsync(context, 401, Error(
        "INVALID_AUTHENTICATION", "Authentication credentials not found. This API supports OAuth 2.0 authentication."));

    protected override Task AnswerAsync(HttpContext context, string body)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
            return AnswerUnauthorizedAsync(context);
        var now = time.GetUtcNow();
        while (_window.TryPeek(out var first) && now - first >= TimeSpan.FromSeconds(10))
            _window.Dequeue();
        if (_window.Count >= WindowSize)
            return AnswerTooManyAsync(context);
        _window.Enqueue(now);
        context.Response.Headers["X-HubSpot-RateLimit-Daily-Remaining"] = "249000";

        var path = Version().Replace(context.Request.Path.Value ?? "", "");
        if (ScopeOf(context.Request.Method, path) is { } scope && MissingScopes.Contains(scope))
            return AnswerForbiddenAsync(context, scope);
        var (status, answer) = Route(context.Request, path, body);
        context.Response.StatusCode = status;
        return answer is null ? Task.CompletedTask : JsonAsync(context, status, answer);
    }

    private (int Status, JsonNode? Answer) Route(HttpRequest request, string path, string body)
    {
        if (path == "/files/files")
            return (201, Upload(body));
        var json = body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : [];
        return (request.Method, path) switch
        {
            ("POST", "/oauth/v2/private-apps/get/access-token-info") => (200, TokenInfo()),
            ("GET", "/crm/properties/contacts") => (200, Results(_properties.Select(p => Property(p.Key, p.Value)))),
            ("POST", "/crm/properties/contacts") => CreateProperty(json),
            ("GET", "/crm/objects/contacts") => (200, List(request.Query["after"].ToString())),
            ("POST", "/crm/objects/contacts/batch/archive") => ArchiveContacts(json),
            ("POST", "/crm/objects/contacts/batch/read") => ReadContacts(json),
            ("POST", "/crm/objects/contacts/batch/upsert") => WriteContacts(json, isUpsert: true),
            ("POST", "/crm/objects/contacts/batch/update") => WriteContacts(json, isUpsert: false),
            ("GET", _) when path.StartsWith("/crm/objects/contacts/", StringComparison.Ordinal) =>
                ReadContact(path.Split('/')[^1]),
            ("POST", _) when path.StartsWith("/crm/objects/notes/batch/", StringComparison.Ordinal) =>
                Notes(path.Split('/')[^1], json),
            ("DELETE", _) when path.EndsWith("/gdpr-delete", StringComparison.Ordinal) =>
                DeleteFile(path.Split('/')[^2]),
            _ => (404, Error("OBJECT_NOT_FOUND", $"There is nothing at {path}.")),
        };
    }

    private JsonObject List(string after)
    {
        var ids = _contacts.Keys.Order(StringComparer.Ordinal)
            .Where(i => string.CompareOrdinal(i, after) > 0).Take(100).ToList();
        var answer = Results(ids.Select(Shown));
        if (ids.Count == 100)
            answer["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = ids[^1] } };
        return answer;
    }

    private (int Status, JsonNode? Answer) ArchiveContacts(JsonObject json)
    {
        foreach (var id in json["inputs"]!.AsArray().Select(i => (string)i!["id"]!).Where(_contacts.ContainsKey))
        {
            Change(id, new(StringComparer.Ordinal) { ["email"] = "", ["lr_connection_id"] = "" });
            _contacts.Remove(id);
        }
        return (204, null);
    }

    private (int Status, JsonNode Answer) ReadContacts(JsonObject json)
    {
        var by = (string?)json["idProperty"];
        var ids = json["inputs"]!.AsArray().Select(i => (string)i!["id"]!).ToList();
        if (ids.Count > 100)
            return TooLarge();
        var found = ids.Select(i => by switch
        {
            null => _contacts.ContainsKey(i) ? i : null,
            "email" => Hidden.Contains(i) ? null : _byAddress.GetValueOrDefault(i),
            "lr_connection_id" => _byConnection.GetValueOrDefault(i),
            _ => throw new InvalidOperationException($"{by} is not unique."),
        }).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var answer = Results(found.Select(i => Shown(i)));
        if (found.Count == ids.Count)
            return (200, answer);
        answer["numErrors"] = 1;
        answer["errors"] = new JsonArray(Error("OBJECT_NOT_FOUND",
            "Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid."));
        return (207, answer);
    }

    private (int Status, JsonNode Answer) WriteContacts(JsonObject json, bool isUpsert)
    {
        var inputs = json["inputs"]!.AsArray().Select(i => i!.AsObject()).ToList();
        if (inputs.Count > 100)
            return TooLarge();
        if (inputs.Select(i => (string)i["id"]!).Distinct(StringComparer.OrdinalIgnoreCase).Count() < inputs.Count)
            return (400, Error(
                "VALIDATION_ERROR", "Duplicate IDs found in batch input: each record may be given once."));
        foreach (var input in inputs)
        {
            if (isUpsert
                && (!_properties.TryGetValue((string?)input["idProperty"] ?? "", out var isUnique) || !isUnique))
                return (400, Error("VALIDATION_ERROR",
                    $"Unable to perform update/upsert by non-unique 0-1 property {input["idProperty"]}"));
            foreach (var (name, value) in input["properties"]!.AsObject())
            {
                if (value!.GetValueKind() != System.Text.Json.JsonValueKind.String)
                    return (400, Error("VALIDATION_ERROR", $"{name} was not a string"));
            }
        }
        var wrong = inputs.ToDictionary(i => i, i => Wrong(i, isUpsert));
        if (!NamesWhatIsWrong && wrong.Values.FirstOrDefault(w => w is not null) is { } refusal)
            return ((string?)refusal["category"] == "CONFLICT" ? 409 : 400, refusal);
        var results = new List<JsonObject>();
        foreach (var input in inputs.Where(i => wrong[i] is null))
        {
            var values = input["properties"]!.AsObject()
                .ToDictionary(p => p.Key, p => (string)p.Value!, StringComparer.Ordinal);
            var id = ContactOf(input, isUpsert);
            var isNew = id is null;
            if (id is null)
            {
                id = Create(values);
                CountCreate((string)input["id"]!);
            }
            else
                Change(id, values);
            var shown = Shown(id);
            if (isUpsert)
                shown["new"] = isNew;
            if (NamesWhatIsWrong)
                shown["objectWriteTraceId"] = (string?)input["objectWriteTraceId"];
            results.Add(shown);
        }
        var answer = Results(results);
        if (results.Count == inputs.Count)
            return (200, answer);
        answer["numErrors"] = inputs.Count - results.Count;
        answer["errors"] = new JsonArray(
            [.. wrong.Where(w => w.Value is not null).Select(w => Traced(w.Value!, w.Key))]);
        return (207, answer);
    }

    /// <summary>What is wrong with one record, null when nothing is.</summary>
    private JsonObject? Wrong(JsonObject input, bool isUpsert)
    {
        var id = ContactOf(input, isUpsert);
        if (!isUpsert && id is null)
            return Error("OBJECT_NOT_FOUND", $"There is no contact {input["id"]}.");
        var values = input["properties"]!.AsObject()
            .ToDictionary(p => p.Key, p => (string)p.Value!, StringComparer.Ordinal);
        if (values.Keys.FirstOrDefault(k => !_properties.ContainsKey(k)) is { } unknown)
            return Error("VALIDATION_ERROR", $"Property values were not valid: Property \"{unknown}\" does not exist");
        if (values.GetValueOrDefault("email") is { Length: > 0 } address)
        {
            if (!address.Contains('@', StringComparison.Ordinal))
                return Error("VALIDATION_ERROR", $"Property values were not valid: Email address {address} is invalid");
            if (_byAddress.TryGetValue(address, out var holder) && holder != id)
                return Error("CONFLICT", $"Contact already exists. Existing ID: {holder}");
        }
        if (values.GetValueOrDefault("lr_connection_id") is { Length: > 0 } connection
            && _byConnection.TryGetValue(connection, out var owner) && owner != id)
            return Error("VALIDATION_ERROR",
                $"Property values were not valid: {connection} is already the lr_connection_id of {owner}");
        return Rule(values) is { } words ? Error("VALIDATION_ERROR", words) : null;
    }

    private string? ContactOf(JsonObject input, bool isUpsert) => isUpsert
        ? _byConnection.GetValueOrDefault((string)input["id"]!)
        : _contacts.ContainsKey((string)input["id"]!) ? (string)input["id"]! : null;

    private string Create(Dictionary<string, string> values)
    {
        var id = (++_lastId).ToString(CultureInfo.InvariantCulture);
        _contacts[id] = new(StringComparer.Ordinal);
        Change(id, values);
        return id;
    }

    private void Change(string id, Dictionary<string, string> values)
    {
        var contact = _contacts[id];
        Index(_byAddress, "email");
        Index(_byConnection, "lr_connection_id");
        foreach (var (name, value) in values)
        {
            if (value.Length == 0)
                contact.Remove(name);
            else
                contact[name] = value;
        }

        void Index(Dictionary<string, string> index, string property)
        {
            if (!values.TryGetValue(property, out var value))
                return;
            if (contact.TryGetValue(property, out var before))
                index.Remove(before);
            if (value.Length > 0)
                index[value] = id;
        }
    }

    private JsonObject Shown(string id) => new()
    {
        ["id"] = id,
        ["properties"] = new JsonObject(_contacts[id].Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
        ["archived"] = false,
    };

    private static (int Status, JsonNode Answer) TooLarge() =>
        (400, Error("VALIDATION_ERROR", "The number of inputs in a batch request must not exceed 100."));

    private static JsonObject Results(IEnumerable<JsonObject> results) =>
        new() { ["status"] = "COMPLETE", ["results"] = new JsonArray([.. results]) };

    private static JsonObject Error(string category, string message) =>
        new() { ["status"] = "error", ["category"] = category, ["message"] = message };

    private static JsonObject Traced(JsonObject error, JsonObject input)
    {
        error["context"] = new JsonObject { ["objectWriteTraceId"] = new JsonArray(
            (string?)input["objectWriteTraceId"]) };
        return error;
    }

    // /crm/objects/2026-09/contacts and /crm/v3/objects/contacts are one.
    [GeneratedRegex(@"/(v3|\d{4}-\d{2})(?=/)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
