using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>
/// Salesforce's sign-in, collections, queries and files, by its documentation and the reports of those who use it.
/// </summary>
internal sealed partial class SalesforceDouble : CrmDouble
{
    public const string ClientId = "3MVG9double";
    public const string ClientSecret = "secret of the double";

    private readonly Dictionary<string, Dictionary<string, Dictionary<string, string>>> _records =
        new(StringComparer.Ordinal) { ["Lead"] = [], ["Contact"] = [], ["Task"] = [], ["ContentDocument"] = [] };

    private readonly Dictionary<(string Type, string Connection), HashSet<string>> _byKey = [];
    private string? _token;
    private int _lastId;
    private int _calls;

    /// <summary>How often each connection's record answers that somebody else holds it.</summary>
    public Dictionary<string, int> Locks { get; } = new(StringComparer.Ordinal);

    /// <summary>Duplicate rules that block: two records with one address.</summary>
    public bool BlocksDuplicates { get; set; }

    /// <summary>Duplicate rules that warn: passed by whoever says that a duplicate may be saved.</summary>
    public bool WarnsOfDuplicates { get; set; }

    /// <summary>A trigger stands against every row that is to be deleted.</summary>
    public bool ForbidsDeletes { get; set; }

    /// <summary>Runs once, after the next query: what a person does in between.</summary>
    public Action? AfterQuery { get; set; }

    public Dictionary<string, Dictionary<string, SalesforceField>> Fields { get; } = new(StringComparer.Ordinal)
    {
        ["Lead"] = SalesforceField.OfLead(),
        ["Contact"] = SalesforceField.OfContact(),
        ["Task"] = SalesforceField.OfTask(),
    };

    public IReadOnlyDictionary<string, Dictionary<string, string>> Of(string type) => _records[type];

    /// <summary>A record that somebody else made.</summary>
    public string Add(string type, params ReadOnlySpan<(string Field, string Value)> values)
    {
        var id = NewId(type);
        _records[type][id] = new(StringComparer.Ordinal) { ["Id"] = id };
        foreach (var (field, value) in values)
            _records[type][id][field] = value;
        Index(type, id);
        return id;
    }

    /// <summary>
    /// As a person converts a lead: it stays and cannot be changed, tasks and files go with the contact.
    /// </summary>
    public string Convert(string lead)
    {
        var record = _records["Lead"][lead];
        var contact = Add("Contact", ("LastName", record["LastName"]));
        if (record.TryGetValue("Email", out var address))
            _records["Contact"][contact]["Email"] = address;
        record["IsConverted"] = "true";
        record["ConvertedContactId"] = contact;
        foreach (var moved in _records["Task"].Values.Where(t => t["WhoId"] == lead))
            moved["WhoId"] = contact;
        foreach (var moved in _records["ContentDocument"].Values.Where(t => t["LinkedEntityId"] == lead))
            moved["LinkedEntityId"] = contact;
        return contact;
    }

