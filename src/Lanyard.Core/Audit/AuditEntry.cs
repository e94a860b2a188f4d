namespace Lanyard.Core.Audit;

/// <summary>Something that was done for an organiser. Written once and never changed.</summary>
public sealed class AuditEntry
{
    public required long OrganiserId { get; init; }

    /// <summary>From 1, without gaps within an organiser.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }
    public required ActorKind ActorKind { get; init; }
    public required long ActorId { get; init; }
    public required string ActorName { get; init; }
    public string? Address { get; init; }

    /// <summary>What was done, as <c>license.granted</c>: the kind of thing and a verb.</summary>
    public required string Action { get; init; }

    /// <summary>To what, by id or by the organiser's own id; never a registrant's name.</summary>
    public required string Subject { get; init; }

    /// <summary>What else has to be known, such as the value before and after; null when nothing has.</summary>
    public string? Detail { get; init; }

    /// <summary>Keyed hash over the entry and the hash of the one before it, 32 bytes.</summary>
    public byte[] Hash { get; set; } = [];
}

/// <summary>The last entry of an organiser, so that entries taken away from the end are missed.</summary>
public sealed class AuditHead
{
    public required long OrganiserId { get; init; }
    public required long Number { get; set; }

    /// <summary>The hash of the last entry.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>Keyed hash over number and hash, 32 bytes.</summary>
    public required byte[] Seal { get; set; }
}
