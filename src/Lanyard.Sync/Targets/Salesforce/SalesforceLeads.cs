using System.Text.Json.Nodes;
using Lanyard.Client;

namespace Lanyard.Sync.Targets.Salesforce;

/// <summary>
/// Brings leads into records by the connection's id. A lead that was converted in Salesforce cannot be changed any
/// more: its contact is.
/// </summary>
internal sealed class SalesforceLeads(SalesforceApi api, TargetSettings settings, string name)
{
    private const string Converted = "CANNOT_UPDATE_CONVERTED_LEAD";

    private readonly SalesforceRows _rows = new(api);
    private readonly Owners _owners = Owners.Read(settings);
    private SalesforceObject? _main;
    private SalesforceObject? _contact;

    /// <summary>What leads become.</summary>
    public async Task<SalesforceObject> ObjectAsync(CancellationToken cancellation) =>
        _main ??= await SalesforceObject.ReadAsync(api, name, settings, cancellation);

    /// <summary>Forgets what it knows of the fields: somebody may have changed them.</summary>
    public void Forget() => (_main, _contact) = (null, null);

    /// <summary>Creates or updates the records of leads, at most 200.</summary>
    public async Task<IReadOnlyList<SalesforceLead>> WriteAsync(
        IReadOnlyList<Connection> leads, Batch batch, CancellationToken cancellation)
    {
        var target = await ObjectAsync(cancellation);
        var found = await FindAsync(leads, batch, cancellation);
        var open = leads.Where(l => found.GetValueOrDefault(l.Id) is not { IsUnclear: true }).ToList();
        var direct = open.Where(l => found.GetValueOrDefault(l.Id) is not { IsConverted: true }).ToList();
        var values = direct.ConvertAll(
            l => Owned(l, target.Values(l, isNew: !found.ContainsKey(l.Id)), isNew: !found.ContainsKey(l.Id)));
        var records = direct.Zip(values, (l, v) => Record(name, v.Fields, (SalesforceObject.Key, l.Id))).ToList();
        var rows = await _rows.SendAsync(
            HttpMethod.Patch, $"/composite/sobjects/{name}/{SalesforceObject.Key}", records,
            isRepeatable: true, cancellation);

        var written = new List<SalesforceLead>();
        var converted = open.Except(direct).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].IsSuccess)
                written.Add(new(direct[i], rows[i].Id!, null, rows[i].IsCreated, values[i].Cut));
            else if (rows[i].Code == Converted)
                converted.Add(direct[i]);
            else
                batch.SetAside(direct[i], Explain(rows[i]));
        }
        written.AddRange(
            await WriteConvertedAsync(converted, (c, l) => c.Values(l, isNew: false), batch, cancellation));
        return written;
    }

    /// <summary>
    /// Empties the records of leads that may not be seen any more, at most 200; those never sent are not there.
    /// </summary>
    public async Task<IReadOnlyList<SalesforceLead>> ClearAsync(
        IReadOnlyList<Connection> leads, Batch batch, CancellationToken cancellation)
    {
        var target = await ObjectAsync(cancellation);
        var found = await FindAsync(leads, batch, cancellation);
        var open = leads.Where(l => found.TryGetValue(l.Id, out var record) && !record.IsUnclear).ToList();
        var direct = open.Where(l => !found[l.Id].IsConverted).ToList();
        var records = direct.ConvertAll(l => Record(name, target.Empty(), ("id", found[l.Id].Id)));
        var rows = await _rows.SendAsync(
            HttpMethod.Patch, "/composite/sobjects", records, isRepeatable: true, cancellation);
        var cleared = new List<SalesforceLead>();
        var converted = open.Except(direct).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].IsSuccess)
                cleared.Add(new(direct[i], found[direct[i].Id].Id, null, false, []));
            else if (rows[i].Code == Converted)
                converted.Add(direct[i]);
            else
                batch.SetAside(direct[i], Explain(rows[i]));
        }
        cleared.AddRange(await WriteConvertedAsync(converted, (c, _) => new(c.Empty(), []), batch, cancellation));
        return cleared;
    }

    private async Task<IReadOnlyList<SalesforceLead>> WriteConvertedAsync(
        List<Connection> leads, Func<SalesforceObject, Connection, SalesforceValues> values, Batch batch,
        CancellationToken cancellation)
    {
        if (leads.Count == 0)
            return [];
        var contact = _contact ??= await SalesforceObject.ReadAsync(api, "Contact", settings, cancellation);
        var found = await FindAsync(leads, batch, cancellation);
        var open = leads.Where(l => found.GetValueOrDefault(l.Id)?.ContactId is not null).ToList();
        foreach (var lead in leads.Except(open))
            batch.SetAside(
                lead, "The lead was converted in Salesforce, and the contact that it became is not to be found.");
        var contents = open.ConvertAll(l => values(contact, l));
        var records = open.Zip(contents, (l, v) => Record("Contact", v.Fields, ("id", found[l.Id].ContactId!)))
            .ToList();
        var rows = await _rows.SendAsync(
            HttpMethod.Patch, "/composite/sobjects", records, isRepeatable: true, cancellation);
        var written = new List<SalesforceLead>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].IsSuccess)
                written.Add(new(open[i], found[open[i].Id].Id, found[open[i].Id].ContactId, false, contents[i].Cut));
            else
                batch.SetAside(open[i], $"The lead was converted in Salesforce. Its contact: {Explain(rows[i])}");
        }
        return written;
    }

    private async Task<Dictionary<string, Found>> FindAsync(
        IReadOnlyList<Connection> leads, Batch batch, CancellationToken cancellation)
    {
        if (leads.Count == 0)
            return [];
        var conversion = name == "Lead" ? ", IsConverted, ConvertedContactId" : "";
        var ids = string.Join(",", leads.Select(l => SalesforceApi.Quote(l.Id)));
        var records = await api.QueryAsync(
            $"SELECT Id, {SalesforceObject.Key}{conversion} FROM {name} WHERE {SalesforceObject.Key} IN ({ids})",
            cancellation);
        var found = records.GroupBy(r => (string)r[SalesforceObject.Key]!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => Found.Read([.. g]), StringComparer.OrdinalIgnoreCase);
        foreach (var lead in leads.Where(l => found.GetValueOrDefault(l.Id) is { IsUnclear: true }))
            batch.SetAside(
                lead, $"Salesforce has more than one {name} with {SalesforceObject.Key} {lead.Id}. Merge them.");
        return found;
    }

    // Whom a person gave it to stays its owner.
    private SalesforceValues Owned(Connection lead, SalesforceValues values, bool isNew)
    {
        if (isNew && _owners.Of(lead.ScanInfo) is { } owner)
            values.Fields["OwnerId"] = owner;
        return values;
    }

    private static JsonObject Record(string type, JsonObject fields, (string Name, string Value) key)
    {
        fields["attributes"] = new JsonObject { ["type"] = type };
        fields[key.Name] = key.Value;
        return fields;
    }

    private static string Explain(SalesforceRow row) => row.Code switch
    {
        "DUPLICATES_DETECTED" => $"Salesforce finds it twice, and its duplicate rule blocks the second: {row.Words} "
            + "Merge the two, or let the rule allow it.",
        "UNABLE_TO_LOCK_ROW" => $"Somebody else was changing the record all the time: {row.Words}",
        _ => $"Salesforce: {row.Words}",
    };

    /// <param name="IsUnclear">Several records bear the id.</param>
    private sealed record Found(string Id, bool IsConverted, string? ContactId, bool IsUnclear)
    {
        public static Found Read(IReadOnlyList<JsonObject> records) => new(
            (string)records[0][nameof(Id)]!, (bool?)records[0][nameof(IsConverted)] ?? false,
            (string?)records[0]["ConvertedContactId"], records.Count > 1);
    }
}

/// <param name="Record">Salesforce's id of the record.</param>
/// <param name="ContactId">The contact that it was converted to; null when it was not.</param>
/// <param name="IsNew">It was created just now, and so has no notes.</param>
/// <param name="Cut">Values that did not fit their fields.</param>
internal sealed record SalesforceLead(
    Connection Lead, string Record, string? ContactId, bool IsNew, IReadOnlyList<string> Cut)
{
    /// <summary>Where its notes belong.</summary>
    public string Place => ContactId ?? Record;

    /// <summary>Where its notes may be, as a list in a query.</summary>
    public string Places => string.Join(",", new[] { Record, ContactId }.OfType<string>().Select(SalesforceApi.Quote));
}
