using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>The table that the user asks for: its name and its columns.</summary>
internal sealed class LeadTable
{
    /// <summary>Every field of the guide's record.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields =
        new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = "id",
        ["revision"] = "revision",
        ["state"] = "state",
        ["time"] = "time",
        ["source"] = "source",
        ["scan_info"] = "scanInfo",
        ["title"] = "contact.title",
        ["first_name"] = "contact.firstName",
        ["first_initials"] = "contact.firstInitials",
        ["last_name_prefix"] = "contact.lastNamePrefix",
        ["last_name"] = "contact.lastName",
        ["suffix"] = "contact.suffix",
        ["gender"] = "contact.gender",
        ["company"] = "contact.company",
        ["department"] = "contact.department",
        ["job_function"] = "contact.jobFunction",
        ["email"] = "contact.email",
        ["phone1"] = "contact.phone1",
        ["phone2"] = "contact.phone2",
        ["fax"] = "contact.fax",
        ["website"] = "contact.website",
        ["street"] = "contact.address.address",
        ["house_number"] = "contact.address.houseNumber",
        ["house_number_suffix"] = "contact.address.houseNumberSuffix",
        ["postal_code"] = "contact.address.postalCode",
        ["city"] = "contact.address.city",
        ["address_state"] = "contact.address.state",
        ["country"] = "contact.address.country",
        ["vat_number"] = "contact.vatNumber",
        ["coc_number"] = "contact.cocNumber",
        ["picture_url"] = "contact.pictureUrl",
        ["profile_questions"] = "profileQuestions",
        ["exhibitor_questions"] = "exhibitorQuestions",
        ["notes"] = "notes",
    };

    private LeadTable(TableName name, List<Column> columns)
    {
        (Name, Columns) = (name, columns);
        (Key, Revision) = (Only(ColumnKind.Key, "id"), Only(ColumnKind.Revision, "revision"));
    }

    public TableName Name { get; }

    public IReadOnlyList<Column> Columns { get; }

    public Column Key { get; }

    public Column Revision { get; }

    /// <summary>The mapping in words: while it stays the same, rows that are there need not be written again.</summary>
    public string Mapping => string.Join('\n', Columns.Select(c => $"{c.Name}: {c.Source}"));

    /// <exception cref="TargetFaultException">The name or the mapping is wrong.</exception>
    public static LeadTable Create(TargetSettings settings)
    {
        var mapping = FieldMapping.Create(Fields, settings.Fields);
        var columns = mapping.Sources.Select(s => new Column(s.Key, s.Value));
        return new(TableName.Parse(settings.Or("table", "leads")), [.. columns]);
    }

    /// <summary>The values of a lead in the order of the columns, as text.</summary>
    public string?[] Row(Connection lead)
    {
        var values = new string?[Columns.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Columns[i].Read(lead);
        return values;
    }

    private Column Only(ColumnKind kind, string source) =>
        Columns.Where(c => c.Kind == kind).ToList() is [var column] ? column : throw new TargetFaultException(
            $"The table {Name} needs one column for {source}: "
            + "id and revision tell which row a lead has, and how new it is.");
}
