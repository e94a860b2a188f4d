namespace Lanyard.Sync.Targets.Odoo;

/// <summary>A model that leads can go to, and what goes where unless the user says otherwise.</summary>
internal sealed record OdooModel(string Name, IReadOnlyDictionary<string, string> Fields)
{
    private static readonly Dictionary<string, string> Common = new(StringComparer.Ordinal)
    {
        ["name"] = "contact.fullName",
        ["title"] = "contact.title",
        ["function"] = "contact.jobFunction",
        ["phone"] = "contact.phone1",
        ["mobile"] = "contact.phone2",
        ["website"] = "contact.website",
        ["street"] = "contact.address.line",
        ["zip"] = "contact.address.postalCode",
        ["city"] = "contact.address.city",
        ["state_id"] = "contact.address.state",
        ["country_id"] = "contact.address.country",
    };

    public static OdooModel Leads { get; } = new("crm.lead", new Dictionary<string, string>(Common)
    {
        ["contact_name"] = "contact.fullName",
        ["partner_name"] = "contact.company",
        ["email_from"] = "contact.email",
        ["description"] = "details",
        ["type"] = "text:lead",
    });

    public static OdooModel Partners { get; } = new("res.partner", new Dictionary<string, string>(Common)
    {
        ["company_name"] = "contact.company",
        ["email"] = "contact.email",
        ["comment"] = "details",
    });

    public static OdooModel Find(TargetSettings settings) => settings.Or("model", Leads.Name) switch
    {
        "crm.lead" => Leads,
        "res.partner" => Partners,
        var other => throw new TargetFaultException(
            $"model of the target {settings.Name} must be crm.lead or res.partner, not {other}."),
    };
}
