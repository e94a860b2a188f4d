using System.Globalization;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Tryton;

/// <summary>A lead in Tryton's terms. Of one that may not be seen nothing is left but its marker.</summary>
internal sealed class TrytonLead
{
    public const string Mark = "LR:";
    public const string ErasedName = "[erased]";

    private const string OpportunityField = "opportunity.";

    /// <summary>Tryton's types of contact mechanism.</summary>
    public static readonly IReadOnlySet<string> MechanismTypes = new HashSet<string>(StringComparer.Ordinal)
    {
        "email", "phone", "mobile", "fax", "website", "skype", "sip", "irc", "jabber", "other",
    };

    public static readonly IReadOnlySet<string> AddressFields = new HashSet<string>(StringComparer.Ordinal)
    {
        "street", "postal_code", "city", "subdivision", "country",
    };

    private readonly Dictionary<string, string?> _party = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _mechanisms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _address = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _opportunity = new(StringComparer.Ordinal);

    /// <param name="isText">Whether a field of the mapping takes several lines.</param>
    public TrytonLead(Connection connection, FieldMapping mapping, Func<string, bool> isText)
    {
        Connection = connection;
        IsErased = !Lead.IsCompleted(connection);
        foreach (var (field, read) in mapping.Apply(connection))
        {
            var value = IsErased || read is null ? null : isText(field) ? Lines(read) : OneLine(read);
            if (MechanismTypes.Contains(field))
                _mechanisms[field] = value;
            else if (AddressFields.Contains(field))
                _address[field] = value;
            else if (OpportunityFieldOrNull(field) is { } name)
                _opportunity[name] = value;
            else
                _party[field] = value;
        }
        _party["name"] = _party.GetValueOrDefault("name") ?? OneLine(Name(connection, IsErased));
    }

    public Connection Connection { get; }

    public string Id => Connection.Id;

    public bool IsErased { get; }

    /// <summary>What it is found by in Tryton.</summary>
    public string Marker => Mark + Id;

    public IReadOnlyDictionary<string, string?> Party => _party;

    /// <summary>By type; null for one that the lead does not have.</summary>
    public IReadOnlyDictionary<string, string?> Mechanisms => _mechanisms;

    public IReadOnlyDictionary<string, string?> Address => _address;

    public IReadOnlyDictionary<string, string?> Opportunity => _opportunity;

    public bool HasAddress => _address.Values.Any(v => v is not null);

    public static bool IsPartyField(string field) =>
        !MechanismTypes.Contains(field) && !AddressFields.Contains(field) && OpportunityFieldOrNull(field) is null;

    /// <summary>The opportunity's field that a field of a mapping means; null where it means another.</summary>
    public static string? OpportunityFieldOrNull(string field) =>
        field.StartsWith(OpportunityField, StringComparison.Ordinal) ? field[OpportunityField.Length..] : null;

    /// <summary>All that has no field of its own, for people to read.</summary>
    public string Text()
    {
        var contact = Connection.Contact;
        var lines = new List<string>
        {
            Marker,
            Line("Scanned", string.Create(
                CultureInfo.InvariantCulture, $"{Connection.Time.UtcDateTime:yyyy-MM-dd HH:mm} UTC")),
            Line("By", Connection.ScanInfo),
            Line("Company", contact?.Company),
            Line("Department", contact?.Department),
            Line("Job function", contact?.JobFunction),
            Line("VAT number", contact?.VatNumber),
            Line("Chamber of commerce number", contact?.CocNumber),
        };
        lines.AddRange(Lead.Questions(Connection).Select(q => Line(q.Name, Lead.Answers(q))));
        lines.AddRange(
            from memo in Lead.Memos(Connection)
            select Line(memo.ScanInfo is { Length: > 0 } who ? $"Memo of {who}" : "Memo", memo.Text));
        return Lines(string.Join('\n', lines.Where(l => l.Length > 0)))!;
    }

    // Tryton refuses line breaks where it shows one line.
    private static string? OneLine(string text) =>
        Lines(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static string? Lines(string text) => Clean(text) is { Length: > 0 } lines ? lines : null;

    private static string Clean(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Select(c => char.IsControl(c) && c != '\n' ? ' ' : c)).Trim();

    private static string Line(string label, string? value) => string.IsNullOrEmpty(value) ? "" : $"{label}: {value}";

    private static string Name(Connection connection, bool isErased) => isErased
        ? ErasedName
        : Lead.Read(connection, "contact.company") ?? Lead.Read(connection, "contact.email") ?? "[not provided]";
}
