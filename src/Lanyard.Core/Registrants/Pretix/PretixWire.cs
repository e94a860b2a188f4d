using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>A page of a list in pretix's REST API. There are more when <see cref="Next"/> is set.</summary>
internal sealed record PretixPage<T>(long Count, string? Next, List<T> Results)
{
    /// <summary>pretix's own time at the beginning of the answer, where it tells it.</summary>
    [JsonIgnore]
    public DateTimeOffset? GeneratedAt { get; init; }
}

internal sealed record PretixOrganiser(string? Slug);

internal sealed record PretixEvent(JsonElement Name);

internal sealed record PretixProduct(long Id, JsonElement Name, bool Admission);

internal sealed record PretixQuestion(long Id, string? Identifier, JsonElement Question, string? Type, List<PretixOption>? Options);

internal sealed record PretixOption(string? Identifier, JsonElement Answer);

internal sealed record PretixOrder
{
    public string Code { get; init; } = "";

    /// <summary><c>n</c> pending, <c>p</c> paid, <c>e</c> expired, <c>c</c> cancelled.</summary>
    public string Status { get; init; } = "";

    [JsonPropertyName("testmode")]
    public bool TestMode { get; init; }

    public bool RequireApproval { get; init; }
    public bool ValidIfPending { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public PretixInvoiceAddress? InvoiceAddress { get; init; }
    public List<PretixPosition> Positions { get; init; } = [];

    public override string ToString() => nameof(PretixOrder);
}

/// <summary>The fields that a position and an invoice address share.</summary>
internal abstract record PretixAddress
{
    public string? Company { get; init; }
    public string? Street { get; init; }
    public string? Zipcode { get; init; }
    public string? City { get; init; }
    public string? Country { get; init; }
    public string? State { get; init; }

    public override string ToString() => nameof(PretixAddress);
}

internal sealed record PretixInvoiceAddress : PretixAddress
{
    public string? Name { get; init; }
    public Dictionary<string, JsonElement>? NameParts { get; init; }
    public string? VatId { get; init; }

    public override string ToString() => nameof(PretixInvoiceAddress);
}

internal sealed record PretixPosition : PretixAddress
{
    public long Id { get; init; }

    [JsonPropertyName("positionid")]
    public int Number { get; init; }

    public bool Canceled { get; init; }
    public long Item { get; init; }

    [JsonPropertyName("subevent")]
    public long? Date { get; init; }

    public string? AttendeeName { get; init; }
    public Dictionary<string, JsonElement>? AttendeeNameParts { get; init; }
    public string? AttendeeEmail { get; init; }
    public string? Secret { get; init; }
    public long? AddonTo { get; init; }

    /// <summary>A list of reasons, or null.</summary>
    public JsonElement? Blocked { get; init; }

    public List<PretixAnswer> Answers { get; init; } = [];

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
