using System.Net;
using System.Text.Json.Nodes;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Dynamics;

/// <summary>Looks whether the environment has what a table needs, and makes what is missing.</summary>
internal sealed class DynamicsSetup(DynamicsApi api, DynamicsTable table, FieldMapping mapping, TargetContext context)
{
    private const string OwnPrefix = "lr_";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        try
        {
            var answer = (await api.GetAsync("WhoAmI", cancellation)).Demand("Signed in, but not let in");
            var me = answer.Body!["UserId"]!.GetValue<string>();
            findings.Add(new(FindingKind.Fine, $"Signed in as the application user {me}."));
            findings.Add(await RightsAsync(me, cancellation));
            var missing = await MissingAsync(cancellation);
            findings.AddRange(
                missing.Select(c => new Finding(FindingKind.Fault, $"The table {table.Set} has no column {c}.")));
            if (missing.Count == 0)
                findings.Add(new(FindingKind.Fine, $"The table {table.Set} has every column of the mapping."));
            findings.Add(await KeyStatusAsync(cancellation) switch
            {
                "Active" => new(FindingKind.Fine, "The key is active."),
                null => new(FindingKind.Fault, $"The table {table.Set} has no key on {DynamicsTable.KeyColumn}."),
                "Failed" => new(FindingKind.Fault, KeyFailed),
                var status => new(
                    FindingKind.Warning, $"The key is being built ({status}). Leads can be sent when it is active."),
            });
        }
        catch (Exception exception) when (exception is TargetFaultException or TargetUnavailableException)
        {
            findings.Add(new(FindingKind.Fault, exception.Message));
        }
        return findings;
    }

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        var missing = await MissingAsync(cancellation);
        if (missing.FirstOrDefault(c => !c.StartsWith(OwnPrefix, StringComparison.Ordinal)) is { } foreign)
        {
            throw new TargetFaultException(
                $"The table {table.Set} has no column {foreign}. Create it, or take it out of the mapping.");
        }
        var status = await KeyStatusAsync(cancellation);
        if (missing.Count > 0 || status is null)
            await CreateAsync(missing, status is null, cancellation);
        await AwaitKeyAsync(cancellation);
    }

    private string KeyFailed =>
        $"Dynamics could not build the key on {DynamicsTable.KeyColumn}: two rows of {table.Set} have "
        + "the same id there. Remove the double, and reactivate the key in Power Apps.";

    private async Task<Finding> RightsAsync(string me, CancellationToken cancellation)
    {
        string[] needed =
        [
            $"prvRead{table.Title}", $"prvCreate{table.Title}", $"prvWrite{table.Title}", $"prvAppendTo{table.Title}",
            "prvReadNote", "prvCreateNote", "prvWriteNote", "prvDeleteNote", "prvAppendNote",
        ];
        var missing = new List<string>();
        foreach (var right in needed)
        {
            var answer = await api.GetAsync(
                $"systemusers({me})/Microsoft.Dynamics.CRM."
                + $"RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='{right}')",
                cancellation);
            if (!answer.IsSuccess)
                return new(FindingKind.Warning, $"The rights cannot be read: {answer.Message}");
            if (answer.Body?["RolePrivileges"] is not JsonArray { Count: > 0 })
                missing.Add(right);
        }
        return missing.Count == 0
            ? new(FindingKind.Fine, $"The application user may read, create and change {table.Set} and their notes.")
            : new(
                FindingKind.Fault,
                $"The application user lacks {string.Join(", ", missing)}. Give it a security role that has them.");
    }

    private async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellation)
    {
        var columns = await DynamicsColumns.ReadAsync(api, table, [], cancellation);
        return [.. mapping.Sources.Keys.Prepend(DynamicsTable.KeyColumn).Where(c => !columns.Has(c))];
    }

    /// <returns>Null where there is none.</returns>
    private async Task<string?> KeyStatusAsync(CancellationToken cancellation)
    {
        var keys = await api.GetAsync(
            $"{table.Metadata}/Keys?$select=SchemaName,KeyAttributes,EntityKeyIndexStatus", cancellation);
        var key = keys.Demand($"The keys of {table.Set} cannot be read").Rows.FirstOrDefault(
            k => k["KeyAttributes"] is JsonArray { Count: 1 } columns
                && columns[0]!.GetValue<string>() == DynamicsTable.KeyColumn);
        return key is null ? null : key["EntityKeyIndexStatus"]?.GetValue<string>() ?? "Pending";
    }

    private async Task CreateAsync(IReadOnlyList<string> columns, bool needsKey, CancellationToken cancellation)
    {
        var organization = await api.GetAsync("organizations?$select=languagecode", cancellation);
        organization.Demand("The language of the environment cannot be read");
        var language = organization.Rows.First()["languagecode"]!.GetValue<int>();
        foreach (var column in columns)
        {
            context.Tell($"Creating the column {column} of {table.Set}.");
            await CreateAsync($"the column {column}", "Attributes", Column(column, language), cancellation);
        }
        if (needsKey)
        {
            var key = new JsonObject
            {
                ["SchemaName"] = "lr_connectionkey",
                ["DisplayName"] = Label("Connection", language),
                ["KeyAttributes"] = new JsonArray(DynamicsTable.KeyColumn),
            };
            await CreateAsync($"the key on {DynamicsTable.KeyColumn}", "Keys", key, cancellation);
        }
    }

    private async Task CreateAsync(string what, string where, JsonObject definition, CancellationToken cancellation)
    {
        var answer = await api.PostAsync($"{table.Metadata}/{where}", definition, cancellation);
        // An attempt whose answer was lost may have made it; what is still missing shows when it is used.
        if (answer.IsSuccess || answer.IsDuplicate
            || answer.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase))
            return;
        throw new TargetFaultException(answer.Status == HttpStatusCode.Forbidden
            ? $"The application user may not create {what}. Create it in Power Apps, or give the application the role "
                + $"System Customizer for the first run. ({answer.Message})"
            : $"Dynamics did not create {what}: {answer.Message}");
    }

    private async Task AwaitKeyAsync(CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; ; waited += Look)
        {
            var status = await KeyStatusAsync(cancellation);
            if (status == "Active")
                return;
            if (status == "Failed")
                throw new TargetFaultException(KeyFailed);
            if (waited >= Patience)
                throw new TargetUnavailableException("Dynamics is still building the key.", TimeSpan.FromMinutes(5));
            context.Tell($"Dynamics builds the key ({status}). In a large table it takes a while.");
            await Task.Delay(Look, context.Time, cancellation);
        }
    }

    private JsonObject Column(string name, int language)
    {
        var definition = mapping.Sources.GetValueOrDefault(name) switch
        {
            "time" => new JsonObject
            {
                ["@odata.type"] = "Microsoft.Dynamics.CRM.DateTimeAttributeMetadata",
                ["Format"] = "DateAndTime",
            },
            "exhibitorQuestions" or "profileQuestions" or "notes" or "details" => new JsonObject
            {
                ["@odata.type"] = "Microsoft.Dynamics.CRM.MemoAttributeMetadata",
                ["Format"] = "TextArea",
                ["MaxLength"] = 100_000,
            },
            _ => new JsonObject
            {
                ["@odata.type"] = "Microsoft.Dynamics.CRM.StringAttributeMetadata",
                ["FormatName"] = new JsonObject { ["Value"] = "Text" },
                ["MaxLength"] = name == DynamicsTable.KeyColumn ? 20 : 400,
            },
        };
        definition["SchemaName"] = name;
        definition["RequiredLevel"] = new JsonObject { ["Value"] = "None" };
        definition["DisplayName"] = Label($"Lead {name[OwnPrefix.Length..]}", language);
        return definition;
    }

    private static JsonObject Label(string text, int language) => new()
    {
        ["@odata.type"] = "Microsoft.Dynamics.CRM.Label",
        ["LocalizedLabels"] = new JsonArray(new JsonObject
        {
            ["@odata.type"] = "Microsoft.Dynamics.CRM.LocalizedLabel",
            ["Label"] = text,
            ["LanguageCode"] = language,
        }),
    };
}
