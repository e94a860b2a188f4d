using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.AspNetCore.Http;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>
/// Dataverse's Web API and the token endpoint of Entra: upsert by alternate and primary key with its conditions, unique
/// alternate keys whose index is built in the background, metadata that can be created, the three codes of 429.
/// </summary>
internal sealed partial class DynamicsDouble : CrmDouble
{
    public const string Secret = "s3cret~value";
    public const string User = "7a1e0a7c-0000-4000-8000-000000000001";

    private const string Root = "/api/data/v9.2/";
    private static readonly string[] LimitCodes = ["0x80072322", "0x80072321", "0x80072326"];

    private readonly Dictionary<string, Dictionary<string, string>> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<JsonObject>> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private int _limits;

    public DynamicsDouble()
    {
        string[] common =
        [
            "firstname", "lastname", "middlename", "salutation", "jobtitle", "emailaddress1", "telephone1",
            "mobilephone", "fax",
            "websiteurl", "address1_line1", "address1_city", "address1_stateorprovince", "address1_postalcode",
            "address1_country",
        ];
        foreach (var table in new[] { "contact", "lead", "annotation" })
        {
            _columns[table] = common.ToDictionary(c => c, _ => "String", StringComparer.Ordinal);
            _rows[table] = [];
        }
        foreach (var column in new[] { "suffix", "department" })
            _columns["contact"][column] = "String";
        _columns["contact"]["gendercode"] = "Picklist";
        _columns["contact"]["new_rating"] = "Picklist";
        _columns["lead"]["subject"] = _columns["lead"]["companyname"] = "String";
        _columns["lead"]["leadsourcecode"] = "Picklist";
    }

    /// <summary>How the index of a key stands when the key is created, look by look.</summary>
    public Queue<string> KeyStates { get; } = new(["Pending", "InProgress"]);

    /// <summary>What the key comes to after that.</summary>
    public string KeyEnd { get; set; } = "Active";

