using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Tryton;

/// <summary>
/// Addresses with the countries and subdivisions that Tryton knows; what it does not know stays readable.
/// </summary>
internal sealed class TrytonCountries(TrytonRecords records)
{
    private readonly Dictionary<string, int> _countries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, Dictionary<string, int>> _subdivisions = [];

    public int Count => _countries.Count;

    public async Task LoadAsync(CancellationToken cancellation)
    {
        foreach (var country in await records.FindAsync("country.country", [], ["code"], cancellation))
        {
            if (country["code"]?.ToString() is { Length: > 0 } code)
                _countries.TryAdd(code, country["id"]!.GetValue<int>());
        }
    }

    /// <param name="isCareful">Leaves out the subdivision, which Tryton may want to be of another type.</param>
    public async Task<JsonObject> AddressAsync(TrytonLead lead, bool isCareful, CancellationToken cancellation)
    {
        var values = new JsonObject();
        var lines = new List<string?> { lead.Address.GetValueOrDefault("street") };
        int? country = lead.Address.GetValueOrDefault("country") is { } code
            && _countries.TryGetValue(code, out var known)
            ? known
            : null;
        foreach (var (field, value) in lead.Address)
        {
            JsonNode? set = field switch
            {
                "country" => country,
                "subdivision" => isCareful ? null : await SubdivisionAsync(country, value, cancellation),
                "street" => null,
                _ => value,
            };
            if (set is null && value is not null && field is "country" or "subdivision")
                lines.Add(field is "country" ? Leads.Lead.CountryName(value) : value);
            values[field] = set;
        }
        var street = string.Join('\n', lines.Where(l => !string.IsNullOrEmpty(l)));
        values["street"] = street.Length > 0 ? street : null;
        return values;
    }

    /// <summary>By its code, with or without the country before it, or by its name.</summary>
    private async Task<int?> SubdivisionAsync(int? country, string? state, CancellationToken cancellation)
    {
        if (country is not { } id || string.IsNullOrEmpty(state))
            return null;
        if (!_subdivisions.TryGetValue(id, out var known))
            _subdivisions[id] = known = await SubdivisionsAsync(id, cancellation);
        return known.TryGetValue(state, out var found) ? found : null;
    }

    private async Task<Dictionary<string, int>> SubdivisionsAsync(int country, CancellationToken cancellation)
    {
        var known = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        JsonArray domain = [TrytonRecords.Where("country", "=", country)];
        foreach (var record in await records.FindAsync("country.subdivision", domain, ["code", "name"], cancellation))
        {
            var code = record["code"]?.ToString() ?? "";
            var local = code[(code.IndexOf('-', StringComparison.Ordinal) + 1)..];
            foreach (var name in (string?[])[code, local, record["name"]?.ToString()])
            {
                if (!string.IsNullOrEmpty(name))
                    known.TryAdd(name, record["id"]!.GetValue<int>());
            }
        }
        return known;
    }
}
