using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Tryton;

/// <summary>A party that stands in Tryton for a lead.</summary>
/// <param name="Id">The party that took its place, where two were merged.</param>
/// <param name="Own">The party that was created for it.</param>
internal sealed record TrytonParty(int Id, int Own)
{
    public bool IsMerged => Id != Own;
}

/// <summary>
/// Leads as parties. A party's code must be unique in Tryton, so it carries the marker: a lead cannot be there twice.
/// Contact mechanisms of ours carry the marker in their comment; those of other people are left alone.
/// </summary>
internal sealed class TrytonParties(TrytonApi api, TrytonRecords records, TargetState state, TrytonCountries countries)
{
    public const string Model = "party.party";

    private static readonly IEnumerable<JsonObject> NoRecords = [];

    /// <summary>By the id of the lead, those that are there.</summary>
    public async Task<Dictionary<string, TrytonParty>> FindAsync(
        IReadOnlyCollection<TrytonLead> leads, CancellationToken cancellation)
    {
        var links = leads.Select(l => (l.Id, Party: state.RemoteId(Key(l.Id)))).Where(l => l.Party is not null)
            .ToDictionary(l => TrytonRecords.Number(l.Party!), l => l.Id);
        var markers = leads.ToDictionary(l => l.Marker, l => l.Id, StringComparer.Ordinal);
        JsonArray domain =
        [
            "OR",
            TrytonRecords.Where("id", "in", TrytonRecords.Ids(links.Keys)),
            TrytonRecords.Where("code", "in", TrytonRecords.Names(markers.Keys)),
        ];
        var found = new Dictionary<string, TrytonParty>(StringComparer.Ordinal);
        foreach (var party in await records.FindAsync(Model, domain, ["code", "replaced_by"], cancellation))
        {
            var id = party["id"]!.GetValue<int>();
            if (!links.TryGetValue(id, out var lead) && !markers.TryGetValue(party["code"]?.ToString() ?? "", out lead))
                continue;
            found[lead] = new(party["replaced_by"]?.GetValue<int>() ?? id, id);
        }
        state.Link(found.Where(f => !f.Value.IsMerged).Select(f => (Key(f.Key), TrytonRecords.Text(f.Value.Id))));
        foreach (var gone in links.Values.Where(l => !found.ContainsKey(l)))
        {
            state.Unlink(Key(gone));
            state.Unlink(AddressKey(gone));
        }
        return found;
    }

    /// <summary>All of them, or none.</summary>
    /// <param name="isCareful">Leaves out what Tryton may refuse and can do without.</param>
    public async Task<IReadOnlyDictionary<string, TrytonParty>> CreateAsync(
        IReadOnlyList<TrytonLead> leads, bool isCareful, CancellationToken cancellation)
    {
        var parties = new List<JsonObject>();
        foreach (var lead in leads)
        {
            var values = Values(lead);
            values["code"] = lead.Marker;
            values["contact_mechanisms"] = Mechanisms(lead, NoRecords.ToLookup(_ => ""), isCareful);
            values["addresses"] = await AddressesAsync(lead, null, keepsActive: false, isCareful, cancellation);
            parties.Add(values);
        }
        var ids = await records.CreateAsync(Model, parties, cancellation);
        state.Link(leads.Zip(ids, (lead, id) => (Key(lead.Id), TrytonRecords.Text(id))));
        var created = leads.Zip(ids).ToDictionary(
            c => c.First.Id, c => new TrytonParty(c.Second, c.Second), StringComparer.Ordinal);
        var addresses = await FindAddressesAsync(ids, cancellation);
        foreach (var lead in leads)
            Ours(lead, created[lead.Id], addresses[created[lead.Id].Id]);
        return created;
    }

