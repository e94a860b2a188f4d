using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>Calls of methods of Odoo's models, by whichever API the server has.</summary>
internal abstract class OdooApi
{
    /// <summary>For people: <c>JSON-2</c>.</summary>
    public abstract string Name { get; }

    /// <param name="ids">The records that the method is called on; null for a method of the model.</param>
    /// <param name="arguments">By the names of the method's parameters, and <c>context</c>.</param>
    /// <exception cref="OdooRefusal">Odoo does not do it.</exception>
    /// <exception cref="TargetFaultException">The key is not accepted.</exception>
    public abstract Task<JsonNode?> CallAsync(
        string model, string method, IReadOnlyList<long>? ids, JsonObject arguments, CancellationToken cancellation);

    public async Task<IReadOnlyList<JsonNode>> SearchAsync(
        string model, JsonArray domain, string[] fields, CancellationToken cancellation)
    {
        var arguments = new JsonObject
        {
            ["domain"] = domain,
            ["fields"] = new JsonArray([.. fields.Select(f => JsonValue.Create(f))]),
        };
        var answer = await CallAsync(model, "search_read", null, arguments, cancellation);
        return [.. (answer as JsonArray ?? []).OfType<JsonNode>()];
    }

    /// <summary>Whether the user has the right; before Odoo 18 the method was called otherwise.</summary>
    public async Task<bool> HasAccessAsync(string model, string operation, CancellationToken cancellation)
    {
        try
        {
            var answer = await CallAsync(model, "has_access", [], new() { ["operation"] = operation }, cancellation);
            return answer?.GetValue<bool>() ?? false;
        }
        catch (OdooRefusal refusal) when (!refusal.IsAccess)
        {
            var arguments = new JsonObject { ["operation"] = operation, ["raise_exception"] = false };
            return (await CallAsync(model, "check_access_rights", null, arguments, cancellation))?.GetValue<bool>()
                ?? false;
        }
    }
}

/// <summary>Odoo does not do what it was asked to, in its words.</summary>
internal sealed class OdooRefusal(string message, bool isAccess = false) : Exception(message)
{
    /// <summary>The user lacks a right.</summary>
    public bool IsAccess => isAccess;
}
