using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Lanyard.Core.Registrants;

/// <summary>Turns the JSON of one registrant into an <see cref="ImportLine"/>.</summary>
internal static class RegistrantJson
{
    private static readonly string[] Names = ["key", "code", "contact", "answers", "consent"];
    private static readonly string[] AnswerNames = ["question", "options", "text"];
    private static readonly string[] ConsentNames = ["state", "at", "version"];

    private static readonly string[] AddressNames =
        ["address", "city", "country", "houseNumber", "houseNumberSuffix", "postalCode", "state"];

    private static readonly string[] ContactNames =
    [
        "address", "cocNumber", "company", "department", "email", "fax", "firstInitials", "firstName", "gender",
        "jobFunction", "lastName", "lastNamePrefix", "phone1", "phone2", "pictureUrl", "suffix", "title", "vatNumber",
        "website",
    ];

    /// <summary>Reads one registrant.</summary>
    /// <param name="number">The number the record has among its like.</param>
    /// <param name="json">The bytes of one JSON value.</param>
    /// <param name="key">The key in the address: the JSON may leave it out, not contradict it.</param>
    /// <exception cref="JsonException">The bytes are not one JSON value.</exception>
    public static ImportLine Read(long number, ReadOnlyMemory<byte> json, string? key = null)
    {
        if (!Utf8.IsValid(json.Span))
            return Fault(number, "must be valid UTF-8");
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return Fault(number, "must be an object");
        var faults = new Faults();
        var input = Map(document.RootElement, key, faults);
        faults.AddNew(RegistrantRules.Check(input, out var normalised));
        return faults.List.Count == 0 ? new(number, normalised, []) : new(number, Input: null, faults.List);
    }

    /// <summary>A record that is at fault as a whole.</summary>
    public static ImportLine Fault(long number, string reason) => new(number, Input: null, [new("", reason)]);

    private static RegistrantInput Map(JsonElement root, string? key, Faults faults)
    {
        var fields = new JsonFields(root, "", Names, faults);
        var sent = fields.Text("key");
        if (key is not null && sent is not null && TextRules.Clean(sent) != TextRules.Clean(key))
            faults.Add("key", "must be the key in the address, or left out");
        return new RegistrantInput
        {
            Key = sent ?? key ?? "",
            Code = fields.Text("code"),
            Contact = MapContact(new(fields.Find("contact"), "contact", ContactNames, faults), faults),
            Answers = fields.Items("answers")
                .Select((answer, i) => MapAnswer(answer, $"answers[{i}]", faults))
                .ToList(),
            Consent = fields.Find("consent") is { ValueKind: not JsonValueKind.Null } consent
                ? MapConsent(new(consent, "consent", ConsentNames, faults), faults)
                : null,
        };
    }

    private static ConsentInput MapConsent(JsonFields fields, Faults faults)
    {
        var state = ConsentStates.ParseOrNull(fields.Text("state"));
        if (state is null)
            faults.AddNew([new("consent.state", "must be yes, no or unknown")]);
        var at = fields.Text("at");
        var time = default(DateTimeOffset);
        if (at is not null && !DateTimeOffset.TryParse(
            at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
        {
            faults.Add("consent.at", "must be a time such as 2026-11-24T09:00:00Z");
        }
        return new ConsentInput
        {
            State = state ?? ConsentState.Unknown, At = at is null ? null : time, Version = fields.Text("version"),
        };
    }

    private static Contact MapContact(JsonFields fields, Faults faults) => new()
    {
        Address = MapAddress(new(fields.Find("address"), "contact.address", AddressNames, faults)),
        CocNumber = fields.Text("cocNumber"),
        Company = fields.Text("company"),
        Department = fields.Text("department"),
        Email = fields.Text("email"),
        Fax = fields.Text("fax"),
        FirstInitials = fields.Text("firstInitials"),
        FirstName = fields.Text("firstName"),
        Gender = fields.Text("gender"),
        JobFunction = fields.Text("jobFunction"),
        LastName = fields.Text("lastName"),
        LastNamePrefix = fields.Text("lastNamePrefix"),
        Phone1 = fields.Text("phone1"),
        Phone2 = fields.Text("phone2"),
        PictureUrl = fields.Text("pictureUrl"),
        Suffix = fields.Text("suffix"),
        Title = fields.Text("title"),
        VatNumber = fields.Text("vatNumber"),
        Website = fields.Text("website"),
    };

    private static Address MapAddress(JsonFields fields) => new()
    {
        Street = fields.Text("address"),
        City = fields.Text("city"),
        Country = fields.Text("country"),
        HouseNumber = fields.Text("houseNumber"),
        HouseNumberSuffix = fields.Text("houseNumberSuffix"),
        PostalCode = fields.Text("postalCode"),
        State = fields.Text("state"),
    };

    private static ProfileAnswerInput MapAnswer(JsonElement answer, string path, Faults faults)
    {
        var fields = new JsonFields(answer, path, AnswerNames, faults);
        return new ProfileAnswerInput
        {
            Question = fields.Text("question") ?? "",
            Options = fields.Items("options")
                .Select((option, i) => JsonFields.TextOf(option, $"{path}.options[{i}]", faults) ?? "")
                .ToList(),
            Text = fields.Text("text"),
        };
    }
}
