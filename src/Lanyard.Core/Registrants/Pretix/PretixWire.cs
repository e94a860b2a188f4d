using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>A page of a list in pretix's REST API. There are more when <see cref="Next"/> is set.</summary>
internal sealed record PretixPage<T>(long Count, string? Next, List<T> Results)
{
    /// <summary>pretix's own time at the beginning of the answer, where it tells it.</summary>
    [JsonIgnore]
    public DateTimeOffset? GeneratedAt { get; set; }
}

internal sealed record PretixOrganiser(string? Slug);

internal sealed record PretixEvent(JsonElement Name);

internal sealed record PretixProduct(long Id, JsonElement Name, bool Admission);

internal sealed record PretixQuestion(long Id, string? Identifier, JsonElement Question, string? Type, List<PretixOption>? Options);

internal sealed record PretixOption(string? Identifier, JsonElement Answer);

internal sealed record PretixOrder
{
    public string Code { get; set; } = "";

    /// <summary><c>n</c> pending, <c>p</c> paid, <c>e</c> expired, <c>c</c> cancelled.</summary>
    public string Status { get; set; } = "";

    [JsonPropertyName("testmode")]
    public bool TestMode { get; set; }

    public bool RequireApproval { get; set; }
    public bool ValidIfPending { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public PretixInvoiceAddress? InvoiceAddress { get; set; }
    public List<PretixPosition> Positions { get; set; } = [];

    public override string ToString() => nameof(PretixOrder);
}

/// <summary>The fields that a position and an invoice address share.</summary>
internal abstract record PretixAddress
{
    public string? Company { get; set; }
    public string? Street { get; set; }
    public string? Zipcode { get; set; }
    public string? City { get; set; }
    public string? Country { get; set; }
    public string? State { get; set; }

    public override string ToString() => nameof(PretixAddress);
}

internal sealed record PretixInvoiceAddress : PretixAddress
{
    public string? Name { get; set; }
    public Dictionary<string, JsonElement>? NameParts { get; set; }
    public string? VatId { get; set; }

    public override string ToString() => nameof(PretixInvoiceAddress);
}

internal sealed record PretixPosition : PretixAddress
{
    public long Id { get; set; }

    [JsonPropertyName("positionid")]
    public int Number { get; set; }

    public bool Canceled { get; set; }
    public long Item { get; set; }

    [JsonPropertyName("subevent")]
    public long? Date { get; set; }

    public string? AttendeeName { get; set; }
    public Dictionary<string, JsonElement>? AttendeeNameParts { get; set; }
    public string? AttendeeEmail { get; set; }
    public string? Secret { get; set; }
    public long? AddonTo { get; set; }

    /// <summary>A list of reasons, or null.</summary>
    public JsonElement? Blocked { get; set; }

    public List<PretixAnswer> Answers { get; set; } = [];

    public override string ToString() => nameof(PretixPosition);
}

internal sealed record PretixAnswer(string? Answer, string? QuestionIdentifier, List<string>? OptionIdentifiers)
{
    public override string ToString() => nameof(PretixAnswer);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PretixPage<PretixOrganiser>))]
[JsonSerializable(typeof(PretixEvent))]
[JsonSerializable(typeof(PretixPage<PretixProduct>))]
[JsonSerializable(typeof(PretixPage<PretixQuestion>))]
[JsonSerializable(typeof(PretixPage<PretixOrder>))]
internal sealed partial class PretixWireJson : JsonSerializerContext;
