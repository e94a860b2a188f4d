using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.HubSpot;

/// <summary>
/// Brings leads into contacts. A contact is found by the connection's id, else by the e-mail address, of which HubSpot
/// takes each once.
/// </summary>
internal sealed partial class HubSpotContacts(HubSpotApi api, HubSpotFields fields, TargetState state)
{
    /// <summary>Creates or updates the contacts of leads, at most 100.</summary>
    public async Task<IReadOnlyList<HubSpotLead>> WriteAsync(
        IReadOnlyList<Connection> leads, Batch batch, CancellationToken cancellation)
    {
        var written = new List<HubSpotLead>();
        var late = new List<Connection>();
        for (var open = leads; open.Count > 0;)
        {
            // Of leads that share an address each has a turn of its own: the second finds what the first has made.
            var turn = open.DistinctBy(l => fields.AddressOf(l) ?? l.Id, StringComparer.Ordinal).ToList();
            open = [.. open.ExceptBy(turn.Select(l => l.Id), l => l.Id, StringComparer.Ordinal)];
            await WriteTurnAsync(turn, written, batch, (lead, _) => late.Add(lead), cancellation);
        }
        // An address that was taken may have been given up by another lead of the batch.
        foreach (var lead in late)
            await WriteTurnAsync([lead], written, batch, batch.SetAside, cancellation);
        state.Link(written.Select(w => (LinkOf(w.Lead.Id), w.Contact)));
        return written;
    }

    /// <summary>
    /// Empties the contacts of leads that may not be seen any more, at most 100; those never sent are not there.
    /// </summary>
    /// <returns>Every lead with the contact that it is or was.</returns>
    public async Task<IReadOnlyList<HubSpotLead>> ClearAsync(
        IReadOnlyList<Connection> leads, Batch batch, CancellationToken cancellation)
    {
        var contacts = ByConnection(await ReadAsync(HubSpotFields.Key, leads.Select(l => l.Id), cancellation));
        var empty = await fields.EmptyAsync(cancellation);
        var update = new HubSpotBatch(api, api.Objects("contacts", "/batch/update"), isRepeatable: true);
        var inputs = leads.Where(l => contacts.ContainsKey(l.Id))
            .Select(l => (l.Id, Input(contacts[l.Id].Id, (JsonObject)empty.DeepClone()))).ToList();
        await update.SendAsync(inputs, Finder(inputs), cancellation);
        SetAside(update, leads, batch);
        return
        [
            .. from lead in leads
               let contact = contacts.GetValueOrDefault(lead.Id)?.Id ?? state.RemoteId(LinkOf(lead.Id))
               where contact is not null
               select new HubSpotLead(lead, contact, false),
        ];
    }

    private async Task WriteTurnAsync(
        IReadOnlyList<Connection> leads, List<HubSpotLead> written, Batch batch, Action<Connection, string> conflict,
        CancellationToken cancellation)
    {
        var own = ByConnection(await ReadAsync(HubSpotFields.Key, leads.Select(l => l.Id), cancellation));
        var byAddress = ByAddress(
            await ReadAsync("email", leads.Select(fields.AddressOf).OfType<string>(), cancellation));
        var upserts = new List<(string Key, JsonObject Input)>();
        var updates = new List<(string Key, JsonObject Input)>();
        foreach (var lead in leads)
            Sort(lead, fields.AddressOf(lead) is { } address ? byAddress.GetValueOrDefault(address) : null);

        var upsert = new HubSpotBatch(api, api.Objects("contacts", "/batch/upsert"), isRepeatable: true);
        await upsert.SendAsync(upserts, r => (string?)r["properties"]?[HubSpotFields.Key], cancellation);
        var existing = upsert.Refused.Where(r => ExistingId().IsMatch(r.Value))
            .ToDictionary(r => r.Key, r => ExistingId().Match(r.Value).Groups["id"].Value, StringComparer.Ordinal);
        var holders = (await ReadAsync(null, existing.Values, cancellation))
            .ToDictionary(c => c.Id, StringComparer.Ordinal);
        foreach (var lead in leads.Where(l => existing.ContainsKey(l.Id)))
        {
            if (holders.TryGetValue(existing[lead.Id], out var holder)
                && holder.Id != own.GetValueOrDefault(lead.Id)?.Id
                && upsert.Refused.Remove(lead.Id))
                Sort(lead, holder);
        }

        var update = new HubSpotBatch(api, api.Objects("contacts", "/batch/update"), isRepeatable: true);
        await update.SendAsync(updates, Finder(updates), cancellation);
        if (upsert.Refused.Count + update.Refused.Count > 0)
            await EnsureFieldsAsync(cancellation);
        foreach (var result in (HubSpotBatch[])[upsert, update])
        {
            written.AddRange(leads.Where(l => result.Written.ContainsKey(l.Id))
                .Select(l => new HubSpotLead(l, result.Written[l.Id].Id, result.Written[l.Id].IsNew)));
            SetAside(result, leads, batch);
        }

        void Sort(Connection lead, HubSpotContact? holder)
        {
            var contact = own.GetValueOrDefault(lead.Id);
            if (holder is null || holder.Id == contact?.Id)
            {
                var input = Input(lead.Id, fields.Values(lead, contact?.Has(HubSpotFields.Owner) ?? false));
                input["idProperty"] = HubSpotFields.Key;
                upserts.Add((lead.Id, input));
            }
            else if (contact is not null)
            {
                conflict(lead, $"Its e-mail address belongs to the contact {holder.Id} in HubSpot, and the lead is the "
                    + $"contact {contact.Id}. Merge the two there and try again.");
            }
            else if (IsSomebodyElse(holder, lead))
            {
                conflict(lead, $"Its e-mail address belongs to the contact {holder.Id} in HubSpot, which is another "
                    + "lead with another name, and HubSpot takes an address once. Give one of them another address.");
            }
            else
                updates.Add((lead.Id, Input(holder.Id, fields.Values(lead, holder.Has(HubSpotFields.Owner)))));
        }
    }

