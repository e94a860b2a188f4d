using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>Records and their external ids.</summary>
internal sealed partial class OdooDouble
{
    private const int MostErrors = 10;

    private readonly Dictionary<string, SortedDictionary<long, JsonObject>> _records = new(StringComparer.Ordinal);
    private Dictionary<string, Dictionary<string, string>>? _fields;
    private long _nextId = 100;

    /// <summary>What a constraint of the database or a module has against a row; null when nothing.</summary>
    public Func<string, JsonObject, string?> Constraint { get; set; } = (_, _) => null;

    /// <summary>Rows over which a module breaks, and the whole call with it.</summary>
    public Func<string, bool> BreaksOver { get; set; } = _ => false;

    /// <summary>Old values that went into the history of a record.</summary>
    public List<string> Tracked { get; } = [];

    private Dictionary<string, Dictionary<string, string>> Fields => _fields ??= DefineFields();

    public IReadOnlyCollection<JsonObject> Records(string model) => Store(model).Values;

    /// <summary>By the id of the connection.</summary>
    public JsonObject? Record(string model, string connection) =>
        External(model, $"leadret.c_{connection}") is { } id ? Store(model)[id] : null;

    public void Delete(string model, string connection) =>
        Unlink(model, [External(model, $"leadret.c_{connection}")!.Value]);

