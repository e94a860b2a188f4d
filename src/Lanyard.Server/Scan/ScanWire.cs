using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Server.Scan;

/// <summary>Who scans, for whom, and what is asked of a lead.</summary>
/// <param name="Now">The server's time.</param>
/// <param name="Exhibitors">Those that a member can choose from; one for a device.</param>
internal sealed record SessionAnswer(
    ScannerAnswer Scanner, bool HasSeat, ChoiceAnswer Exhibitor, string TimeZone, DateTimeOffset Now,
    IReadOnlyList<QuestionAnswer> Questions, IReadOnlyList<ChoiceAnswer> Exhibitors);

/// <param name="IsDevice">Came by a scan-only link, and can leave.</param>
/// <param name="Person">The same at every exhibitor for whom the person scans; null for a device.</param>
internal sealed record ScannerAnswer(string Id, string Name, bool IsDevice, string? Person);

/// <param name="Key">The ids of event and exhibitor with a slash between.</param>
internal sealed record ChoiceAnswer(string Key, string Name, string Event);

/// <param name="Type"><c>radio</c>, <c>checkbox</c> or <c>text</c>.</param>
internal sealed record QuestionAnswer(string Id, string Name, string Type, IReadOnlyList<OptionAnswer> Options);

internal sealed record OptionAnswer(string Id, string Name);

internal sealed record JoinBody(string? Secret, string? Name);

/// <summary>What a phone kept, in the order in which it was made.</summary>
internal sealed record ItemsBody(IReadOnlyList<JsonElement>? Items);

/// <param name="Id">13 characters, chosen by the phone; an entry that is there already is not added again.</param>
/// <param name="Kind"><c>scan</c>, <c>answer</c>, <c>memo</c> or <c>removal</c>.</param>
/// <param name="Lead">Of everything but a scan.</param>
/// <param name="Note">Of a removal: the note's id.</param>
internal sealed record ItemBody(
    string? Id, string? Kind, string? Time, string? Code, string? Lead, string? Question, IReadOnlyList<string>? Options,
    string? Text, string? Note);

internal sealed record ItemsAnswer(IReadOnlyList<ItemAnswer> Results);

/// <summary>What became of one item: one of the two is set, or none for what was added to a lead.</summary>
internal sealed record ItemAnswer(string? Id, ScannedLead? Lead, ItemError? Error);

/// <param name="Name">Null unless completed, as the company.</param>
/// <param name="Time">The first scan.</param>
/// <param name="By">Who scanned first; empty for the API.</param>
/// <param name="IsFirst">Whether this was the first scan.</param>
internal sealed record ScannedLead(
    string Id, string State, string? Name, string? Company, DateTimeOffset Time, string By, bool IsFirst);

/// <param name="Code">One of docs/errors.md.</param>
internal sealed record ItemError(string Code, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(ItemsAnswer))]
[JsonSerializable(typeof(ItemAnswer))]
[JsonSerializable(typeof(ItemsBody))]
[JsonSerializable(typeof(ItemBody))]
[JsonSerializable(typeof(JoinBody))]
internal sealed partial class ScanWire : JsonSerializerContext;
