using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>
/// Odoo of one version, by JSON-2 (from 19 on) and XML-RPC: keys that end, fields that a version does not have, and
/// <c>load</c>, which takes all of its rows or none.
/// </summary>
internal sealed partial class OdooDouble(int version) : CrmDouble
{
    public const string Database = "company";
    public const string Login = "lanyard@company.com";
    public const string Key = "0123456789abcdef0123456789abcdef01234567";

    private const long User = 7;

    /// <summary>The user's three months are over.</summary>
    public bool KeyHasEnded { get; set; }

    /// <summary>What the user may not do: <c>create crm.lead</c>.</summary>
    public HashSet<string> Denied { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the app CRM is installed.</summary>
    public bool HasCrm { get; set; } = true;

    protected override async Task AnswerTooManyAsync(HttpContext context)
    {
        context.Response.StatusCode = 429;
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync("<html><body>429 Too Many Requests</body></html>");
    }

    protected override Task AnswerUnauthorizedAsync(HttpContext context) =>
        JsonErrorAsync(context, 401, "werkzeug.exceptions.Unauthorized", "Invalid apikey");

    protected override Task AnswerAsync(HttpContext context, string body)
    {
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            ["json", "2", var model, var method] when version >= 19 => AnswerJsonAsync(context, model, method, body),
            ["xmlrpc", "2", var service] => AnswerXmlAsync(context, service, body),
            _ => NotFoundAsync(context),
        };
    }

    private async Task AnswerJsonAsync(HttpContext context, string model, string method, string body)
    {
        if (context.Request.Headers.Authorization != $"bearer {Key}" || KeyHasEnded)
        {
            await AnswerUnauthorizedAsync(context);
            return;
        }
        try
        {
            var arguments = JsonNode.Parse(body)!.AsObject();
            var ids = arguments["ids"]?.AsArray().Select(i => (long)i!).ToList();
            var answer = Execute(model, method, ids, arguments);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer?.ToJsonString() ?? "null");
        }
        catch (OdooError error)
        {
            await JsonErrorAsync(context, error.Status, error.Name, error.Message);
        }
    }

    private async Task AnswerXmlAsync(HttpContext context, string service, string body)
    {
        var (method, parameters) = XmlDouble.ReadCall(body);
        context.Response.ContentType = "text/xml";
        try
        {
            await context.Response.WriteAsync(
                XmlDouble.Answer(service == "common" ? Common(method, parameters) : Object(method, parameters)));
        }
        catch (OdooError error)
        {
            await context.Response.WriteAsync(XmlDouble.Fault(error.Code, error.Code == 1
                ? $"Traceback (most recent call last):\n  File \"odoo/http.py\", line 1\n{error.Name}: {error.Message}\n"
                : error.Message));
        }
    }

    private JsonValue Common(string method, JsonArray parameters) => method != "authenticate"
        ? throw OdooError.Broken("AttributeError", method)
        : Knows(parameters[0], parameters[2])
            && (string?)parameters[1] == Login ? JsonValue.Create(User) : JsonValue.Create(false);

    private JsonNode? Object(string method, JsonArray parameters)
    {
        if (method != "execute_kw")
            throw OdooError.Broken("AttributeError", method);
        if (!Knows(parameters[0], parameters[2]) || (long)parameters[1]! != User)
            throw new OdooError("odoo.exceptions.AccessDenied", "Access Denied", 403, 3);
        var positions = parameters[5]!.AsArray();
        var ids = positions.Count > 0 ? positions[0]!.AsArray().Select(i => (long)i!).ToList() : null;
        return Execute((string)parameters[3]!, (string)parameters[4]!, ids, parameters[6]!.AsObject());
    }

    private bool Knows(JsonNode? database, JsonNode? key) =>
        (string?)database == Database && (string?)key == Key && !KeyHasEnded;

    private JsonNode? Execute(string model, string method, List<long>? ids, JsonObject arguments)
    {
        if (!Fields.TryGetValue(model, out var fields) || (model == "crm.lead" && !HasCrm))
            throw new OdooError("werkzeug.exceptions.NotFound", $"the model '{model}' does not exist", 404, 2);
        return method switch
        {
            "context_get" => new JsonObject { ["lang"] = "en_US", ["tz"] = "Europe/Berlin" },
            "fields_get" => new JsonObject(fields.Select(
                f => KeyValuePair.Create<string, JsonNode?>(f.Key, new JsonObject { ["type"] = f.Value }))),
            "has_access" when version >= 18 => !Denied.Contains($"{(string?)arguments["operation"]} {model}"),
            "check_access_rights" when version <= 18 => !Denied.Contains($"{(string?)arguments["operation"]} {model}"),
            "search_read" => Search(model, arguments),
            "unlink" => Unlink(model, ids!),
            "load" => Load(model, arguments),
            _ => throw OdooError.Broken("AttributeError", $"The method '{model}.{method}' does not exist"),
        };
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<!doctype html><html><title>404 Not Found</title></html>");
    }

    private static Task JsonErrorAsync(HttpContext context, int status, string name, string words) =>
        JsonAsync(context, status, new JsonObject
    {
        ["name"] = name, ["message"] = words, ["arguments"] = new JsonArray(words), ["context"] = new JsonObject(),
        ["debug"] = "Traceback …",
    });

    /// <param name="code">Of a fault of XML-RPC: 1 broken, 2 a user's error, 3 not let in, 4 no right.</param>
    private sealed class OdooError(string name, string words, int status, int code) : Exception(words)
    {
        public string Name => name;

        public int Status => status;

        public int Code => code;

        public static OdooError Broken(string name, string words) =>
            new(name, words, name == "AttributeError" ? 404 : 500, 1);
    }
}
