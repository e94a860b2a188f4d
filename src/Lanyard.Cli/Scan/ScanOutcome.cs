using System.Text.Json;
using System.Text.Json.Serialization;
using Lanyard.Client;

namespace Lanyard.Cli.Scan;

internal enum OutcomeKind
{
    /// <summary>On disk, not yet answered.</summary>
    Saved,

    /// <summary>The server has it: a new connection.</summary>
    Sent,

    /// <summary>The server has it: the badge had been scanned earlier.</summary>
    AlreadyScanned,

    /// <summary>The badge of an event that this license does not reach.</summary>
    NoAccess,

    /// <summary>The badge of a person who has not agreed.</summary>
    NotConsented,

    /// <summary>No badge has this code.</summary>
    UnknownCode,

    /// <summary>Refused for another reason.</summary>
    Refused,

    /// <summary>The disk did not take it.</summary>
    NotSaved,
}

/// <summary>What became of a scan; a line of <c>--format json</c>. Without the badge code.</summary>
internal sealed record ScanOutcome
{
    public required OutcomeKind Outcome { get; init; }

    /// <summary>The scan's number in the queue; null when it was not saved.</summary>
    public long? Scan { get; init; }

    public required string Reader { get; init; }
    public DateTimeOffset? Time { get; init; }
    public string? Name { get; init; }
    public string? Company { get; init; }
    public string? Reason { get; init; }
    public string? Detail { get; init; }
    public Connection? Connection { get; init; }

    public static ScanOutcome Of(SavedScan scan, OutcomeKind kind) =>
        new() { Outcome = kind, Scan = scan.Number, Reader = scan.Reader, Time = scan.Time };

    public static ScanOutcome Of(SavedScan scan, Connection connection)
    {
        var contact = connection.Contact;
        var kind = string.Equals(connection.State, "noAccess", StringComparison.OrdinalIgnoreCase)
            ? OutcomeKind.NoAccess
            : connection.Time < scan.Time && connection.Time > DateTimeOffset.UnixEpoch ? OutcomeKind.AlreadyScanned
            : OutcomeKind.Sent;
        string?[] parts = [contact?.FirstName, contact?.LastNamePrefix, contact?.LastName];
        var name = string.Join(' ', parts.Where(part => !string.IsNullOrWhiteSpace(part)));
        return Of(scan, kind) with
        {
            Name = name.Length > 0 ? name : null, Company = contact?.Company, Connection = connection,
        };
    }

    public static ScanOutcome Of(SavedScan scan, string reason, string detail) =>
        Of(scan, reason switch
        {
            "no_access" => OutcomeKind.NoAccess,
            "not_consented" => OutcomeKind.NotConsented,
            "unknown_code" => OutcomeKind.UnknownCode,
            _ => OutcomeKind.Refused,
        }) with
        { Reason = reason, Detail = detail };

    public string ToJson() => JsonSerializer.Serialize(this, OutcomeJson.Default.ScanOutcome);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(OutcomeKindConverter)])]
[JsonSerializable(typeof(ScanOutcome))]
[JsonSerializable(typeof(QueueReport))]
internal sealed partial class OutcomeJson : JsonSerializerContext;

internal sealed class OutcomeKindConverter()
    : JsonStringEnumConverter<OutcomeKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
