using static Lanyard.Core.FairUse.FairUseLimits;

namespace Lanyard.Core.FairUse;

/// <summary>A rule that a client does not keep.</summary>
/// <param name="Step">How far it would go for that: a notice, or to be throttled.</param>
/// <param name="Observed">What was counted within the window.</param>
internal readonly record struct Finding(FairUseRule Rule, FairUseStep Step, long Observed, long Limit, TimeSpan Window);

/// <summary>One detector a rule. Each looks at what a client did, over all its tokens and all nodes.</summary>
internal static class Detectors
{
    /// <param name="from">For each rule, from when on is counted.</param>
    /// <param name="size">How many connections the exhibitor has; asked for only where it matters.</param>
    public static List<Finding> Look(ClientCounts counts, DateTimeOffset now, Func<FairUseRule, DateTimeOffset> from, Func<long> size)
    {
        var findings = new List<Finding>();
        Add(FullResync(counts, now, from(FairUseRule.FullResync), size));
        Add(SideBySide(counts, now, from(FairUseRule.SideBySide)));
        Add(Frequency(counts, now, from(FairUseRule.Frequency)));
        Add(TokenChurn(counts, now, from(FairUseRule.TokenChurn)));
        Add(GuessingIds(counts, now, from(FairUseRule.GuessingIds)));
        Add(GuessingCodes(counts, now, from(FairUseRule.GuessingCodes)));
        return findings;

        void Add(Finding? finding)
        {
            if (finding is { } found)
                findings.Add(found);
        }
    }

    /// <summary>Connections sent again that could have made a full walk: what is new may be read once more.</summary>
    public static long RowsTooMany(ClientCounts counts, DateTimeOffset now, DateTimeOffset from)
    {
        var again = counts.Sum(UsageCount.RowsAgain, now, from);
        return again == 0 ? 0 : again - (counts.Sum(UsageCount.Rows, now, from) - again);
    }

    private static Finding? FullResync(ClientCounts counts, DateTimeOffset now, DateTimeOffset from, Func<long> size)
    {
        var rows = RowsTooMany(counts, now, from);
        if (rows < PageSize)
            return null;
        // The leads that came since are missing from the earlier walks.
        var whole = Math.Max(size(), PageSize);
        var walks = (rows + whole / 10) / whole;
        return Of(FairUseRule.FullResync, walks, WalksNoticed, WalksThrottled, Day);
    }

    private static Finding? SideBySide(ClientCounts counts, DateTimeOffset now, DateTimeOffset from) =>
        Of(FairUseRule.SideBySide, counts.Sum(UsageCount.SideBySide, now, from), SideBySideNoticed, SideBySideThrottled, TenMinutes);

    private static Finding? Frequency(ClientCounts counts, DateTimeOffset now, DateTimeOffset from) =>
        Of(FairUseRule.Frequency, counts.Sum(UsageCount.PollsAtHead, now, from), PollsNoticed, PollsThrottled, TenMinutes);

    private static Finding? TokenChurn(ClientCounts counts, DateTimeOffset now, DateTimeOffset from)
    {
        var tokens = counts.Sum(UsageCount.Tokens, now, from);
        return tokens * 2 > counts.Sum(UsageCount.Requests, now, from)
            ? Of(FairUseRule.TokenChurn, tokens, TokensNoticed, TokensThrottled, Hour)
            : null;
    }

    private static Finding? GuessingIds(ClientCounts counts, DateTimeOffset now, DateTimeOffset from)
    {
        var (finds, unknown) = (counts.Sum(UsageCount.Finds, now, from), counts.Sum(UsageCount.NotFound, now, from));
        return finds >= FindsLookedAt && unknown * 5 > finds
            ? Of(FairUseRule.GuessingIds, unknown, FindsLookedAt / 5, UnknownIdsThrottled, Hour)
            : null;
    }

    private static Finding? GuessingCodes(ClientCounts counts, DateTimeOffset now, DateTimeOffset from)
    {
        var unknown = counts.Sum(UsageCount.UnknownCodes, now, from);
        return unknown * 2 > counts.Sum(UsageCount.Scans, now, from)
            ? Of(FairUseRule.GuessingCodes, unknown, UnknownCodesNoticed, UnknownCodesThrottled, Hour)
            : null;
    }

    private static Finding? Of(FairUseRule rule, long observed, long noticed, long throttled, TimeSpan window) =>
        observed >= throttled ? new(rule, FairUseStep.Throttle, observed, throttled, window)
        : observed >= noticed ? new(rule, FairUseStep.Notice, observed, noticed, window)
        : null;
}
