using System.Text.Json.Serialization;

namespace Lanyard.Core.Registrants;

/// <summary>Whether a registrant agreed that exhibitors who scan the badge receive the contact data.</summary>
public enum ConsentState
{
    Unknown = 0,
    Yes = 1,
    No = 2,
}

/// <summary>A registrant's consent as it is kept, also after an erasure: it says nothing of the person.</summary>
/// <param name="At">When it was given or refused; null while unknown.</param>
/// <param name="Version">Which text it was given to; null where that is not known.</param>
public sealed record Consent(ConsentState State, DateTimeOffset? At, string? Version)
{
    public static Consent None { get; } = new(ConsentState.Unknown, null, null);

    /// <summary>What is kept after <paramref name="given"/>; the same when that is no news.</summary>
    public Consent After(ConsentInput given, string? currentVersion, DateTimeOffset now)
    {
        if (given.State == State && (given.At is null || given.At == At)
            && (given.Version is null || given.Version == Version))
        {
            return this;
        }
        return given.State is ConsentState.Unknown
            ? None
            : new(given.State, given.At ?? now, given.Version ?? currentVersion);
    }
}

/// <summary>What the organiser sends of a registrant's consent.</summary>
public sealed record ConsentInput
{
    public const int LongestVersion = 50;

    /// <summary><c>yes</c>, <c>no</c> or <c>unknown</c>.</summary>
    [JsonConverter(typeof(ConsentStateConverter))]
    public required ConsentState State { get; init; }

    /// <summary>When it was given or refused; null: now, if it is news.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Which text it was given to; null: the event's present one, if it is news.</summary>
    public string? Version { get; init; }
}

/// <summary>The spelling of <see cref="ConsentState"/>.</summary>
public static class ConsentStates
{
    public static string Name(ConsentState state) => state switch
    {
        ConsentState.Unknown => "unknown",
        ConsentState.Yes => "yes",
        ConsentState.No => "no",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    /// <summary>Null for a name that is none of the three.</summary>
    public static ConsentState? ParseOrNull(string? name) => name switch
    {
        "unknown" => ConsentState.Unknown,
        "yes" => ConsentState.Yes,
        "no" => ConsentState.No,
        _ => null,
    };
}

internal sealed class ConsentStateConverter()
    : JsonStringEnumConverter<ConsentState>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
