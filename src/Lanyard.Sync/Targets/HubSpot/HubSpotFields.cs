using System.Net;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.HubSpot;

/// <summary>The properties of a contact: which there are, which are created, and what a lead puts in them.</summary>
internal sealed class HubSpotFields(HubSpotApi api, TargetSettings settings)
{
    /// <summary>The property that holds the connection's id.</summary>
    public const string Key = "lr_connection_id";

    public const string Owner = "hubspot_owner_id";

    private const string Ours = "lr_";
    private const string Question = "lr_q_";

    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        [Key] = "Lead id",
        ["lr_initials"] = "Initials",
        ["lr_suffix"] = "Name suffix",
        ["lr_department"] = "Department",
        ["lr_vat"] = "VAT number",
        ["lr_coc"] = "Chamber of Commerce number",
        ["lr_picture_url"] = "Profile photo of the lead",
        ["lr_scan_time"] = "Time of the scan",
        ["lr_scan_info"] = "Scanned by",
    };

    private readonly FieldMapping _mapping = FieldMapping.Create(Defaults, settings.Fields);
    private readonly Owners _owners = Owners.Read(settings);
    private Dictionary<string, JsonObject>? _known;

    public static IReadOnlyDictionary<string, string> Defaults { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["firstname"] = "contact.firstName",
        ["lastname"] = "contact.lastNameWithPrefix",
        ["lr_initials"] = "contact.firstInitials",
        ["salutation"] = "contact.title",
        ["lr_suffix"] = "contact.suffix",
        ["gender"] = "contact.gender",
        ["company"] = "contact.company",
        ["lr_department"] = "contact.department",
        ["jobtitle"] = "contact.jobFunction",
        ["email"] = "contact.email",
        ["phone"] = "contact.phone1",
        ["mobilephone"] = "contact.phone2",
        ["fax"] = "contact.fax",
        ["website"] = "contact.website",
        ["address"] = "contact.address.line",
        ["city"] = "contact.address.city",
        ["state"] = "contact.address.state",
        ["zip"] = "contact.address.postalCode",
        ["country"] = "contact.address.countryName",
        ["lr_vat"] = "contact.vatNumber",
        ["lr_coc"] = "contact.cocNumber",
        ["lr_picture_url"] = "contact.pictureUrl",
        ["lr_scan_time"] = "time",
        ["lr_scan_info"] = "scanInfo",
    };

    /// <summary>Answers become a property each, a note, or nothing.</summary>
    public string Questions { get; } = settings.Or("questions", "properties") is "properties" or "note" or "none"
        ? settings.Or("questions", "properties")
        : throw new TargetFaultException($"questions of the target {settings.Name} is properties, note or none.");

    /// <summary>What the lead puts into the contact's properties. What it does not know is left as it is.</summary>
    public JsonObject Values(Connection lead, bool isOwned)
    {
        var values = new JsonObject { [Key] = lead.Id };
        foreach (var (field, value) in _mapping.Apply(lead))
        {
            if (value is not null)
                values[field] = field == "email" ? Address(value) : value;
        }
        if (Questions == "properties")
        {
            foreach (var question in Lead.Questions(lead))
                values[PropertyOf(question)] = Lead.Answers(question);
        }
        if (!isOwned && _owners.Of(lead.ScanInfo) is { } owner)
            values[Owner] = owner;
        return values;
    }

    /// <summary>Everything that a lead may have put there, emptied.</summary>
    public async Task<JsonObject> EmptyAsync(CancellationToken cancellation)
    {
        var values = new JsonObject();
        foreach (var name in (await KnownAsync(cancellation)).Keys)
        {
            if (name != Key && (_mapping.Sources.ContainsKey(name) || name.StartsWith(Ours, StringComparison.Ordinal)))
                values[name] = "";
        }
        return values;
    }

    /// <summary>The address by which HubSpot knows the lead; null when it has none, or none is mapped.</summary>
    public string? AddressOf(Connection lead) =>
        _mapping.Sources.TryGetValue("email", out var source) && Lead.Read(lead, source) is { } address
            ? Address(address)
            : null;

    /// <summary>Creates what is ours and missing.</summary>
    /// <exception cref="TargetFaultException">The mapping names a property that HubSpot does not have.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        _known = null;
        foreach (var field in await MissingAsync(cancellation))
            await CreateAsync(field, Labels.GetValueOrDefault(field, field[Ours.Length..]), cancellation);
        if (Foreign(await MissingAsync(cancellation)) is { Count: > 0 } foreign)
        {
            throw new TargetFaultException(
                $"HubSpot's contacts have no property {string.Join(", ", foreign)}. Create it, or change the mapping.");
        }
        if (await IsKeyUsableAsync(cancellation) == false)
            throw new TargetFaultException(
                $"The property {Key} in HubSpot must be unique. Delete it, and it is created anew.");
    }

    /// <summary>Creates a property for each question that has none yet.</summary>
    public async Task PrepareQuestionsAsync(IEnumerable<Connection> leads, CancellationToken cancellation)
    {
        if (Questions != "properties")
            return;
        foreach (var question in leads.Where(Lead.IsCompleted).SelectMany(Lead.Questions).DistinctBy(PropertyOf))
        {
            if (!(await KnownAsync(cancellation)).ContainsKey(PropertyOf(question)))
                await CreateAsync(PropertyOf(question), question.Name, cancellation);
        }
    }

    /// <summary>Properties that the mapping needs and HubSpot lacks.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellation)
    {
        var known = await KnownAsync(cancellation);
        return [.. _mapping.Sources.Keys.Prepend(Key).Where(f => !known.ContainsKey(f))];
    }

    /// <summary>Those that a person must create.</summary>
    public static IReadOnlyList<string> Foreign(IEnumerable<string> fields) =>
        [.. fields.Where(f => !f.StartsWith(Ours, StringComparison.Ordinal))];

    /// <summary>Null when there is none yet.</summary>
    public async Task<bool?> IsKeyUsableAsync(CancellationToken cancellation) =>
        (await KnownAsync(cancellation)).TryGetValue(Key, out var property)
            ? (bool?)property["hasUniqueValue"] ?? false
            : null;

    /// <summary>Forgets what it knows of HubSpot's properties: somebody may have changed them.</summary>
    public void Forget() => _known = null;

    private static string Address(string address) => address.Trim().ToLowerInvariant();

    private static string PropertyOf(Question question) => Question + string.Concat(
        question.Id.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private async Task<Dictionary<string, JsonObject>> KnownAsync(CancellationToken cancellation)
    {
        if (_known is null)
        {
            var answer = await api.GetAsync(api.Properties, cancellation);
            if (!answer.IsSuccess)
                throw new TargetFaultException($"HubSpot does not show its properties: {answer.Message}");
            _known = answer.Results.ToDictionary(p => (string)p["name"]!, StringComparer.Ordinal);
        }
        return _known;
    }

    private async Task CreateAsync(string name, string label, CancellationToken cancellation)
    {
        if (!name.StartsWith(Ours, StringComparison.Ordinal))
            return;
        var property = new JsonObject
        {
            ["name"] = name,
            ["label"] = label.Length > 0 ? label : name,
            ["groupName"] = "contactinformation",
            ["type"] = "string",
            ["fieldType"] = "text",
            ["hasUniqueValue"] = name == Key,
        };
        var answer = await api.PostAsync(api.Properties, property, isRepeatable: true, cancellation);
        // Created meanwhile by a run beside this one, or by an attempt whose answer was lost.
        if (!answer.IsSuccess && answer.Status != HttpStatusCode.Conflict)
        {
            var way = name.StartsWith(Question, StringComparison.Ordinal)
                ? " With questions set to note, answers need no properties."
                : "";
            throw new TargetFaultException($"HubSpot does not create the property {name}: {answer.Message}{way}");
        }
        (await KnownAsync(cancellation))[name] = property;
    }
}
