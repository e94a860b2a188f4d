using System.Text.Json.Serialization;

namespace Lanyard.Core.SelfRegistration;

/// <summary>What a registration form does with something that it can ask for.</summary>
[JsonConverter(typeof(DemandConverter))]
public enum Demand
{
    No,
    Optional,
    Required,
}

/// <summary>A contact field that is asked.</summary>
/// <param name="Name">One of <see cref="FormFields.Names"/>: the name in the guide's <c>contact</c>, such as
/// <c>firstName</c> or <c>address.city</c>.</param>
public sealed record FormField(string Name, bool Required = false);

/// <summary>A profile question that is asked.</summary>
/// <param name="Key">The key of the event's profile question.</param>
public sealed record FormQuestion(string Key, bool Required = false);

/// <summary>The organiser's own words in one language: plain text, a blank line begins a paragraph.</summary>
/// <param name="Introduction">Above the form.</param>
/// <param name="Consent">What a person agrees to, beside the box to tick.</param>
/// <param name="Thanks">Above the confirmation's QR code.</param>
public sealed record FormTexts(string? Introduction = null, string? Consent = null, string? Thanks = null);

/// <summary>How people register themselves for an event, as the organiser sets it.</summary>
public sealed record FormSettings
{
    /// <summary>The languages that pages and texts come in, by their ISO 639-1 codes; the first is the one where no other
    /// is asked for.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "fr", "nl", "es"];

    internal static IReadOnlyList<FormField> UsualFields { get; } =
    [
        new("firstName", Required: true), new("lastName", Required: true), new("email", Required: true), new("company"),
    ];

    /// <summary>Whether registrations are taken, within <see cref="OpensAt"/> and <see cref="ClosesAt"/>.</summary>
    public bool Open { get; init; }

    /// <summary>The first moment that registrations are taken; null: at once.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>The moment from which none is taken; null: never.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>The most people who can register themselves; null: any number.</summary>
    public int? Capacity { get; init; }

    /// <summary>The contact fields that are asked, in this order. Left out: first and last name and e-mail address, which
    /// are required, and company.</summary>
    public IReadOnlyList<FormField> Fields { get; init; } = UsualFields;

    /// <summary>The titles to choose from; with none, a title that is asked is typed.</summary>
    public IReadOnlyList<string> Titles { get; init; } = [];

    /// <summary>Whether telephone numbers must exist in form; they are then kept in international notation.</summary>
    public bool ChecksPhones { get; init; }

    /// <summary>ISO 3166-1 code of the country of numbers without a country's prefix, where the person gives none.</summary>
    public string? PhoneCountry { get; init; }

    /// <summary>Whether a photograph is asked.</summary>
    public Demand Photo { get; init; }

    /// <summary>Whether consent is asked: <see cref="FormTexts.Consent"/> says to what.</summary>
    public Demand Consent { get; init; }

    /// <summary>The profile questions that are asked, in this order.</summary>
    public IReadOnlyList<FormQuestion> Questions { get; init; } = [];

    /// <summary>The organiser's texts by language, see <see cref="Languages"/>.</summary>
    public IReadOnlyDictionary<string, FormTexts> Texts { get; init; } =
        new Dictionary<string, FormTexts>(StringComparer.Ordinal);

    /// <summary>The colour of the page's head and button, as <c>#rrggbb</c>; white text must be legible on it.</summary>
    public string? AccentColour { get; init; }

    /// <summary>The text in this language, or in the first of <see cref="Languages"/> that has it.</summary>
    public string? TextOrNull(string language, Func<FormTexts, string?> part) =>
        Languages.Prepend(language)
            .Select(code => Texts.TryGetValue(code, out var texts) ? part(texts) : null)
            .FirstOrDefault(text => text is not null);
}

/// <summary>The names of a <see cref="Demand"/> in JSON: <c>no</c>, <c>optional</c>, <c>required</c>.</summary>
public sealed class DemandConverter()
    : JsonStringEnumConverter<Demand>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FormSettings))]
[JsonSerializable(typeof(Dictionary<string, FormTexts>))]
internal sealed partial class FormJson : JsonSerializerContext;