    // A person scanned at two shows is one contact; two people who share a mailbox are not.
    private static bool IsSomebodyElse(HubSpotContact contact, Connection lead) =>
        contact.Has(HubSpotFields.Key) && contact[HubSpotFields.Key] != lead.Id
        && !Same(contact["firstname"], lead.Contact?.FirstName)
        && !Same(contact["lastname"], Lead.Read(lead, "contact.lastNameWithPrefix"));

    private static bool Same(string? left, string? right) =>
        string.Equals(left ?? "", right ?? "", StringComparison.OrdinalIgnoreCase);

    // A property that was deleted in HubSpot makes every record wrong: that is no fault of the leads.
    private async Task EnsureFieldsAsync(CancellationToken cancellation)
    {
        fields.Forget();
        if (await fields.MissingAsync(cancellation) is { Count: > 0 } missing)
            throw new TargetFaultException(
                $"HubSpot's contacts have no property {string.Join(", ", missing)} any more.");
    }

    private static void SetAside(HubSpotBatch result, IEnumerable<Connection> leads, Batch batch)
    {
        foreach (var lead in leads.Where(l => result.Refused.ContainsKey(l.Id)))
            batch.SetAside(lead, $"HubSpot: {result.Refused[lead.Id]}");
    }

    /// <param name="idProperty">Null for HubSpot's own ids.</param>
    private async Task<IReadOnlyList<HubSpotContact>> ReadAsync(
        string? idProperty, IEnumerable<string> ids, CancellationToken cancellation)
    {
        var inputs = ids.Distinct(StringComparer.Ordinal).ToList();
        if (inputs.Count == 0)
            return [];
        var body = new JsonObject
        {
            ["properties"] = new JsonArray(
                HubSpotFields.Key, "email", "hs_additional_emails", "firstname", "lastname", HubSpotFields.Owner),
            ["inputs"] = new JsonArray([.. inputs.Select(i => new JsonObject { ["id"] = i })]),
        };
        if (idProperty is not null)
            body["idProperty"] = idProperty;
        var answer = await api.PostAsync(
            api.Objects("contacts", "/batch/read"), body, isRepeatable: true, cancellation);
        if (answer.IsSuccess)
            return [.. answer.Results.Select(HubSpotContact.Read)];
        // An address that HubSpot does not even look for is not there; of the ids of leads that would be a guess.
        if (inputs.Count == 1)
        {
            return idProperty != HubSpotFields.Key || answer.Status == HttpStatusCode.NotFound
                ? []
                : throw new TargetFaultException($"HubSpot does not look for leads: {answer.Message}");
        }
        var halves = inputs.Chunk((inputs.Count + 1) / 2).ToList();
        return
        [
            .. await ReadAsync(idProperty, halves[0], cancellation),
            .. await ReadAsync(idProperty, halves[1], cancellation),
        ];
    }

    private static Dictionary<string, HubSpotContact> ByConnection(IEnumerable<HubSpotContact> contacts) =>
        contacts.Where(c => c.Has(HubSpotFields.Key))
            .ToDictionary(c => c[HubSpotFields.Key]!, StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, HubSpotContact> ByAddress(IEnumerable<HubSpotContact> contacts)
    {
        var found = new Dictionary<string, HubSpotContact>(StringComparer.OrdinalIgnoreCase);
        foreach (var contact in contacts)
        {
            var addresses = $"{contact["email"]};{contact["hs_additional_emails"]}";
            foreach (var address in addresses.Split(';', StringSplitOptions.RemoveEmptyEntries))
                found.TryAdd(address, contact);
        }
        return found;
    }

    private static JsonObject Input(string id, JsonObject properties) =>
        new() { ["id"] = id, ["properties"] = properties };

    private static Func<JsonObject, string?> Finder(IReadOnlyList<(string Key, JsonObject Input)> inputs) =>
        result => inputs.FirstOrDefault(i => (string?)i.Input["id"] == (string?)result["id"]).Key;

    private static string LinkOf(string connection) => $"contact:{connection}";

    [GeneratedRegex(@"Existing ID: (?<id>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExistingId();
}

/// <param name="Contact">HubSpot's id of the contact.</param>
/// <param name="IsNew">It was created just now, and so has no notes.</param>
internal sealed record HubSpotLead(Connection Lead, string Contact, bool IsNew);

/// <summary>A contact as HubSpot has it.</summary>
internal sealed record HubSpotContact(string Id, JsonObject Properties)
{
    public string? this[string property] => (string?)Properties[property];

    public bool Has(string property) => !string.IsNullOrEmpty(this[property]);

    public static HubSpotContact Read(JsonObject result) =>
        new((string)result["id"]!, result["properties"] as JsonObject ?? []);
}
