namespace Lanyard.Sync.Targets.Dynamics;

/// <summary>A table that leads can go to, and what goes where unless the user says otherwise.</summary>
internal sealed record DynamicsTable(
    string Set, string Name, string Title, string Notes, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Holds the id of the connection.</summary>
    public const string KeyColumn = "lr_connectionid";

    private static readonly Dictionary<string, string> Common = new(StringComparer.Ordinal)
    {
        ["firstname"] = "contact.firstName",
        ["lastname"] = "contact.lastNameWithPrefix",
        ["middlename"] = "contact.firstInitials",
        ["salutation"] = "contact.title",
        ["jobtitle"] = "contact.jobFunction",
        ["emailaddress1"] = "contact.email",
        ["telephone1"] = "contact.phone1",
        ["mobilephone"] = "contact.phone2",
        ["fax"] = "contact.fax",
        ["websiteurl"] = "contact.website",
        ["address1_line1"] = "contact.address.line",
        ["address1_city"] = "contact.address.city",
        ["address1_stateorprovince"] = "contact.address.state",
        ["address1_postalcode"] = "contact.address.postalCode",
        ["address1_country"] = "contact.address.countryName",
        ["lr_vatnumber"] = "contact.vatNumber",
        ["lr_cocnumber"] = "contact.cocNumber",
        ["lr_scantime"] = "time",
        ["lr_scannedby"] = "scanInfo",
        ["lr_answers"] = "exhibitorQuestions",
        ["lr_profile"] = "profileQuestions",
    };

    public static DynamicsTable Contacts { get; } = new(
        "contacts", "contact", "Contact", "Contact_Annotation", new Dictionary<string, string>(Common)
    {
        ["suffix"] = "contact.suffix",
        ["gendercode"] = "contact.gender",
        ["department"] = "contact.department",
        ["lr_company"] = "contact.company",
    });

    public static DynamicsTable Leads { get; } = new(
        "leads", "lead", "Lead", "Lead_Annotation", new Dictionary<string, string>(Common)
    {
        ["subject"] = "contact.fullName",
        ["companyname"] = "contact.company",
        ["leadsourcecode"] = "text:7",
        ["lr_suffix"] = "contact.suffix",
        ["lr_department"] = "contact.department",
    });

    public string Metadata => $"EntityDefinitions(LogicalName='{Name}')";

    public static DynamicsTable Find(TargetSettings settings) => settings.Or("table", Contacts.Set) switch
    {
        "contacts" => Contacts,
        "leads" => Leads,
        var other => throw new TargetFaultException(
            $"table of the target {settings.Name} must be contacts or leads, not {other}."),
    };

    public string Row(string connection)
    {
        var quoted = connection.Replace("'", "''", StringComparison.Ordinal);
        return $"{Set}({KeyColumn}='{Uri.EscapeDataString(quoted)}')";
    }
}
