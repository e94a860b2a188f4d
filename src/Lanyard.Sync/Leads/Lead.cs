using System.Globalization;
using Lanyard.Client;

namespace Lanyard.Sync.Leads;

/// <summary>
/// Values of a lead by the names that a mapping uses: the guide's paths (<c>contact.email</c>, <c>scanInfo</c>), what
/// is made of several of them (<c>contact.fullName</c>, <c>contact.address.line</c>; <c>details</c>: what most targets
/// have no field for, a line each), answers (<c>question:Lead rating</c>, by name or id) and fixed text
/// (<c>text:Trade Show</c>).
/// </summary>
internal static class Lead
{
    private const string Question = "question:";
    private const string Text = "text:";

    private static readonly Dictionary<string, Func<Connection, string?>> Sources = new(
        StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = l => l.Id,
        ["revision"] = l => l.Revision.ToString(CultureInfo.InvariantCulture),
        ["state"] = l => l.State,
        ["time"] = l => Time(l.Time),
        ["scanInfo"] = l => l.ScanInfo,
        ["source"] = l => l.Source,
        ["notes"] = l => Join("\n", Memos(l).Select(n => n.Text)),
        ["notes.files"] = l => Join("\n", Files(l).Select(f => f.Url)),
        ["profileQuestions"] = l => Join("\n", (l.ProfileQuestions ?? []).Select(q => $"{q.Name}: {Answers(q)}")),
        ["exhibitorQuestions"] = l => Join("\n", (l.ExhibitorQuestions ?? []).Select(q => $"{q.Name}: {Answers(q)}")),
        ["details"] = Details,
        ["contact.firstName"] = l => l.Contact?.FirstName,
        ["contact.lastName"] = l => l.Contact?.LastName,
        ["contact.lastNamePrefix"] = l => l.Contact?.LastNamePrefix,
        ["contact.lastNameWithPrefix"] = l => Join(" ", l.Contact?.LastNamePrefix, l.Contact?.LastName),
        ["contact.fullName"] = l =>
            Join(" ", l.Contact?.FirstName, l.Contact?.LastNamePrefix, l.Contact?.LastName, l.Contact?.Suffix),
        ["contact.firstInitials"] = l => l.Contact?.FirstInitials,
        ["contact.title"] = l => l.Contact?.Title,
        ["contact.suffix"] = l => l.Contact?.Suffix,
        ["contact.gender"] = l => l.Contact?.Gender,
        ["contact.company"] = l => l.Contact?.Company,
        ["contact.department"] = l => l.Contact?.Department,
        ["contact.jobFunction"] = l => l.Contact?.JobFunction,
        ["contact.email"] = l => l.Contact?.Email,
        ["contact.phone1"] = l => l.Contact?.Phone1,
        ["contact.phone2"] = l => l.Contact?.Phone2,
        ["contact.fax"] = l => l.Contact?.Fax,
        ["contact.website"] = l => l.Contact?.Website,
        ["contact.pictureUrl"] = l => l.Contact?.PictureUrl,
        ["contact.vatNumber"] = l => l.Contact?.VatNumber,
        ["contact.cocNumber"] = l => l.Contact?.CocNumber,
        ["contact.address.address"] = l => l.Contact?.Address?.Street,
        ["contact.address.houseNumber"] = l => l.Contact?.Address?.HouseNumber,
        ["contact.address.houseNumberSuffix"] = l => l.Contact?.Address?.HouseNumberSuffix,
        ["contact.address.line"] = l => StreetLine(l.Contact?.Address),
        ["contact.address.postalCode"] = l => l.Contact?.Address?.PostalCode,
        ["contact.address.city"] = l => l.Contact?.Address?.City,
        ["contact.address.state"] = l => l.Contact?.Address?.State,
        ["contact.address.country"] = l => l.Contact?.Address?.Country,
        ["contact.address.countryName"] = l => CountryName(l.Contact?.Address?.Country),
    };

