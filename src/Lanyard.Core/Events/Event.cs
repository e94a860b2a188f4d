using Lanyard.Core.Registrants;

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

    /// <summary>What exhibitors never see of a registrant's contact.</summary>
    public ContactFields HiddenFields { get; set; }

    /// <summary>Whether a badge can be scanned only when its registrant has agreed.</summary>
    public bool ConsentRequired { get; set; }

    /// <summary>The number of the wording that registrants agree to now; 0 when there is none.</summary>
    public int ConsentVersion { get; set; }

    /// <summary>Days after the event's end until its registrants are erased; null: they are kept.</summary>
    public int? RetentionDays { get; set; }

    /// <summary>When the time of the purge was last decided: it is announced for some days from then on.</summary>
    public DateTimeOffset? RetentionSetAt { get; set; }

    /// <summary>When the last purge came to its end.</summary>
    public DateTimeOffset? PurgedAt { get; set; }
}

/// <summary>A text that registrants were asked to agree to. Kept, because it is what they agreed to.</summary>
public sealed class ConsentWording
{
    public required long EventId { get; init; }

    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    public required string Text { get; init; }
    public required DateTimeOffset From { get; init; }
}

/// <summary>
/// Exhibitors of <see cref="EventId"/> may scan badges of <see cref="RelatedEventId"/>. Relating two events makes two rows.
/// </summary>
public sealed class EventRelation
{
    public required long EventId { get; init; }
    public required long RelatedEventId { get; init; }
}
