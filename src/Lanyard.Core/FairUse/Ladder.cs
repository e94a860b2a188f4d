using static Lanyard.Core.FairUse.FairUseLimits;

namespace Lanyard.Core.FairUse;

/// <summary>A notice first; whoever goes on is throttled; whoever does not heed that is restricted for a while.</summary>
internal static class Ladder
{
    /// <summary>What becomes of the client's standing with one rule; null when it stays as it is.</summary>
    /// <param name="present">The last one, ended or not; null when there was none.</param>
    /// <param name="finding">What the rule's detector sees; null when nothing.</param>
    /// <param name="refused">Requests refused within ten minutes.</param>
    public static Restriction? NextOrNull(
        (long EventId, long ClientId, FairUseRule Rule) key, Restriction? present, Finding? finding, long refused, DateTimeOffset now)
    {
        var active = present?.IsActive(now) is true ? present : null;
        if (active is { Step: FairUseStep.Restrict })
            return null;
        if (active is { Step: FairUseStep.Throttle })
            return refused >= RefusedRestricted && CanBeRestricted(key.Rule) ? Restrict(active, refused, now) : null;
        if (finding is not { } found)
            return null;
        if (active is null)
            return Make(key, present, found, FairUseStep.Notice, now, NoticeLength);
        if (found.Step is FairUseStep.Throttle && now - active.Since >= Grace)
            return Make(key, present, found, FairUseStep.Throttle, now, ThrottleLength);
        // As long as it goes on.
        if (active.Until - now > NoticeLength / 2)
            return null;
        var longer = Make(key, present, found, FairUseStep.Notice, now, NoticeLength);
        longer.Since = active.Since;
        return longer;
    }

    /// <summary>Guessed codes and tokens are slowed alone: a device that scans must get its token and send its scans.</summary>
    private static bool CanBeRestricted(FairUseRule rule) => rule is not (FairUseRule.GuessingCodes or FairUseRule.TokenChurn);

    private static Restriction Restrict(Restriction present, long refused, DateTimeOffset now)
    {
        var times = Math.Min(present.Times + 1, 5);
        var length = FirstRestriction * Math.Pow(2, times - 1);
        var found = new Finding(present.Rule, FairUseStep.Restrict, refused, RefusedRestricted, TenMinutes);
        var next = Make((present.EventId, present.ClientId, present.Rule), present, found, FairUseStep.Restrict, now, length);
        next.Times = times;
        return next;
    }

    private static Restriction Make((long EventId, long ClientId, FairUseRule Rule) key, Restriction? present, Finding found,
        FairUseStep step, DateTimeOffset now, TimeSpan length) => new()
    {
        EventId = key.EventId,
        ClientId = key.ClientId,
        Rule = key.Rule,
        Step = step,
        Since = now,
        Until = now + length,
        Observed = found.Observed,
        Limit = found.Limit,
        WindowSeconds = (int)found.Window.TotalSeconds,
        Times = present is not null && now - present.Until < Repeated ? present.Times : 0,
        ReleasedAt = present?.CountsFrom(now) is { } from && from > DateTimeOffset.UnixEpoch ? from : null,
        ReleasedByExhibitorAt = present?.ReleasedByExhibitorAt,
    };
}
