using System.Globalization;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Targets.Dynamics;

/// <summary>The columns of a table, and a lead's values in their types.</summary>
internal sealed class DynamicsColumns
{
    private const string Bind = "@odata.bind";

    private readonly Dictionary<string, string> _types;
    private readonly Dictionary<string, Dictionary<string, int>> _choices = new(StringComparer.Ordinal);

    private DynamicsColumns(Dictionary<string, string> types) => _types = types;

    /// <summary>Reads which there are, and the choices of those that are mapped.</summary>
    public static async Task<DynamicsColumns> ReadAsync(
        DynamicsApi api, DynamicsTable table, IEnumerable<string> mapped, CancellationToken cancellation)
    {
        var answer = await api.GetAsync($"{table.Metadata}/Attributes?$select=LogicalName,AttributeType", cancellation);
        answer.Demand($"The columns of {table.Set} cannot be read");
        var columns = new DynamicsColumns(answer.Rows.ToDictionary(
            r => r["LogicalName"]!.GetValue<string>(),
            r => r["AttributeType"]?.GetValue<string>() ?? "",
            StringComparer.Ordinal));
        if (mapped.Any(m => columns._types.GetValueOrDefault(m) == "Picklist"))
            await columns.ReadChoicesAsync(api, table, cancellation);
        return columns;
    }

    /// <summary>A name like <c>parentcustomerid_account@odata.bind</c> is taken as it is.</summary>
    public bool Has(string column) => column.EndsWith(Bind, StringComparison.Ordinal) || _types.ContainsKey(column);

    /// <exception cref="FormatException">The column cannot hold the value; the message says so to a person.</exception>
    public JsonNode? Convert(string column, string? value)
    {
        if (value is null)
            return null;
        return _types.GetValueOrDefault(column) switch
        {
            "Picklist" => Choice(column, value),
            "Integer" or "BigInt" when long.TryParse(value, CultureInfo.InvariantCulture, out var number) => number,
            "Decimal" or "Double" or "Money"
                when decimal.TryParse(value, CultureInfo.InvariantCulture, out var number) => number,
            "Boolean" when bool.TryParse(value, out var flag) => flag,
            "Boolean" when value.Equals("yes", StringComparison.OrdinalIgnoreCase) => true,
            "Boolean" when value.Equals("no", StringComparison.OrdinalIgnoreCase) => false,
            "Integer" or "BigInt" or "Decimal" or "Double" or "Money" or "Boolean" =>
                throw new FormatException($"The column {column} cannot hold \"{value}\"."),
            _ => value,
        };
    }

    private int? Choice(string column, string value)
    {
        if (int.TryParse(value, CultureInfo.InvariantCulture, out var number))
            return number;
        // The guide's four words, whatever the labels are called in the user's language.
        if (column == "gendercode")
            return value.ToUpperInvariant() switch { "MALE" => 1, "FEMALE" => 2, _ => null };
        return _choices.GetValueOrDefault(column)?.TryGetValue(value, out var choice) == true
            ? choice
            : throw new FormatException($"The column {column} has no choice \"{value}\".");
    }

    private async Task ReadChoicesAsync(DynamicsApi api, DynamicsTable table, CancellationToken cancellation)
    {
        const string Path = "Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata";
        const string Query = "?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)";
        var answer = await api.GetAsync($"{table.Metadata}/{Path}{Query}", cancellation);
        foreach (var row in answer.Demand($"The choices of {table.Set} cannot be read").Rows)
        {
            var choices = _choices[row["LogicalName"]!.GetValue<string>()] = new(StringComparer.OrdinalIgnoreCase);
            var options = from set in new[] { row["OptionSet"], row["GlobalOptionSet"] }
                from option in set?["Options"]?.AsArray() ?? []
                from label in option?["Label"]?["LocalizedLabels"]?.AsArray() ?? []
                select (Label: label?["Label"]?.GetValue<string>(), Value: option["Value"]!.GetValue<int>());
            foreach (var (label, number) in options)
                choices.TryAdd(label ?? "", number);
        }
    }
}
