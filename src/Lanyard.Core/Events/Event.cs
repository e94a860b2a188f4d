namespace Lanyard.Core.Events;

/// <summary>Runs events. Everything belongs, through its event, to one organiser.</summary>
public sealed class Organiser
{
    public long Id { get; init; } = ShortId.New();
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One show, with dates and a time zone.</summary>
public sealed class Event
{
    public long Id { get; init; } = ShortId.New();
    public required long OrganiserId { get; init; }
    public required string Name { get; set; }
    public required DateOnly StartsOn { get; set; }
    public required DateOnly EndsOn { get; set; }

    /// <summary>IANA name, such as <c>Europe/Amsterdam</c>.</summary>
    public required string TimeZone { get; set; }
}

/// <summary>
/// Exhibitors of <see cref="EventId"/> may scan badges of <see cref="RelatedEventId"/>. Relating two events makes two rows.
/// </summary>
public sealed class EventRelation
{
    public required long EventId { get; init; }
    public required long RelatedEventId { get; init; }
}
