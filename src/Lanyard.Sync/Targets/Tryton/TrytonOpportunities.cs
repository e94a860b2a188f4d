using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Tryton;

/// <summary>
/// A lead's opportunity. It is filled in once and then belongs to whoever works on it: later only an erased lead
/// empties what was filled in.
/// </summary>
internal sealed class TrytonOpportunities(TrytonRecords records, TargetState state)
{
    public const string Model = "sale.opportunity";

    private static string Key(string id) => "opportunity:" + id;

    /// <summary>By the id of the lead, those that are there.</summary>
    public async Task<Dictionary<string, int>> FindAsync(
        IReadOnlyCollection<TrytonLead> leads, CancellationToken cancellation)
    {
        var links = leads.Select(l => (l.Id, Remote: state.RemoteId(Key(l.Id)))).Where(l => l.Remote is not null)
            .ToDictionary(l => TrytonRecords.Number(l.Remote!), l => l.Id);
        var markers = leads.ToDictionary(l => l.Marker, l => l.Id, StringComparer.Ordinal);
        JsonArray domain =
        [
            "OR",
            TrytonRecords.Where("id", "in", TrytonRecords.Ids(links.Keys)),
            TrytonRecords.Where("reference", "in", TrytonRecords.Names(markers.Keys)),
        ];
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var opportunity in await records.FindAsync(Model, domain, ["reference"], cancellation))
        {
            var id = opportunity["id"]!.GetValue<int>();
            var reference = opportunity["reference"]?.ToString() ?? "";
            if (links.TryGetValue(id, out var lead) || markers.TryGetValue(reference, out lead))
                found.TryAdd(lead, id);
        }
        state.Link(found.Select(f => (Key(f.Key), TrytonRecords.Text(f.Value))));
        return found;
    }

    /// <summary>All of them, or none.</summary>
    public async Task<IReadOnlyList<int>> CreateAsync(
        IReadOnlyList<TrytonLead> leads,
        IReadOnlyDictionary<string, TrytonParty> parties,
        CancellationToken cancellation)
    {
        var ids = await records.CreateAsync(Model, leads.Select(l => Values(l, parties[l.Id])), cancellation);
        state.Link(leads.Zip(ids, (lead, id) => (Key(lead.Id), TrytonRecords.Text(id))));
        return ids;
    }

    public Task EraseAsync(
        IReadOnlyList<TrytonLead> leads,
        IReadOnlyDictionary<string, int> opportunities,
        CancellationToken cancellation) =>
        records.WriteAsync(Model, leads.Select(l => (opportunities[l.Id], Mapped(l))), creates: false, cancellation);

    private static JsonObject Values(TrytonLead lead, TrytonParty party)
    {
        var values = Mapped(lead);
        var day = lead.Connection.Time.UtcDateTime;
        values["party"] = party.Id;
        values["reference"] = lead.Marker;
        values["start_date"] = new JsonObject
        {
            ["__class__"] = "date", ["year"] = day.Year, ["month"] = day.Month, ["day"] = day.Day,
        };
        return values;
    }

    private static JsonObject Mapped(TrytonLead lead)
    {
        var values = new JsonObject();
        foreach (var (field, value) in lead.Opportunity)
            values[field] = value;
        return values;
    }
}
