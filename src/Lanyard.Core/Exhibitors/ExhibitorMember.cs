namespace Lanyard.Core.Exhibitors;

/// <summary>An account that manages an exhibitor: sees its licenses and API clients, and nothing of the organiser's.</summary>
public sealed class ExhibitorMember
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public required long AccountId { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>A link that makes somebody the manager of an exhibitor, once. Only a keyed hash of its secret is kept.</summary>
public sealed class ExhibitorInvitation
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public long Id { get; init; } = ShortId.New();

    /// <summary>32 bytes; unique.</summary>
    public required byte[] Hash { get; init; }

    public required string Email { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}
