using System.Text.Json.Nodes;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>Looks whether Odoo has the model, the fields and the rights. There is nothing to be made.</summary>
internal sealed class OdooSetup(OdooModel model, FieldMapping mapping, TargetContext context)
{
    private static readonly (string Model, string[] Operations)[] Rights =
    [
        (OdooNotes.Model, ["create", "write", "unlink"]),
        ("ir.model.data", ["read"]),
    ];

    /// <summary>The API that the user chose, or the newest that the server has.</summary>
    public async Task<OdooApi> ConnectAsync(CancellationToken cancellation)
    {
        var newest = new OdooJson2(context);
        return context.Settings.Or("api", "auto") switch
        {
            "json2" => newest,
            "xmlrpc" => new OdooXmlRpc(context),
            "auto" => await newest.IsThereAsync(cancellation) ? newest : new OdooXmlRpc(context),
            var other => throw new TargetFaultException(
                $"api of the target {context.Settings.Name} must be auto, json2 or xmlrpc, not {other}."),
        };
    }

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        try
        {
            var api = await ConnectAsync(cancellation);
            var fields = await FieldsAsync(api, cancellation);
            findings.Add(new(FindingKind.Fine, $"Signed in by {api.Name}; the model {model.Name} is there."));
            var missing = await MissingRightsAsync(api, cancellation);
            findings.Add(missing.Count == 0
                ? new(FindingKind.Fine, $"The user may create and change {model.Name} and attachments.")
                : new(FindingKind.Fault, $"The user may not {string.Join(", ", missing)}."));
            findings.AddRange(mapping.Sources.Keys.Where(f => !fields.Has(f)).Select(f => IsOwn(f)
                ? new Finding(FindingKind.Fault, $"{model.Name} has no field {f}, which the mapping names.")
                : new Finding(FindingKind.Warning, $"{model.Name} has no field {f} in this version; it is left out.")));
            if (await ExpiryAsync(api, cancellation) is { } expiry)
                findings.Add(expiry);
        }
        catch (OdooRefusal refusal)
        {
            findings.Add(new(FindingKind.Fault, $"Odoo refuses: {refusal.Message}"));
        }
        catch (Exception exception) when (exception is TargetFaultException or TargetUnavailableException)
        {
            findings.Add(new(FindingKind.Fault, exception.Message));
        }
        return findings;
    }

    /// <exception cref="TargetFaultException">Something is missing that leads cannot arrive without.</exception>
    public async Task<OdooFields> DemandAsync(OdooApi api, CancellationToken cancellation)
    {
        var fields = await FieldsAsync(api, cancellation);
        if (mapping.Sources.Keys.FirstOrDefault(f => IsOwn(f) && !fields.Has(f)) is { } missing)
            throw new TargetFaultException(
                $"{model.Name} has no field {missing}. Create it, or take it out of the mapping.");
        if (await MissingRightsAsync(api, cancellation) is { Count: > 0 } rights)
            throw new TargetFaultException($"The user may not {string.Join(", ", rights)}.");
        return fields;
    }

    private bool IsOwn(string field) => context.Settings.Fields.ContainsKey(field);

    private async Task<OdooFields> FieldsAsync(OdooApi api, CancellationToken cancellation)
    {
        try
        {
            return await OdooFields.ReadAsync(api, model.Name, cancellation);
        }
        catch (OdooRefusal refusal)
        {
            var hint = model == OdooModel.Leads ? " Is the app CRM installed, and the user in one of its groups?" : "";
            throw new TargetFaultException($"The model {model.Name} cannot be read: {refusal.Message}{hint}", refusal);
        }
    }

    private async Task<IReadOnlyList<string>> MissingRightsAsync(OdooApi api, CancellationToken cancellation)
    {
        var missing = new List<string>();
        foreach (var (name, operations) in Rights.Prepend((model.Name, ["read", "create", "write"])))
        {
            foreach (var operation in operations)
            {
                if (!await api.HasAccessAsync(name, operation, cancellation))
                    missing.Add($"{operation} {name}");
            }
        }
        return missing;
    }

    // Which of the user's keys this one is Odoo does not tell.
    private static async Task<Finding?> ExpiryAsync(OdooApi api, CancellationToken cancellation)
    {
        try
        {
            var keys = await api.SearchAsync("res.users.apikeys", [], ["name", "expiration_date"], cancellation);
            var ends = keys.Where(k => k["expiration_date"] is JsonValue end && end.TryGetValue<string>(out _))
                .Select(k => $"{k["name"]} on {k["expiration_date"]}").ToList();
            return ends.Count == 0
                ? null
                : new(FindingKind.Warning, $"Keys of this user end: {string.Join(", ", ends)}. Make a new one before.");
        }
        catch (OdooRefusal)
        {
            return null;
        }
    }
}