    /// <summary>Where the number stands before the street.</summary>
    private static readonly HashSet<string> NumberFirst = new(StringComparer.OrdinalIgnoreCase)
    {
        "AU", "CA", "FR", "GB", "HK", "IE", "IN", "LU", "MC", "MY", "NZ", "PH", "SG", "TH", "US", "ZA",
    };

    /// <summary>Every source but the questions and fixed text.</summary>
    public static IReadOnlyCollection<string> Names => Sources.Keys;

    /// <summary>Its data may be seen. An erased lead, and one of any state unknown, is not completed.</summary>
    public static bool IsCompleted(Connection lead) =>
        string.Equals(lead.State, "completed", StringComparison.OrdinalIgnoreCase);

    public static bool IsSource(string source) => Sources.ContainsKey(source)
        || source.StartsWith(Question, StringComparison.Ordinal) || source.StartsWith(Text, StringComparison.Ordinal);

    /// <summary>Null for what is unknown or empty.</summary>
    public static string? Read(Connection lead, string source)
    {
        var value = source switch
        {
            _ when source.StartsWith(Text, StringComparison.Ordinal) => source[Text.Length..],
            _ when source.StartsWith(Question, StringComparison.Ordinal) => Answer(lead, source[Question.Length..]),
            _ => Sources[source](lead),
        };
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>Answers to all questions, the exhibitor's first.</summary>
    public static IEnumerable<Question> Questions(Connection lead) =>
        [.. lead.ExhibitorQuestions ?? [], .. lead.ProfileQuestions ?? []];

    public static string Answers(Question question) => Join("; ", (question.Answers ?? []).Select(a => a.Name)) ?? "";

    public static IEnumerable<Note> Memos(Connection lead) =>
        (lead.Notes ?? []).Where(n => string.Equals(n.Type, "memo", StringComparison.OrdinalIgnoreCase));

    /// <summary>Images and recordings, with their addresses.</summary>
    public static IEnumerable<(Note Note, string Url)> Files(Connection lead) =>
        from note in lead.Notes ?? [] let url = FileUrl(note) where url is not null select (note, url);

    /// <summary>Null for a memo.</summary>
    public static string? FileUrl(Note note) =>
        !string.IsNullOrEmpty(note.FileUrl) ? note.FileUrl : string.IsNullOrEmpty(note.File) ? null : note.File;

    /// <summary>ISO 8601 in UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Street and number, in the order of the country.</summary>
    public static string? StreetLine(Address? address)
    {
        if (address is null)
            return null;
        var number = $"{address.HouseNumber}{address.HouseNumberSuffix}";
        return NumberFirst.Contains(address.Country ?? "")
            ? Join(" ", number, address.Street) : Join(" ", address.Street, number);
    }

    /// <summary>The English name; the code itself where it is none of ISO 3166-1.</summary>
    public static string? CountryName(string? code)
    {
        if (string.IsNullOrEmpty(code))
            return null;
        try
        {
            return new RegionInfo(code).EnglishName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    private static string? Details(Connection lead)
    {
        (string Label, string? Value)[] labelled =
        [
            ("Department", lead.Contact?.Department), ("Second phone", lead.Contact?.Phone2),
            ("Fax", lead.Contact?.Fax),
            ("VAT number", lead.Contact?.VatNumber), ("Chamber of Commerce number", lead.Contact?.CocNumber),
            .. Questions(lead).Select(q => (q.Name, (string?)Answers(q))),
        ];
        return Join("\n", labelled.Where(l => !string.IsNullOrEmpty(l.Value)).Select(l => $"{l.Label}: {l.Value}"));
    }

    private static string? Answer(Connection lead, string question) => Join("; ",
        from asked in Questions(lead)
        where string.Equals(asked.Id, question, StringComparison.Ordinal)
            || string.Equals(asked.Name, question, StringComparison.OrdinalIgnoreCase)
        select Answers(asked));

    private static string? Join(string separator, params IEnumerable<string?> parts)
    {
        var text = string.Join(separator, parts.Where(p => !string.IsNullOrEmpty(p)));
        return text.Length == 0 ? null : text;
    }
}
