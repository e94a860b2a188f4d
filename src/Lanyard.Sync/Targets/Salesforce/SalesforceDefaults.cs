namespace Lanyard.Sync.Targets.Salesforce;

/// <summary>The default mapping to leads and to contacts.</summary>
internal static class SalesforceDefaults
{
    private static readonly Dictionary<string, string> Both = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FirstName"] = "contact.firstName",
        ["LastName"] = "contact.lastNameWithPrefix",
        ["LR_Initials__c"] = "contact.firstInitials",
        ["Salutation"] = "contact.title",
        ["Suffix"] = "contact.suffix",
        ["LR_Gender__c"] = "contact.gender",
        ["Title"] = "contact.jobFunction",
        ["Email"] = "contact.email",
        ["Phone"] = "contact.phone1",
        ["MobilePhone"] = "contact.phone2",
        ["Fax"] = "contact.fax",
        ["LR_Vat__c"] = "contact.vatNumber",
        ["LR_Coc__c"] = "contact.cocNumber",
        ["LR_Picture_Url__c"] = "contact.pictureUrl",
        ["LR_Scan_Time__c"] = "time",
        ["LR_Scan_Info__c"] = "scanInfo",
        ["LeadSource"] = "text:Trade Show",
    };

    private static readonly Dictionary<string, string> OfContact = new(Both, StringComparer.OrdinalIgnoreCase)
    {
        ["LR_Company__c"] = "contact.company",
        ["Department"] = "contact.department",
        ["LR_Website__c"] = "contact.website",
        ["MailingStreet"] = "contact.address.line",
        ["MailingCity"] = "contact.address.city",
        ["MailingState"] = "contact.address.state",
        ["MailingPostalCode"] = "contact.address.postalCode",
        ["MailingCountry"] = "contact.address.countryName",
    };

    public static IReadOnlyDictionary<string, string> OfLead { get; } =
        new Dictionary<string, string>(Both, StringComparer.OrdinalIgnoreCase)
    {
        ["Company"] = "contact.company",
        ["LR_Department__c"] = "contact.department",
        ["Website"] = "contact.website",
        ["Street"] = "contact.address.line",
        ["City"] = "contact.address.city",
        ["State"] = "contact.address.state",
        ["PostalCode"] = "contact.address.postalCode",
        ["Country"] = "contact.address.countryName",
    };

    public static IReadOnlyDictionary<string, string> Of(string name) => name == "Contact" ? OfContact : OfLead;

    /// <summary>What Salesforce demands of each.</summary>
    public static IReadOnlyList<string> Required(string name) =>
        name == "Contact" ? ["LastName"] : ["LastName", "Company"];

    /// <summary>The field as a person would create it.</summary>
    public static string Describe(string field) => field switch
    {
        "LR_Scan_Time__c" => $"{field} (Date/Time)",
        "LR_Picture_Url__c" or "LR_Website__c" => $"{field} (URL)",
        _ when field.EndsWith("__c", StringComparison.Ordinal) => $"{field} (Text, length 255)",
        _ => field,
    };
}
