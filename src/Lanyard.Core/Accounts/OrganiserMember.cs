namespace Lanyard.Core.Accounts;

/// <summary>What a member of an organiser may do. Stored as a number: the order may not change.</summary>
public enum OrganiserRole
{
    /// <summary>Everything, also members, settings of the organiser and its API clients.</summary>
    Owner = 0,

    /// <summary>Everything that belongs to events.</summary>
    Staff = 1,

    /// <summary>Sees what staff sees, and changes nothing.</summary>
    ReadOnly = 2,
}

/// <summary>An account that works for an organiser.</summary>
public sealed class OrganiserMember
{
    public required long OrganiserId { get; init; }
    public required long AccountId { get; init; }
    public required OrganiserRole Role { get; set; }
    public required DateTimeOffset AddedAt { get; init; }
}