    /// <summary>Brings what is ours to what the lead says; an erased one keeps nothing. All of them, or none.</summary>
    public async Task UpdateAsync(
        IReadOnlyList<TrytonLead> leads,
        IReadOnlyDictionary<string, TrytonParty> parties,
        bool isCareful,
        CancellationToken cancellation)
    {
        var ids = leads.Select(l => parties[l.Id].Id).ToList();
        var mechanisms = (await records.FindAsync("party.contact_mechanism", Of(ids), ["comment"], cancellation))
            .ToLookup(m => m["comment"]?.ToString() ?? "", StringComparer.Ordinal);
        var addresses = await FindAddressesAsync(ids, cancellation);
        var changes = new List<(int, JsonObject)>();
        var creates = false;
        foreach (var lead in leads)
        {
            var party = parties[lead.Id];
            var values = party.IsMerged ? [] : Values(lead);
            var mechanismActions = Mechanisms(lead, mechanisms, isCareful);
            var addressActions = await AddressesAsync(
                lead, Ours(lead, party, addresses[party.Id]), keepsActive: party.IsMerged, isCareful, cancellation);
            creates |= mechanismActions.Concat(addressActions).Any(a => a![0]!.ToString() == "create");
            values["contact_mechanisms"] = mechanismActions;
            values["addresses"] = addressActions;
            changes.Add((party.Id, values));
            // Its own party is out of sight, but still bears the name.
            if (party.IsMerged && lead.IsErased)
                changes.Add((party.Own, Values(lead)));
        }
        await records.WriteAsync(Model, changes, creates, cancellation);
    }

    private async Task<ILookup<int, JsonObject>> FindAddressesAsync(
        IEnumerable<int> parties, CancellationToken cancellation) =>
        (await records.FindAsync("party.address", Of(parties), ["party", "create_uid"], cancellation))
            .ToLookup(a => a["party"]!.GetValue<int>());

    private static JsonArray Of(IEnumerable<int> parties) =>
        [TrytonRecords.Where("party", "in", TrytonRecords.Ids(parties))];

    private static string Key(string id) => "party:" + id;

    private static string AddressKey(string id) => "address:" + id;

    private static JsonObject Values(TrytonLead lead)
    {
        var values = new JsonObject();
        foreach (var (field, value) in lead.Party)
            values[field] = value;
        return values;
    }

    // Of each type one is ours.
    private static JsonArray Mechanisms(TrytonLead lead, ILookup<string, JsonObject> there, bool isCareful)
    {
        var actions = new JsonArray();
        var types = lead.IsErased ? TrytonLead.MechanismTypes : lead.Mechanisms.Keys;
        foreach (var type in types)
        {
            var value = lead.Mechanisms.GetValueOrDefault(type);
            var ours = there[Comment(lead, type)].FirstOrDefault();
            if (ours is null)
            {
                if (value is not null)
                    actions.Add(new JsonArray("create", new JsonArray(NewMechanism(lead, type, value, isCareful))));
            }
            else if (value is null)
            {
                actions.Add(new JsonArray("delete", new JsonArray(Id(ours))));
            }
            else
            {
                var values = new JsonObject { ["type"] = Type(type, isCareful), ["value"] = value };
                actions.Add(new JsonArray("write", new JsonArray(Id(ours)), values));
            }
        }
        return actions;
    }

    // Ours is the one that is noted. After a crash before the note it is the first that this user has created.
    private JsonObject? Ours(TrytonLead lead, TrytonParty party, IEnumerable<JsonObject> addresses)
    {
        var linked = state.RemoteId(AddressKey(lead.Id));
        var ours = addresses.FirstOrDefault(a => TrytonRecords.Text(Id(a)) == linked);
        if (ours is not null || party.IsMerged)
            return ours;
        ours = addresses.FirstOrDefault(a => a["create_uid"]?.GetValue<int>() == api.UserId);
        if (ours is not null)
            state.Link([(AddressKey(lead.Id), TrytonRecords.Text(Id(ours)))]);
        return ours;
    }

    // It is emptied, not deleted, when it is not needed any more: an invoice may point to it.
    private async Task<JsonArray> AddressesAsync(
        TrytonLead lead, JsonObject? ours, bool keepsActive, bool isCareful, CancellationToken cancellation)
    {
        if (ours is null && !lead.HasAddress)
            return [];
        var values = await countries.AddressAsync(lead, isCareful, cancellation);
        if (ours is null)
            return [new JsonArray("create", new JsonArray(values))];
        if (!keepsActive)
            values["active"] = lead.HasAddress;
        return [new JsonArray("write", new JsonArray(Id(ours)), values)];
    }

    private static JsonObject NewMechanism(TrytonLead lead, string type, string value, bool isCareful) => new()
    {
        ["type"] = Type(type, isCareful),
        ["value"] = value,
        ["comment"] = Comment(lead, type),
    };

    private static string Comment(TrytonLead lead, string type) => $"{lead.Marker} {type}";

    // Where Tryton checks numbers, one that it does not take is kept as it is.
    private static string Type(string type, bool isCareful) =>
        isCareful && type is "phone" or "mobile" or "fax" ? "other" : type;

    private static int Id(JsonObject record) => record["id"]!.GetValue<int>();
}
