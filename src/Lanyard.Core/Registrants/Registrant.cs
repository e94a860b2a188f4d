namespace Lanyard.Core.Registrants;

/// <summary>A person registered for one event.</summary>
public sealed class Registrant
{
    public required long EventId { get; init; }
    public long Id { get; init; } = ShortId.New();

    /// <summary>The organiser's own id, unique within the event.</summary>
    public required string Key { get; init; }

    /// <summary>Grows with every change that a reader of connections can see.</summary>
    public int Version { get; set; }

    /// <summary>The guide's <c>contact</c> object as UTF-8 JSON, exactly as it goes out.</summary>
    public required byte[] Contact { get; set; }

    /// <summary>All answers as stored JSON (see <see cref="ProfileAnswers"/>), exposed or not.</summary>
    public required byte[] Answers { get; set; }

    /// <summary>Keyed hash of the badge code; null once erased or withdrawn.</summary>
    public byte[]? BadgeHash { get; set; }

    /// <summary>The badge code, encrypted, for printing; null once erased or withdrawn.</summary>
    public byte[]? BadgeCode { get; set; }

    public bool Erased { get; set; }

    /// <summary>See <see cref="Consent"/>, as the two below.</summary>
    public ConsentState ConsentState { get; set; }

    public DateTimeOffset? ConsentAt { get; set; }

    public string? ConsentVersion { get; set; }

    /// <summary>See <see cref="SearchText"/>; empty once erased.</summary>
    public string Search { get; set; } = "";

    public Consent Consent => new(ConsentState, ConsentAt, ConsentVersion);

    public required DateTimeOffset UpdatedAt { get; set; }
}