    private Dictionary<string, Dictionary<string, string>> DefineFields()
    {
        string[] person = ["name", "function", "phone", "website", "street", "zip", "city", .. version < 19
            ? ["mobile"] : Array.Empty<string>()];
        Dictionary<string, string> Of(params (string Name, string Type)[] more) =>
            new(person.Select(f => KeyValuePair.Create(f, "char"))
                .Concat(more.Select(m => KeyValuePair.Create(m.Name, m.Type))));
        (string, string)[] links = [("state_id", "many2one"), ("country_id", "many2one"), ("user_id", "many2one"),
            .. version < 19 ? [("title", "many2one")] : Array.Empty<(string, string)>()];
        var fields = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal)
        {
            ["crm.lead"] = Of([.. links, ("contact_name", "char"), ("partner_name", "char"), ("email_from", "char"),
                ("description", "html"), ("type", "selection"), ("date_open", "datetime")]),
            ["res.partner"] = Of(
                [.. links, ("company_name", "char"), ("email", "char"), ("comment", "html"), ("vat", "char")]),
            ["ir.attachment"] = new() { ["name"] = "char", ["datas"] = "binary", ["mimetype"] = "char",
                ["res_model"] = "char", ["res_id"] = "many2one_reference" },
            ["ir.model.data"] = new() { ["module"] = "char", ["name"] = "char", ["model"] = "char",
                ["res_id"] = "many2one_reference" },
            ["res.country"] = new() { ["code"] = "char", ["name"] = "char" },
            ["res.country.state"] = new() { ["code"] = "char", ["name"] = "char", ["country_id"] = "many2one" },
            ["res.users"] = new() { ["login"] = "char" },
            ["res.users.apikeys"] = new() { ["name"] = "char", ["expiration_date"] = "datetime" },
        };
        if (version < 19)
            fields["res.partner.title"] = new() { ["name"] = "char", ["shortcut"] = "char" };
        Store("res.country")[231] = new() { ["id"] = 231, ["code"] = "GB", ["name"] = "United Kingdom" };
        Store("res.country")[233] = new() { ["id"] = 233, ["code"] = "US", ["name"] = "United States" };
        Store("res.country.state")[13] = new() { ["id"] = 13, ["code"] = "CA", ["name"] = "California",
            ["country_id"] = 233 };
        Store("res.users")[7] = new() { ["id"] = 7, ["login"] = Login };
        Store("res.users")[9] = new() { ["id"] = 9, ["login"] = "eva@company.com" };
        Store("res.users.apikeys")[1] = new() { ["id"] = 1, ["name"] = "Lanyard",
            ["expiration_date"] = "2027-01-31 00:00:00" };
        Store("res.partner.title")[3] = new() { ["id"] = 3, ["name"] = "Doctor", ["shortcut"] = "Dr." };
        return fields;
    }

    private SortedDictionary<long, JsonObject> Store(string model)
    {
        if (!_records.TryGetValue(model, out var records))
            _records[model] = records = [];
        return records;
    }

    private long? External(string model, string name) => (long?)Store("ir.model.data").Values.FirstOrDefault(
        d => $"{d["module"]}.{d["name"]}" == name && (string?)d["model"] == model)?["res_id"];

    private JsonObject Load(string model, JsonObject arguments)
    {
        var columns = arguments["fields"]!.AsArray().Select(f => (string)f!).ToList();
        if (columns.Find(c => c != "id" && !Fields[model].ContainsKey(c.Split('/')[0])) is { } unknown)
            throw OdooError.Broken("KeyError", $"'{unknown}'");
        var messages = new JsonArray();
        var rows = new List<(string ExternalId, JsonObject Values)>();
        var data = arguments["data"]!.AsArray();
        for (var i = 0; i < data.Count && messages.Count < MostErrors; i++)
        {
            var cells = data[i]!.AsArray().Select(c => (string)c!).ToList();
            var values = new JsonObject();
            if (BreaksOver(string.Join('\n', cells)))
                throw OdooError.Broken("RecursionError", "maximum recursion depth exceeded");
            var refusal = Convert(model, columns, cells, values) ?? Constraint(model, values) ?? Rule(model, values);
            if (refusal is null)
                rows.Add((cells[0].Contains('.') ? cells[0] : "__import__." + cells[0], values));
            else
                messages.Add(new JsonObject { ["type"] = "error", ["message"] = refusal, ["record"] = i,
                    ["rows"] = new JsonObject { ["from"] = i, ["to"] = i } });
        }
        if (messages.Count >= MostErrors)
            messages.Add(new JsonObject { ["type"] = "warning", ["message"] = "Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing too many errors." });
        if (messages.Count > 0)
            return new() { ["ids"] = false, ["messages"] = messages, ["nextrow"] = 0 };
        var isTracked = (bool?)arguments["context"]?["tracking_disable"] is not true;
        return new() { ["ids"] = new JsonArray([.. rows.Select(r => JsonValue.Create(Write(model, r.ExternalId,
            r.Values, isTracked)))]), ["messages"] = messages, ["nextrow"] = 0 };
    }

    private long Write(string model, string externalId, JsonObject values, bool isTracked)
    {
        var id = External(model, externalId);
        if (id is null)
        {
            id = _nextId++;
            Store(model)[id.Value] = new() { ["id"] = id.Value };
            var names = externalId.Split('.', 2);
            Store("ir.model.data")[_nextId] = new() { ["id"] = _nextId++, ["module"] = names[0], ["name"] = names[1],
                ["model"] = model, ["res_id"] = id.Value };
            if (names[1].StartsWith("c_", StringComparison.Ordinal))
                CountCreate(names[1][2..]);
        }
        var record = Store(model)[id.Value];
        foreach (var (field, value) in values)
        {
            if (isTracked && field is "email_from" or "phone" && record[field] is { } old)
                Tracked.Add(old.ToString());
            record[field] = value?.DeepClone();
        }
        return id.Value;
    }

    private string? Convert(string model, List<string> columns, List<string> cells, JsonObject values)
    {
        for (var i = 1; i < columns.Count; i++)
        {
            var path = columns[i].Split('/');
            var cell = cells[i];
            if (cell.Contains('\0'))
                return "A string literal cannot contain NUL (0x00) characters.";
            values[path[0]] = cell.Length == 0 ? false : cell;
            if (cell.Length == 0)
                continue;
            switch (Fields[model][path[0]])
            {
                case "many2one":
                    var target = path[0] switch { "country_id" => "res.country", "state_id" =>
                        "res.country.state", "user_id" => "res.users", _ => "res.partner.title" };
                    if (path is not [_, ".id"] || !long.TryParse(cell, CultureInfo.InvariantCulture, out var id)
                        || !Store(target).ContainsKey(id))
                        return $"No matching record found for database id '{cell}' in field '{path[0]}'";
                    values[path[0]] = id;
                    break;
                case "many2one_reference":
                    values[path[0]] = long.Parse(cell, CultureInfo.InvariantCulture);
                    break;
                case "selection" when cell is not ("lead" or "opportunity"):
                    return $"Value '{cell}' not found in selection field '{path[0]}'";
                case "datetime" when !DateTime.TryParseExact(cell, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture,
                    DateTimeStyles.None, out _):
                    return $"'{cell}' does not seem to be a valid datetime for field '{path[0]}'";
            }
        }
        return null;
    }

    private string? Rule(string model, JsonObject values) => model switch
    {
        "crm.lead" or "res.partner" when values.ContainsKey("name")
            && values["name"]!.GetValueKind() == JsonValueKind.False =>
            "Missing required value for the field 'Name' (name)",
        "ir.attachment" when !Store((string)values["res_model"]!).ContainsKey((long)values["res_id"]!) =>
            "Record does not exist or has been deleted.",
        _ => null,
    };

    private JsonArray Search(string model, JsonObject arguments)
    {
        if (Denied.Contains($"read {model}"))
            throw new OdooError(
                "odoo.exceptions.AccessError", $"You are not allowed to access '{model}' records.", 403, 4);
        var terms = arguments["domain"]!.AsArray().Select(t => t!.AsArray()).ToList();
        var fields = arguments["fields"]!.AsArray().Select(f => (string)f!).ToList();
        return [.. Store(model).Values.Where(r =>
            terms.TrueForAll(t => Matches(r[(string)t[0]!], (string)t[1]!, t[2]!))).Select(r => new JsonObject(
            fields.Prepend("id").Select(f => KeyValuePair.Create<string, JsonNode?>(f, r[f]?.DeepClone() ?? false))))];
    }

    private static bool Matches(JsonNode? value, string operation, JsonNode term) => operation switch
    {
        "=" => value?.ToString() == term.ToString(),
        "in" => term.AsArray().Any(t => t!.ToString() == value?.ToString()),
        "=like" => Regex.IsMatch(
            value?.ToString() ?? "",
            $"^{Regex.Escape(term.ToString()).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal)}$",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)),
        _ => throw OdooError.Broken("ValueError", $"Invalid operator '{operation}'"),
    };

    private JsonValue Unlink(string model, List<long> ids)
    {
        foreach (var id in ids)
        {
            if (!Store(model).Remove(id))
                throw new OdooError(
                    "odoo.exceptions.MissingError", "Record does not exist or has been deleted.", 404, 2);
            foreach (var data in Store("ir.model.data")
                .Where(d => (string?)d.Value["model"] == model && (long?)d.Value["res_id"] == id).ToList())
                Store("ir.model.data").Remove(data.Key);
        }
        return JsonValue.Create(true);
    }
}
