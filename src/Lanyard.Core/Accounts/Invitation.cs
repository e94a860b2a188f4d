using Lanyard.Core.Exhibitors;

namespace Lanyard.Core.Accounts;

/// <summary>What a link is for. Stored as a number: the order may not change.</summary>
public enum InvitationKind
{
    /// <summary>Makes the first organiser and its owner.</summary>
    SetUp = 0,

    /// <summary>Makes someone a member of an organiser.</summary>
    Join = 1,

    /// <summary>Sets a new password.</summary>
    Password = 2,

    /// <summary>Makes someone work for an exhibitor.</summary>
    Exhibitor = 3,
}

/// <summary>A link that works once and for a limited time. Only a keyed hash of its secret is kept.</summary>
public sealed class Invitation
{
    public long Id { get; init; } = ShortId.New();

    /// <summary>32 bytes; unique.</summary>
    public required byte[] Hash { get; init; }

    public required InvitationKind Kind { get; init; }

    /// <summary>0 for the set-up of an installation.</summary>
    public required long OrganiserId { get; init; }

    /// <summary>Whom it is for; empty for the set-up of an installation.</summary>
    public required string Email { get; init; }

    public required OrganiserRole Role { get; init; }

    /// <summary>With <see cref="ExhibitorId"/> set for <see cref="InvitationKind.Exhibitor"/>, both null for the others.</summary>
    public long? EventId { get; init; }

    public long? ExhibitorId { get; init; }

    /// <summary>What the invited person may do for the exhibitor.</summary>
    public ExhibitorRights Rights { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }

    public bool IsOpen(DateTimeOffset now) => UsedAt is null && now < ExpiresAt;
}
