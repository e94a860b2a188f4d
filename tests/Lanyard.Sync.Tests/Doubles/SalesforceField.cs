using System.Text.Json.Nodes;

namespace Lanyard.Sync.Tests.Doubles;

/// <summary>A field of an object in Salesforce, as it describes itself.</summary>
internal sealed record SalesforceField(
    string Name, string Type, int Length, bool IsRequired = false, bool IsKey = false)
{
    /// <summary>The values that it allows; any when there are none.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public static Dictionary<string, SalesforceField> OfLead() => Named(
        new("Company", "string", 255, IsRequired: true), new("Street", "textarea", 255), new("City", "string", 40),
        new("State", "string", 80), new(
            "PostalCode", "string", 20), new("Country", "string", 80), new("Website", "url", 255),
        new("LR_Department__c", "string", 255));

    public static Dictionary<string, SalesforceField> OfContact() => Named(
        new("Department", "string", 80), new("MailingStreet", "textarea", 255), new("MailingCity", "string", 40),
        new("MailingState", "string", 80), new("MailingPostalCode", "string", 20), new("MailingCountry", "string", 80));

    public static Dictionary<string, SalesforceField> OfTask() => new(StringComparer.Ordinal)
    {
        ["WhoId"] = new("WhoId", "reference", 18),
        ["Subject"] = new("Subject", "string", 255),
        ["Description"] = new("Description", "textarea", 32000),
        ["Status"] = new("Status", "picklist", 255, IsRequired: true),
        ["ActivityDate"] = new("ActivityDate", "date", 0),
    };

    public JsonObject Describe() => new()
    {
        ["name"] = Name,
        ["type"] = Type,
        ["length"] = Length,
        ["nillable"] = !IsRequired,
        ["defaultedOnCreate"] = false,
        ["createable"] = true,
        ["updateable"] = true,
        ["externalId"] = IsKey,
        ["unique"] = IsKey,
        ["restrictedPicklist"] = Choices.Count > 0,
        ["picklistValues"] = new JsonArray(
            [.. Choices.Select(c => new JsonObject { ["value"] = c, ["active"] = true })]),
    };

    private static Dictionary<string, SalesforceField> Named(params SalesforceField[] fields) =>
        fields.Concat(
        [
            new("FirstName", "string", 40), new(
                "LastName", "string", 80, IsRequired: true), new("Salutation", "picklist", 40),
            new("Title", "string", 128), new(
                "Email", "email", 80), new("Phone", "phone", 40), new("MobilePhone", "phone", 40),
            new("Fax", "phone", 40), new(
                "LeadSource", "picklist", 255), new("LR_Connection_Id__c", "string", 32, IsKey: true),
            new("LR_Scan_Time__c", "datetime", 0), new(
                "LR_Scan_Info__c", "string", 255), new("LR_Vat__c", "string", 255),
        ]).ToDictionary(f => f.Name, StringComparer.Ordinal);
}
