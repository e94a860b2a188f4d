using System.Globalization;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Salesforce;

/// <summary>
/// Leads or contacts as one Salesforce organisation has them: which fields there are, and what a lead puts there.
/// </summary>
internal sealed class SalesforceObject
{
    /// <summary>The field that holds the connection's id.</summary>
    public const string Key = "LR_Connection_Id__c";

    private const string NotProvided = "[not provided]";
    private const string Removed = "[removed]";

    private readonly Dictionary<string, JsonObject> _fields;
    private readonly FieldMapping _mapping;
    private readonly IReadOnlyDictionary<string, string?> _changes;

    private SalesforceObject(string name, JsonObject description, TargetSettings settings)
    {
        Name = name;
        _fields = (description["fields"] as JsonArray ?? []).OfType<JsonObject>()
            .ToDictionary(f => (string)f["name"]!, StringComparer.OrdinalIgnoreCase);
        _changes = settings.Fields;
        _mapping = FieldMapping.Create(SalesforceDefaults.Of(name), _changes);
        MayWrite = (bool?)description["createable"] == true && (bool?)description["updateable"] == true;
    }

    /// <summary>Lead or Contact.</summary>
    public string Name { get; }

    public bool MayWrite { get; }

    public static async Task<SalesforceObject> ReadAsync(
        SalesforceApi api, string name, TargetSettings settings, CancellationToken cancellation)
    {
        var answer = await api.GetAsync($"/sobjects/{name}/describe", cancellation);
        return answer is { IsSuccess: true, Body: JsonObject description }
            ? new(name, description, settings)
            : throw new TargetFaultException(
                $"Salesforce does not show the app's user what a {name} is: {answer.Words}");
    }

    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>What is wrong with the field of the connection's id; null when nothing is.</summary>
    public string? KeyFault
    {
        get
        {
            if (!_fields.TryGetValue(Key, out var key))
            {
                return $"{Name} has no field {Key} that the app's user sees. Create it in Object Manager: Text, length "
                    + "32, External ID, Unique (case-insensitive), and make it visible and editable for that user.";
            }
            return (bool?)key["externalId"] == true && (bool?)key["unique"] == true && IsWritable(key)
                ? null
                : $"The field {Key} of {Name} must be an External ID, Unique, and editable for the app's user.";
        }
    }

    /// <summary>Fields that the user's own mapping names and that are not there, or not to be written.</summary>
    public IReadOnlyList<string> Foreign => [.. Lacking.Where(_changes.ContainsKey)];

    /// <summary>Fields of the default mapping that are not there: what they would hold is left out.</summary>
    public IReadOnlyList<string> LeftOut =>
        [.. Lacking.Where(f => !_changes.ContainsKey(f)).Select(SalesforceDefaults.Describe)];

    /// <summary>Fields that Salesforce demands and nothing fills.</summary>
    public IReadOnlyList<string> Unfilled =>
    [
        .. from known in _fields.Values
           let name = (string)known["name"]!
           where (bool?)known["nillable"] == false && (bool?)known["defaultedOnCreate"] == false
               && (bool?)known["createable"] == true && (string?)known["type"] != "boolean"
               && !_mapping.Sources.ContainsKey(name) && name != Key
           select name,
    ];

    private IEnumerable<string> Lacking =>
        _mapping.Sources.Keys.Where(f => !IsThere(f) && f != StateField && f != CountryField);

    private string StateField => Name == "Contact" ? "MailingState" : "State";

    private string CountryField => Name == "Contact" ? "MailingCountry" : "Country";

    /// <summary>Countries and states are chosen from a list there, and are written by code.</summary>
    public bool ChoosesCountries => Has(CountryField + "Code");

    /// <summary>What the lead puts into the record. What it does not know is left as it is.</summary>
    /// <param name="isNew">The record is to be created: what Salesforce demands is made up.</param>
    public SalesforceValues Values(Connection lead, bool isNew)
    {
        var values = new JsonObject();
        var cut = new List<string>();
        foreach (var (field, value) in _mapping.Apply(lead))
        {
            if (value is not null && Resolve(field, value, lead) is { } written && IsThere(written.Field))
                Put(written.Field, written.Value);
        }
        foreach (var field in isNew ? SalesforceDefaults.Required(Name) : [])
        {
            if (!values.ContainsKey(field))
                values[field] = NotProvided;
        }
        return new(values, cut);

        void Put(string field, string value)
        {
            var description = _fields[field];
            var length = (int?)description["length"] ?? 0;
            var type = (string?)description["type"];
            if (type is "string" or "textarea" or "phone" or "url" && length > 0 && value.Length > length)
            {
                cut.Add($"{field}: {value}");
                value = value[..(length - 1)] + "…";
            }
            else if (!Allows(description, value))
            {
                cut.Add($"{field}: {value}");
                return;
            }
            values[field] = value;
        }
    }

    /// <summary>Everything that a lead may have put there, emptied.</summary>
    public JsonObject Empty()
    {
        var values = new JsonObject();
        foreach (var field in _mapping.Sources.Keys.Append(CountryField + "Code").Where(IsThere))
            values[field] = SalesforceDefaults.Required(Name).Contains(field) ? Removed : null;
        // A state cannot stay without its country, and either is emptied by its code.
        if (ChoosesCountries)
        {
            values.Remove(CountryField);
            values.Remove(StateField);
        }
        return values;
    }

    private (string Field, string Value)? Resolve(string field, string value, Connection lead)
    {
        if (!ChoosesCountries || _changes.ContainsKey(field))
            return (field, value);
        if (field == CountryField)
            return Lead.Read(lead, "contact.address.country") is { } code
                ? (CountryField + "Code", code.ToUpper(CultureInfo.InvariantCulture))
                : null;
        return field == StateField ? null : (field, value);
    }

    private bool IsThere(string field) => _fields.TryGetValue(field, out var description) && IsWritable(description);

    private static bool IsWritable(JsonObject field) =>
        (bool?)field["createable"] == true && (bool?)field["updateable"] == true;

    private static bool Allows(JsonObject field, string value) => (bool?)field["restrictedPicklist"] != true
        || (field["picklistValues"] as JsonArray ?? [])
            .Any(c => (bool?)c!["active"] == true && (string?)c["value"] == value);
}

/// <param name="Fields">By field.</param>
/// <param name="Cut">What does not fit its field, in full: a note keeps it.</param>
internal sealed record SalesforceValues(JsonObject Fields, IReadOnlyList<string> Cut);
