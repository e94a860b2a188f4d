using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>The fields that the model has in this version, and a lead's values as <c>load</c> takes them.</summary>
internal sealed class OdooFields
{
    private readonly OdooApi _api;
    private readonly Dictionary<string, string> _types;
    private readonly Dictionary<long, IReadOnlyList<JsonNode>> _states = [];
    private IReadOnlyList<JsonNode>? _countries;
    private IReadOnlyList<JsonNode>? _titles;

    private OdooFields(OdooApi api, Dictionary<string, string> types) => (_api, _types) = (api, types);

    public static async Task<OdooFields> ReadAsync(OdooApi api, string model, CancellationToken cancellation)
    {
        var arguments = new JsonObject { ["attributes"] = new JsonArray("type") };
        var fields = await api.CallAsync(model, "fields_get", null, arguments, cancellation);
        return new(api, fields!.AsObject().ToDictionary(
            f => f.Key, f => f.Value?["type"]?.GetValue<string>() ?? "", StringComparer.Ordinal));
    }

    /// <param name="field">Or a path of an import: <c>source_id/id</c>.</param>
    public bool Has(string field) => _types.ContainsKey(field.Split('/')[0]);

    /// <summary>Columns of <c>load</c> with their values; fields that the model does not have are left out.</summary>
    public async Task<Dictionary<string, string?>> ReadAsync(
        FieldMapping mapping, Connection lead, CancellationToken cancellation)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (field, value) in mapping.Apply(lead).Where(f => Has(f.Field)))
        {
            var (column, converted) = (field, _types.GetValueOrDefault(field)) switch
            {
                ("country_id", _) => ("country_id/.id", await CountryAsync(value, cancellation)),
                ("state_id", _) =>
                    ("state_id/.id", await StateAsync(value, lead.Contact?.Address?.Country, cancellation)),
                ("title", "many2one") => ("title/.id", await TitleAsync(value, cancellation)),
                ("name", _) => ("name", value ?? $"Lead {lead.Id}"),
                (_, "datetime") => (field, Time(value)),
                (_, "html") => (field, Html(value)),
                _ => (field, value),
            };
            values[column] = converted;
        }
        return values;
    }

    private async Task<string?> CountryAsync(string? code, CancellationToken cancellation)
    {
        if (code is null)
            return null;
        _countries ??= await _api.SearchAsync("res.country", [], ["code"], cancellation);
        return Id(_countries.FirstOrDefault(c => Is(c, "code", code)));
    }

    private async Task<string?> StateAsync(string? state, string? country, CancellationToken cancellation)
    {
        if (state is null || await CountryAsync(country, cancellation) is not { } id)
            return null;
        var number = long.Parse(id, CultureInfo.InvariantCulture);
        if (!_states.TryGetValue(number, out var states))
        {
            JsonArray domain = [new JsonArray("country_id", "=", number)];
            _states[number] = states = await _api.SearchAsync(
                "res.country.state", domain, ["code", "name"], cancellation);
        }
        return Id(states.FirstOrDefault(s => Is(s, "code", state) || Is(s, "name", state)));
    }

    private async Task<string?> TitleAsync(string? title, CancellationToken cancellation)
    {
        if (title is null)
            return null;
        _titles ??= await _api.SearchAsync("res.partner.title", [], ["name", "shortcut"], cancellation);
        return Id(_titles.FirstOrDefault(
            t => Is(t, "name", title) || Is(t, "shortcut", title) || Is(t, "shortcut", title + ".")));
    }

    private static string? Time(string? value) => value?.Replace('T', ' ').TrimEnd('Z');

    private static string? Html(string? value) =>
        WebUtility.HtmlEncode(value)?.Replace("\n", "<br>", StringComparison.Ordinal);

    private static bool Is(JsonNode record, string field, string value) =>
        string.Equals(record[field]?.ToString(), value, StringComparison.OrdinalIgnoreCase);

    private static string? Id(JsonNode? record) => record?["id"]?.ToString();
}
