namespace Lanyard.Core.Events;

/// <summary>What an event keeps to.</summary>
/// <param name="HiddenFields">Members of the guide's contact that no exhibitor sees.</param>
/// <param name="ConsentText">The present wording; null when there is none.</param>
/// <param name="ConsentVersion">Its number; null when there is none.</param>
/// <param name="RetentionDays">Days after the event's end until its registrants are erased; null: never.</param>
public sealed record EventSettings(
    IReadOnlyList<string> HiddenFields,
    bool ConsentRequired,
    string? ConsentText,
    int? ConsentVersion,
    int? RetentionDays,
    PurgeState Purge);

/// <summary>What is said of an event's settings; null: as before.</summary>
/// <param name="RetentionDays">Negative for keeping registrants.</param>
public sealed record EventSettingsChange(
    IReadOnlyList<string>? HiddenFields = null,
    bool? ConsentRequired = null,
    string? ConsentText = null,
    int? RetentionDays = null);

/// <summary>When an event's registrants are erased.</summary>
/// <param name="At">Null when they are kept.</param>
/// <param name="IsAnnounced">Whether it is time to tell people: within the last days before it.</param>
/// <param name="DoneAt">When the last purge came to its end; null when none has.</param>
public sealed record PurgeState(DateTimeOffset? At, bool IsAnnounced, DateTimeOffset? DoneAt)
{
    /// <summary>How long before it a purge is announced, and the least time that it is after it was decided.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    public static PurgeState Of(Event show, DateTimeOffset now)
    {
        if (show.RetentionDays is not { } days)
            return new(null, false, show.PurgedAt);
        var due = show.StartOf(show.EndsOn.AddDays(1)).AddDays(days);
        var at = show.RetentionSetAt + Notice is { } earliest && earliest > due ? earliest : due;
        return new(at, now >= at - Notice && !(show.PurgedAt >= at), show.PurgedAt);
    }
}
