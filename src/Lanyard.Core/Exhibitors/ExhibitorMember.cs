namespace Lanyard.Core.Exhibitors;

/// <summary>What a person may do for an exhibitor. Stored as a number. Everyone sees the leads that they scanned.</summary>
[Flags]
public enum ExhibitorRights
{
    None = 0,
    Scan = 1,

    /// <summary>Sees and changes also the leads that others scanned.</summary>
    SeeAll = 2,

    Export = 4,

    /// <summary>Invites people, gives rights, changes questions, API clients and webhooks.</summary>
    Manage = 8,

    All = Scan | SeeAll | Export | Manage,
}

/// <summary>An account that works for an exhibitor, and for nothing of the organiser's.</summary>
public sealed class ExhibitorMember
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public required long AccountId { get; init; }
    public required ExhibitorRights Rights { get; set; }
    public required DateTimeOffset AddedAt { get; init; }
}
