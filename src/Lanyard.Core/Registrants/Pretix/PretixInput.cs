using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>Which event in pretix the registrants of an event come from, and how.</summary>
public sealed record PretixInput
{
    /// <summary>Where pretix is, such as <c>https://pretix.eu</c>.</summary>
    public string? Url { get; set; }

    /// <summary>The organiser's short form in pretix, as in its addresses.</summary>
    public string? Organiser { get; set; }

    /// <summary>The event's short form in pretix.</summary>
    public string? Event { get; set; }

    /// <summary>An API token of a team that may see the event's orders. Null: the one that was given before.</summary>
    public string? Token { get; set; }

    /// <summary>The numbers of the products whose buyers are registrants; none: every admission product.</summary>
    public IReadOnlyList<long> Products { get; set; } = [];

    /// <summary>The number of the one date of an event series that is meant; null: all.</summary>
    public long? Date { get; set; }

    /// <summary>Whether orders that are not paid yet count.</summary>
    public bool Pending { get; set; }

    /// <summary>
    /// The key of the profile question that a question in pretix answers, by the latter's identifier; null leaves it out.
    /// One that is not named here answers the profile question whose key is its identifier.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Questions { get; set; } = new Dictionary<string, string?>();

    /// <summary>Whether profile questions are made, and their options completed, from the questions in pretix.</summary>
    public bool CreateQuestions { get; set; }

    /// <summary>Minutes between two runs.</summary>
    public int IntervalMinutes { get; set; } = 5;

    /// <summary>Names the type alone: a token must not reach a log by accident.</summary>
    public override string ToString() => nameof(PretixInput);

    /// <summary>Every fault of the input, and the input to keep if there is none.</summary>
    /// <param name="allowPlain">Whether an address without TLS is taken.</param>
    public static IReadOnlyList<FieldFault> Check(PretixInput input, bool allowPlain, out PretixInput normalised)
    {
        var faults = new Faults();
        var url = TextRules.Clean(input.Url)?.TrimEnd('/');
        if (url is null)
            faults.Add("url", "is required");
        else if (!IsAddress(url, allowPlain))
            faults.Add("url", allowPlain ? "must be an address such as https://pretix.eu" : "must be an https address such as https://pretix.eu");
        CheckSlug("organiser", input.Organiser, faults);
        CheckSlug("event", input.Event, faults);
        var token = TextRules.Clean(input.Token);
        if (token is not null && (token.Length > 200 || !token.All(char.IsAsciiLetterOrDigit)))
            faults.Add("token", "must be letters and digits");
        if (input.IntervalMinutes is < 1 or > 1440)
            faults.Add("intervalMinutes", "must be from 1 to 1440");
        if (input.Products is null || input.Products.Count > 500)
            faults.Add("products", "must be at most 500 numbers");
        if (input.Questions is null || input.Questions.Count > 200)
            faults.Add("questions", "must be at most 200");
        else if (input.Questions.Any(q => q.Key.Length > 190 || q.Value?.Length > 100))
            faults.Add("questions", "must name questions by identifier and key");
        normalised = input with
        {
            Url = url, Organiser = TextRules.Clean(input.Organiser), Event = TextRules.Clean(input.Event), Token = token,
        };
        return faults.List;
    }

    internal string Store() => JsonSerializer.Serialize(this with { Token = null }, PretixStoreJson.Default.PretixInput);

    internal static PretixInput Read(string stored) => JsonSerializer.Deserialize(stored, PretixStoreJson.Default.PretixInput)!;

    private static void CheckSlug(string field, string? slug, Faults faults)
    {
        if (TextRules.Clean(slug) is not { } text)
            faults.Add(field, "is required");
        else if (text.Length > 50 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || text.All(c => c == '.'))
            faults.Add(field, "must be the short form that stands in pretix's addresses");
    }

    private static bool IsAddress(string url, bool allowPlain) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (allowPlain && uri.Scheme == Uri.UriSchemeHttp))
        && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}

/// <summary>How settings, progress and status are stored.</summary>
[JsonSerializable(typeof(PretixInput))]
[JsonSerializable(typeof(PretixProgress))]
[JsonSerializable(typeof(PretixStatus))]
internal sealed partial class PretixStoreJson : JsonSerializerContext;
