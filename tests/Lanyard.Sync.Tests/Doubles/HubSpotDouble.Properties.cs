using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>Properties, which have a name and may be unique, and what the key may do.</summary>
internal sealed partial class HubSpotDouble
{
    private (int Status, JsonNode Answer) CreateProperty(JsonObject json)
    {
        var name = (string)json["name"]!;
        if (!PropertyName().IsMatch(name))
            return (400, Error("VALIDATION_ERROR", $"The name {name} is not a property's."));
        return _properties.TryAdd(name, (bool?)json["hasUniqueValue"] ?? false)
            ? (201, Property(name, _properties[name]))
            : (409, Error("CONFLICT", $"A property named '{name}' already exists."));
    }

    private static JsonObject Property(string name, bool isUnique) =>
        new() { ["name"] = name, ["hasUniqueValue"] = isUnique };

    private JsonObject TokenInfo()
    {
        string[] all = ["crm.objects.contacts.read", "crm.objects.contacts.write", "crm.schemas.contacts.read",
            "crm.schemas.contacts.write", "files"];
        return new() { ["scopes"] = new JsonArray([.. all.Except(MissingScopes).Select(s => JsonValue.Create(s))]) };
    }

    private static string? ScopeOf(string method, string path) => path switch
    {
        _ when path.StartsWith("/files/", StringComparison.Ordinal) => "files",
        _ when path.StartsWith("/crm/properties/", StringComparison.Ordinal) => method == "GET"
            ? "crm.schemas.contacts.read"
            : "crm.schemas.contacts.write",
        _ when path.EndsWith("/upsert", StringComparison.Ordinal)
            || path.EndsWith("/update", StringComparison.Ordinal) => "crm.objects.contacts.write",
        _ when path.StartsWith("/crm/objects/contacts", StringComparison.Ordinal) => "crm.objects.contacts.read",
        _ => null,
    };

    private static Task AnswerForbiddenAsync(HttpContext context, string scope)
    {
        var detail = new JsonObject
        {
            ["message"] = "One or more of the following scopes are required.",
            ["context"] = new JsonObject { ["requiredGranularScopes"] = new JsonArray(scope) },
        };
        var error = Error("MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call.");
        error["errors"] = new JsonArray(detail);
        return JsonAsync(context, 403, error);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,99}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PropertyName();
}
