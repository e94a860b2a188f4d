namespace Lanyard.Core.FairUse;

/// <summary>Where an API client stands with one rule of the policy. Kept when it has ended: the next one builds on it.</summary>
public sealed class Restriction
{
    public required long EventId { get; init; }
    public required long ClientId { get; init; }
    public required FairUseRule Rule { get; init; }
    public required FairUseStep Step { get; set; }

    /// <summary>When the step began.</summary>
    public required DateTimeOffset Since { get; set; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset Until { get; set; }

    /// <summary>What was counted when the step began, within <see cref="WindowSeconds"/>.</summary>
    public required long Observed { get; set; }

    public required long Limit { get; set; }
    public required int WindowSeconds { get; set; }

    /// <summary>How often <see cref="FairUseStep.Restrict"/> was reached in a row.</summary>
    public int Times { get; set; }

    /// <summary>When someone released it; what was counted before no longer counts.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }

    /// <summary>When the exhibitor itself last did.</summary>
    public DateTimeOffset? ReleasedByExhibitorAt { get; set; }

    public bool IsActive(DateTimeOffset now) => now < Until;

    /// <summary>Nothing from before this moment is counted: a step that ended ends what led to it.</summary>
    public DateTimeOffset CountsFrom(DateTimeOffset now)
    {
        var released = ReleasedAt ?? DateTimeOffset.MinValue;
        return Step > FairUseStep.Notice && !IsActive(now) && Until > released ? Until : released;
    }
}
