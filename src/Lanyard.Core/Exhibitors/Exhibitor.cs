using Lanyard.Core.Events;

namespace Lanyard.Core.Exhibitors;

/// <summary>A company at one event; the owner of its connections, questions, team and API clients.</summary>
public sealed class Exhibitor
{
    public required long EventId { get; init; }
    public long Id { get; init; } = ShortId.New();

    /// <summary>The organiser's own id, unique within the event.</summary>
    public required string Key { get; init; }

    public required string Name { get; set; }

    /// <summary>Where it is found; null where that is not known.</summary>
    public string? Hall { get; set; }

    public string? Stand { get; set; }

    /// <summary>Where its manager is invited; null where that is not known.</summary>
    public string? Email { get; set; }

    /// <summary>Leads that it wants to scan in a day; null without a target.</summary>
    public int? DailyTarget { get; set; }
}

/// <summary>The exhibitor's qualifying question, answered when scanning.</summary>
public sealed class ExhibitorQuestion
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public long Id { get; init; } = ShortId.New();
    public required string Name { get; set; }
    public required QuestionType Type { get; init; }
    public required int Position { get; set; }
    public List<QuestionOption> Options { get; set; } = [];
}