    protected override Task AnswerTooManyAsync(HttpContext context) => JsonAsync(
        context, 403, Errors("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));

    protected override Task AnswerUnauthorizedAsync(HttpContext context)
    {
        _token = null;
        return JsonAsync(context, 401, Errors("INVALID_SESSION_ID", "Session expired or invalid"));
    }

    protected override Task AnswerAsync(HttpContext context, string body)
    {
        var path = context.Request.Path.Value!;
        if (path == "/services/oauth2/token")
            return AnswerTokenAsync(context, body);
        if (_token is null || context.Request.Headers.Authorization != $"Bearer {_token}")
            return AnswerUnauthorizedAsync(context);
        context.Response.Headers["Sforce-Limit-Info"] = string.Create(
            CultureInfo.InvariantCulture, $"api-usage={++_calls}/15000");
        var allowsDuplicates = context.Request.Headers["Sforce-Duplicate-Rule-Header"] == "allowSave=true";
        var (status, answer) = Route(context.Request, path["/services/data/v62.0".Length..], body, allowsDuplicates);
        context.Response.StatusCode = status;
        return answer is null ? Task.CompletedTask : JsonAsync(context, status, answer);
    }

    private Task AnswerTokenAsync(HttpContext context, string body)
    {
        var form = body.Split('&').Select(p => p.Split('='))
            .ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1].Replace('+', ' ')), StringComparer.Ordinal);
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
            return JsonAsync(context, 400,
                new JsonObject { ["error"] = "invalid_client", ["error_description"] = "invalid client credentials" });
        _token = $"00D{++_lastId}";
        return JsonAsync(context, 200, new JsonObject
        {
            ["access_token"] = _token,
            ["instance_url"] = Address,
            ["token_type"] = "Bearer",
            ["issued_at"] = "1764000000000",
        });
    }

    private (int Status, JsonNode? Answer) Route(HttpRequest request, string path, string body, bool allowsDuplicates)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, parts) switch
        {
            ("GET", ["query"]) => Query(request.Query["q"].ToString()),
            ("GET", ["sobjects", var type, "describe"]) => Describe(type),
            ("PATCH", ["composite", "sobjects", var type, var key]) =>
                Collection(body, r => Upsert(type, key, r, allowsDuplicates)),
            ("PATCH", ["composite", "sobjects"]) =>
                Collection(body, r => Update(TypeOf(r), (string)r["id"]!, r, allowsDuplicates)),
            ("POST", ["composite", "sobjects"]) => Collection(body, r => Create(TypeOf(r), r, allowsDuplicates)),
            ("DELETE", ["composite", "sobjects"]) => Delete(request.Query["ids"].ToString().Split(',')),
            ("POST", ["sobjects", "ContentVersion"]) => CreateFile(JsonNode.Parse(body)!.AsObject()),
            ("DELETE", ["sobjects", "ContentDocument", var id]) => _records["ContentDocument"].Remove(id)
                ? (204, null)
                : (404, Errors("NOT_FOUND", "Not there")),
            _ => (404, Errors("NOT_FOUND", "The requested resource does not exist")),
        };
    }

    // 200 whatever becomes of the rows; 400 when the call itself makes no sense.
    private (int Status, JsonNode? Answer) Collection(string body, Func<JsonObject, JsonObject> write)
    {
        var records = JsonNode.Parse(body)!["records"]!.AsArray().Select(r => r!.AsObject()).ToList();
        if (records.Count > 200)
            return (400, Errors(
                "EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200 records in this call"));
        foreach (var record in records)
        {
            foreach (var (name, value) in record.Where(f => f.Key is not ("attributes" or "id" or "OwnerId")))
            {
                if (!Fields[TypeOf(record)].TryGetValue(name, out var field))
                    return (400, Errors(
                        "INVALID_FIELD", $"No such column '{name}' on sobject of type {TypeOf(record)}"));
                if (field.Type == "double" && value?.GetValueKind() == JsonValueKind.String
                    && !double.TryParse((string)value!, CultureInfo.InvariantCulture, out _))
                    return (400, Errors(
                        "JSON_PARSER_ERROR", $"Cannot deserialize instance of double from VALUE_STRING value {value}"));
            }
        }
        return (200, new JsonArray([.. records.Select(write)]));
    }

    private JsonObject Upsert(string type, string key, JsonObject record, bool allowsDuplicates)
    {
        var found = WithKey(type, (string)record[key]!);
        if (found.Count > 1)
            return Failed("DUPLICATE_VALUE",
                $"duplicate value found: {key} duplicates value on record with id: {found[0]["Id"]}");
        return found.Count == 1
            ? Update(type, found[0]["Id"], record, allowsDuplicates)
            : Create(type, record, allowsDuplicates);
    }

    private JsonObject Update(string type, string id, JsonObject record, bool allowsDuplicates)
    {
        if (!_records[type].TryGetValue(id, out var stored))
            return Failed("ENTITY_IS_DELETED", "entity is deleted");
        if (stored.ContainsKey("IsConverted"))
            return Failed("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
        if (Wrong(type, record, stored, allowsDuplicates) is { } wrong)
            return wrong;
        Put(stored, record);
        return Done(id, isCreated: false);
    }

    private JsonObject Create(string type, JsonObject record, bool allowsDuplicates)
    {
        if (Wrong(type, record, null, allowsDuplicates) is { } wrong)
            return wrong;
        var id = Add(type);
        Put(_records[type][id], record);
        Index(type, id);
        if ((string?)record["LR_Connection_Id__c"] is { } connection)
            CountCreate(connection);
        return Done(id, isCreated: true);
    }

    /// <summary>Why a row fails, null when it does not.</summary>
    private JsonObject? Wrong(string type, JsonObject record, Dictionary<string, string>? stored, bool allowsDuplicates)
    {
        foreach (var field in Fields[type].Values)
        {
            var isGiven = record.TryGetPropertyValue(field.Name, out var node);
            var value = (string?)node;
            if (field.IsRequired && (stored is null || isGiven) && string.IsNullOrEmpty(value))
                return Failed("REQUIRED_FIELD_MISSING", $"Required fields are missing: [{field.Name}]", field.Name);
            if (value?.Length > field.Length && field.Length > 0)
                return Failed("STRING_TOO_LONG",
                    $"{field.Name}: data value too large: {value} (max length={field.Length})", field.Name);
            if (field.Type == "email" && value?.Contains('@', StringComparison.Ordinal) == false)
                return Failed("INVALID_EMAIL_ADDRESS", $"{field.Name}: invalid email address: {value}", field.Name);
        }
        if ((string?)record["LR_Connection_Id__c"] is { } connection && Locks.GetValueOrDefault(connection) > 0
            && Locks[connection]-- > 0)
            return Failed("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
        var isTwice = type != "Task" && (string?)record["Email"] is { } address
            && _records[type].Values.Any(r => r != stored && r.GetValueOrDefault("Email") == address);
        return isTwice && (BlocksDuplicates || WarnsOfDuplicates && !allowsDuplicates)
            ? Failed("DUPLICATES_DETECTED", "Use one of these records?")
            : null;
    }

    private static void Put(Dictionary<string, string> stored, JsonObject record)
    {
        foreach (var (name, value) in record.Where(f => f.Key is not ("attributes" or "id")))
        {
            if (value is null)
                stored.Remove(name);
            else
                stored[name] = (string)value!;
        }
    }

    private (int Status, JsonNode? Answer) Delete(string[] ids) => (200, new JsonArray([.. ids.Select(i =>
        ForbidsDeletes ? Failed("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "A trigger says no")
            : _records.Values.Any(r => r.Remove(i))
                ? Done(i, false) : Failed("ENTITY_IS_DELETED", "entity is deleted"))]));

    private (int Status, JsonNode? Answer) CreateFile(JsonObject json)
    {
        Add("ContentDocument", ("Title", (string)json["Title"]!),
            ("LinkedEntityId", (string)json["FirstPublishLocationId"]!),
            ("PathOnClient", (string)json["PathOnClient"]!), ("VersionData", (string)json["VersionData"]!));
        return (201,
            new JsonObject { ["id"] = NewId("ContentVersion"), ["success"] = true, ["errors"] = new JsonArray() });
    }

    private (int Status, JsonNode? Answer) Describe(string type)
    {
        if (!Fields.TryGetValue(type, out var fields))
            return (404, Errors("NOT_FOUND", "The requested resource does not exist"));
        return (200, new JsonObject
        {
            ["name"] = type,
            ["createable"] = true,
            ["updateable"] = true,
            ["fields"] = new JsonArray([.. fields.Values.Select(f => f.Describe())]),
        });
    }

    private (int Status, JsonNode? Answer) Query(string soql)
    {
        if (soql.Contains("FROM TaskStatus", StringComparison.Ordinal))
            return (200, Found([new JsonObject { ["MasterLabel"] = "Done" }]));
        var query = Soql().Match(soql);
        var type = query.Groups["type"].Value;
        var start = query.Groups["start"];
        var values = query.Groups["values"].Value.Split(',')
            .Select(v => v.Trim('\'')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var field = query.Groups["field"].Value;
        var records = field == "LR_Connection_Id__c" && !start.Success
            ? values.SelectMany(v => WithKey(type, v))
            : _records[type == "ContentDocumentLink" ? "ContentDocument" : type].Values.Where(
                r => r.TryGetValue(field, out var value)
                && (start.Success
                    ? value.StartsWith(start.Value, StringComparison.OrdinalIgnoreCase) : values.Contains(value)));
        var answer = Found(records.Select(Shown).ToList());
        AfterQuery?.Invoke();
        AfterQuery = null;
        return (200, answer);
    }

    private void Index(string type, string id)
    {
        if (_records[type][id].TryGetValue("LR_Connection_Id__c", out var connection))
            (_byKey.TryGetValue((type, connection.ToUpperInvariant()), out var ids)
                ? ids : _byKey[(type, connection.ToUpperInvariant())] = []).Add(id);
    }

    // Unique text is one, whatever the case.
    private List<Dictionary<string, string>> WithKey(string type, string connection) =>
        [.. _byKey.GetValueOrDefault((type, connection.ToUpperInvariant()), [])
            .Where(_records[type].ContainsKey).Select(i => _records[type][i])];

    private static JsonObject Shown(Dictionary<string, string> record)
    {
        var shown = new JsonObject(record.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));
        shown["IsConverted"] = record.ContainsKey("IsConverted");
        shown["ContentDocumentId"] = record["Id"];
        shown["ContentDocument"] = new JsonObject { ["Title"] = record.GetValueOrDefault("Title") };
        return shown;
    }

    private static JsonObject Found(IEnumerable<JsonObject> records) =>
        new() { ["done"] = true, ["records"] = new JsonArray([.. records]) };

    private string NewId(string type) =>
        $"{(type switch { "Lead" => "00Q", "Contact" => "003", "Task" => "00T", _ => "069" })}{++_lastId:D15}";

    private static string TypeOf(JsonObject record) => (string)record["attributes"]!["type"]!;

    private static JsonObject Done(string id, bool isCreated) =>
        new() { ["id"] = id, ["success"] = true, ["created"] = isCreated, ["errors"] = new JsonArray() };

    private static JsonObject Failed(string code, string message, params string[] fields) => new()
    {
        ["success"] = false,
        ["created"] = false,
        ["errors"] = new JsonArray(new JsonObject
        {
            ["statusCode"] = code,
            ["message"] = message,
            ["fields"] = new JsonArray([.. fields.Select(f => JsonValue.Create(f))]),
        }),
    };

    private static JsonArray Errors(string code, string message) =>
        [new JsonObject { ["message"] = message, ["errorCode"] = code }];

    [GeneratedRegex(@"FROM (?<type>\w+) WHERE (?<field>\w+) (IN \((?<values>.*)\)|LIKE '(?<start>.*)%')",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Soql();
}
