using System.Globalization;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.SelfRegistration;

/// <summary>What the settings of a registration form must be to be kept.</summary>
internal static class FormRules
{
    private const int LongestText = 4000;
    private const int LongestTitle = 50;
    private const int MostTitles = 50;
    private const int MostPeople = 10_000_000;

    // WCAG 2.2, 1.4.3: text of normal size.
    private const double LeastContrast = 4.5;

    /// <summary>Finds every fault of the settings.</summary>
    /// <param name="questions">Keys of the event's profile questions.</param>
    /// <param name="normalised">The settings to keep if there is no fault: texts trimmed, null for blank.</param>
    public static IReadOnlyList<FieldFault> Check(
        FormSettings settings, IReadOnlyCollection<string> questions, out FormSettings normalised)
    {
        var faults = new Faults();
        normalised = settings with
        {
            // What is left out of JSON comes as null here, whatever a new record begins with.
            Fields = settings.Fields ?? FormSettings.UsualFields,
            Titles = [.. (settings.Titles ?? []).Select(TextRules.Clean).OfType<string>()],
            PhoneCountry = TextRules.Clean(settings.PhoneCountry)?.ToUpperInvariant(),
            Questions = settings.Questions ?? [],
            Texts = Clean(settings.Texts),
            AccentColour = TextRules.Clean(settings.AccentColour)?.ToLowerInvariant(),
        };
        if (settings.ClosesAt <= settings.OpensAt)
            faults.Add("closesAt", "must be after opensAt");
        if (settings.Capacity is < 1 or > MostPeople)
            faults.Add("capacity", $"must be 1 to {MostPeople}, or null for any number");
        CheckAsked("fields", normalised.Fields.Select(f => f?.Name), FormFields.Names, "a contact field", faults);
        CheckAsked("questions", normalised.Questions.Select(q => q?.Key), questions, "a profile question", faults);
        if (!normalised.Fields.Any(field => field is { Required: true, Name: "lastName" or "firstName" or "company" }))
            faults.Add("fields", "must require the first name, the last name or the company: it stands on the badge");
        CheckTitles(normalised.Titles, faults);
        if (normalised.PhoneCountry is { } country && !Countries.Codes.Contains(country))
            faults.Add("phoneCountry", "must be an ISO 3166-1 code of two letters");
        CheckTexts(normalised, faults);
        if (normalised.AccentColour is { } colour && ColourFaultOrNull(colour) is { } wrong)
            faults.Add("accentColour", wrong);
        return faults.List;
    }

    private static void CheckAsked(
        string field, IEnumerable<string?> names, IReadOnlyCollection<string> known, string what, Faults faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, name) in names.Index())
        {
            if (name is null || !known.Contains(name))
                faults.Add($"{field}[{i}]", $"is not {what} that can be asked");
            else if (!seen.Add(name))
                faults.Add($"{field}[{i}]", "is asked twice");
        }
    }

    private static void CheckTitles(IReadOnlyList<string> titles, Faults faults)
    {
        if (titles.Count > MostTitles)
            faults.Add("titles", $"must be at most {MostTitles}");
        foreach (var (i, title) in titles.Index())
        {
            if (TextRules.FaultOrNull(title, LongestTitle) is { } reason)
                faults.Add($"titles[{i}]", reason);
        }
        if (titles.Distinct(StringComparer.Ordinal).Count() != titles.Count)
            faults.Add("titles", "must not name one twice");
    }

    private static void CheckTexts(FormSettings settings, Faults faults)
    {
        foreach (var (language, texts) in settings.Texts)
        {
            if (!FormSettings.Languages.Contains(language, StringComparer.Ordinal))
                faults.Add("texts", $"must be in {string.Join(", ", FormSettings.Languages)}");
            foreach (var (name, text) in new[]
            {
                ("introduction", texts.Introduction), ("consent", texts.Consent), ("thanks", texts.Thanks),
            })
            {
                if (text is not null && TextRules.FaultOrNull(text, LongestText, lines: true) is { } reason)
                    faults.Add($"texts.{language}.{name}", reason);
            }
        }
        if (settings.Consent is not Demand.No && settings.Texts.Values.All(texts => texts.Consent is null))
            faults.Add("consent", "needs a text in at least one language that says what a person agrees to");
    }

    private static Dictionary<string, FormTexts> Clean(IReadOnlyDictionary<string, FormTexts>? texts)
    {
        var clean = new Dictionary<string, FormTexts>(StringComparer.Ordinal);
        foreach (var (language, given) in texts ?? new Dictionary<string, FormTexts>(StringComparer.Ordinal))
        {
            var kept = new FormTexts(
                TextRules.Clean(given?.Introduction), TextRules.Clean(given?.Consent), TextRules.Clean(given?.Thanks));
            if (kept != new FormTexts())
                clean[language] = kept;
        }
        return clean;
    }

    private static string? ColourFaultOrNull(string colour)
    {
        if (colour.Length != 7 || colour[0] != '#'
            || !int.TryParse(colour.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
        {
            return "must be a colour such as #0b5cad";
        }
        var luminance = 0.2126 * Linear(rgb >> 16) + 0.7152 * Linear((rgb >> 8) & 255) + 0.0722 * Linear(rgb & 255);
        return 1.05 / (luminance + 0.05) >= LeastContrast
            ? null
            : "is too light: white text on it has less contrast than 4.5 to 1";
    }

    private static double Linear(int channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
