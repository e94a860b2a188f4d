namespace Lanyard.Core.Exhibitors;

/// <summary>An account that manages an exhibitor: sees its licenses and API clients, and nothing of the organiser's.</summary>
public sealed class ExhibitorMember
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public required long AccountId { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}