    /// <summary>What the application user may not do: <c>prvCreateNote</c>.</summary>
    public HashSet<string> Denied { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the application user may create columns and keys.</summary>
    public bool MayCustomize { get; set; } = true;

    public string SecretInUse { get; set; } = Secret;

    /// <summary>Rows of <c>contact</c>, <c>lead</c> or <c>annotation</c>.</summary>
    public IReadOnlyList<JsonObject> Rows(string table) => _rows[table];

    public JsonObject Row(string connection) =>
        _rows["contact"].Single(r => (string?)r["lr_connectionid"] == connection);

    public IReadOnlyDictionary<string, string> Columns(string table) => _columns[table];

    /// <summary>
    /// Another program makes a row of this connection between the look and the writing of the next upsert.
    /// </summary>
    public string? RaceFor { get; set; }

    /// <summary>Rows over which a plug-in breaks.</summary>
    public Func<JsonObject, bool> BreaksOver { get; set; } = _ => false;

    protected override Task AnswerTooManyAsync(HttpContext context) => ErrorAsync(
        context, 429, LimitCodes[_limits++ % 3],
        "Number of requests exceeded the limit of 6000 over time window of 300 seconds.");

    protected override Task AnswerUnauthorizedAsync(HttpContext context)
    {
        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\", error_description=\"The token expired\"";
        return Task.CompletedTask;
    }

    protected override Task AnswerAsync(HttpContext context, string body)
    {
        var path = context.Request.Path.Value!;
        if (path == "/tenant-1/oauth2/v2.0/token")
            return SignInAsync(context, body);
        var token = context.Request.Headers.Authorization.ToString();
        if (!token.StartsWith("Bearer ", StringComparison.Ordinal) || !_tokens.Contains(token[7..]))
            return AnswerUnauthorizedAsync(context);
        if (!path.StartsWith(Root, StringComparison.Ordinal) || context.Request.Headers["OData-Version"] != "4.0")
            return ErrorAsync(context, 404, "0x8006088a", $"Resource not found for the segment '{path}'.");
        var json = body.Length == 0 ? null : JsonNode.Parse(body)!.AsObject();
        return RouteAsync(context, path[Root.Length..], json);
    }

    /// <summary>What a token was given for is over.</summary>
    public void ExpireTokens() => _tokens.Clear();

    private Task SignInAsync(HttpContext context, string body)
    {
        var form = HttpUtility.ParseQueryString(body);
        if (form["grant_type"] != "client_credentials" || form["client_id"] != "app-1"
            || form["scope"] != $"{Address}/.default")
            return Refuse("AADSTS90014: The required field is missing from the request.");
        if (SecretInUse != Secret)
            return Refuse("AADSTS7000222: The provided client secret keys for app 'app-1' are expired.\r\nTrace ID: 1");
        if (form["client_secret"] != Secret)
            return Refuse("AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value.\r\nTrace ID: 1");
        var token = Guid.NewGuid().ToString("N");
        _tokens.Add(token);
        return JsonAsync(context, 200, new JsonObject
        {
            ["token_type"] = "Bearer", ["expires_in"] = 3599, ["ext_expires_in"] = 3599, ["access_token"] = token,
        });

        Task Refuse(string words) =>
            JsonAsync(context, 401, new JsonObject { ["error"] = "invalid_client", ["error_description"] = words });
    }

    private Task RouteAsync(HttpContext context, string path, JsonObject? body)
    {
        if (path == "WhoAmI")
            return JsonAsync(context, 200, new JsonObject { ["UserId"] = User });
        if (path == "organizations")
            return ListAsync(context, [new JsonObject { ["languagecode"] = 1031 }]);
        if (RightPath().Match(path) is { Success: true } right)
        {
            var has = !Denied.Contains(right.Groups["name"].Value);
            return JsonAsync(context, 200, new JsonObject { ["RolePrivileges"] = has
                ? new JsonArray(new JsonObject { ["Depth"] = "Global" }) : [] });
        }
        if (MetadataPath().Match(path) is { Success: true } metadata)
            return MetadataAsync(context, metadata.Groups["table"].Value, metadata.Groups["rest"].Value, body);
        if (RowPath().Match(path) is { Success: true } row && Table(row.Groups["set"].Value) is { } table)
            return RowAsync(context, table, row.Groups["key"].Value, row.Groups["rest"].Value, body);
        return ErrorAsync(context, 404, "0x8006088a", $"Resource not found for the segment '{path}'.");
    }

    private Task MetadataAsync(HttpContext context, string table, string rest, JsonObject? body)
    {
        var columns = _columns[table];
        if (context.Request.Method == "POST")
        {
            if (!MayCustomize)
                return ErrorAsync(context, 403, "0x80040220", "Principal user is missing prvCreateAttribute privilege");
            return rest == "Keys" ? CreateKeyAsync(context, table, body!) : CreateColumnAsync(context, columns, body!);
        }
        if (rest.StartsWith("Attributes/", StringComparison.Ordinal))
            return ListAsync(context, columns.Where(c => c.Value == "Picklist").Select(c => Choices(c.Key)));
        if (rest == "Attributes")
            return ListAsync(
                context, columns.Select(c => new JsonObject { ["LogicalName"] = c.Key, ["AttributeType"] = c.Value }));
        if (_keys.TryGetValue(table, out var status) && status is not ("Active" or "Failed"))
            _keys[table] = KeyStates.TryDequeue(out var next) ? next : KeyEnd;
        return ListAsync(context, _keys.Where(k => k.Key == table).Select(k => new JsonObject
        {
            ["SchemaName"] = "lr_connectionkey", ["KeyAttributes"] = new JsonArray("lr_connectionid"),
            ["EntityKeyIndexStatus"] = k.Value,
        }));
    }

    private static Task CreateColumnAsync(HttpContext context, Dictionary<string, string> columns, JsonObject body)
    {
        var name = ((string)body["SchemaName"]!).ToLowerInvariant();
        var type = ((string)body["@odata.type"]!)
            .Split('.')[^1].Replace("AttributeMetadata", "", StringComparison.Ordinal);
        if ((int?)body["DisplayName"]?["LocalizedLabels"]?[0]?["LanguageCode"] != 1031)
            return ErrorAsync(context, 400, "0x80044348", "A label for the base language is needed.");
        if (!columns.TryAdd(name, type))
            return ErrorAsync(context, 400, "0x80044153", $"Attribute {name} already exists.");
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private Task CreateKeyAsync(HttpContext context, string table, JsonObject body)
    {
        if (!_columns[table].ContainsKey((string)body["KeyAttributes"]![0]!))
            return ErrorAsync(context, 400, "0x80060886", "The column of the key does not exist.");
        if (!_keys.TryAdd(table, KeyStates.TryDequeue(out var status) ? status : KeyEnd))
            return ErrorAsync(context, 400, "0x80060890", "The key already exists.");
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static JsonObject Choices(string column)
    {
        var labels = column == "new_rating" ? ["Low", "Medium", "High"] : new[] { "Männlich", "Weiblich" };
        return new()
        {
            ["LogicalName"] = column,
            ["OptionSet"] = new JsonObject
            {
                ["Options"] = new JsonArray([.. labels.Select((l, i) => new JsonObject
                {
                    ["Value"] = i + 1,
                    ["Label"] = new JsonObject { ["LocalizedLabels"] = new JsonArray(
                        new JsonObject { ["Label"] = l }) },
                })]),
            },
        };
    }

    private static string? Table(string set) =>
        set switch { "contacts" => "contact", "leads" => "lead", "annotations" => "annotation", _ => null };

    private static Task ListAsync(HttpContext context, IEnumerable<JsonObject> rows) =>
        JsonAsync(context, 200, new JsonObject { ["value"] = new JsonArray([.. rows]) });

    private static Task ErrorAsync(HttpContext context, int status, string code, string words) =>
        JsonAsync(
            context, status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = words } });

    [GeneratedRegex(@"^systemusers\([^)]*\)/Microsoft\.Dynamics\.CRM\.RetrieveUserPrivilegeByPrivilegeName\(PrivilegeName='(?<name>\w+)'\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RightPath();

    [GeneratedRegex(
        @"^EntityDefinitions\(LogicalName='(?<table>\w+)'\)/(?<rest>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetadataPath();

    [GeneratedRegex(@"^(?<set>\w+)\((?<key>[^)]+)\)(?:/(?<rest>\w+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RowPath();
}
