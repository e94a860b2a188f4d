using Lanyard.Core.Connections;

namespace Lanyard.Core.FairUse;

/// <summary>What the policy does when a client breaks it.</summary>
public enum FairUseMode
{
    /// <summary>Clients are told, slowed and refused.</summary>
    Enforce,

    /// <summary>What would be done is noted and shown to the organiser; clients feel nothing of it.</summary>
    Observe,

    /// <summary>Nothing is counted.</summary>
    Off,
}

/// <summary>What the guide's fair use policy asks not to be done. The numbers are stored.</summary>
public enum FairUseRule
{
    /// <summary>"Repeatedly requesting the entire connections dataset".</summary>
    FullResync = 0,

    /// <summary>"Requesting through multiple threads".</summary>
    SideBySide = 1,

    /// <summary>"Sending requests with unnecessary frequency".</summary>
    Frequency = 2,

    /// <summary>A new access token for every few requests.</summary>
    TokenChurn = 3,

    /// <summary>Asking for connections by ids that do not exist.</summary>
    GuessingIds = 4,

    /// <summary>Submitting badge codes that do not exist.</summary>
    GuessingCodes = 5,
}

/// <summary>How far it has gone. The numbers are stored, and grow with the step.</summary>
public enum FairUseStep
{
    /// <summary>Told in a header; nothing is refused.</summary>
    Notice = 1,

    /// <summary>Slowed: what comes sooner than allowed is answered with 429.</summary>
    Throttle = 2,

    /// <summary>Reading is answered with 403 until it ends.</summary>
    Restrict = 3,
}

/// <summary>The numbers of the policy; docs/fair-use.md lists them.</summary>
public static class FairUseLimits
{
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan NoticeLength = TimeSpan.FromHours(1);
    public static readonly TimeSpan ThrottleLength = TimeSpan.FromHours(1);
    public static readonly TimeSpan FirstRestriction = TimeSpan.FromHours(1);

    /// <summary>Restrictions double while they follow each other within this time.</summary>
    public static readonly TimeSpan Repeated = TimeSpan.FromHours(24);

    public static readonly TimeSpan BetweenOwnReleases = TimeSpan.FromHours(24);

    /// <summary>A day, less an hour by which a daily job may start early.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(23);

    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    public static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    public const int WalksNoticed = 3;
    public const int WalksThrottled = 4;
    public const int PollsNoticed = 720;
    public const int PollsThrottled = 1200;
    public const int SideBySideNoticed = 60;
    public const int SideBySideThrottled = 300;
    public const int TokensNoticed = 120;
    public const int TokensThrottled = 600;
    public const int FindsLookedAt = 100;
    public const int UnknownIdsThrottled = 200;
    public const int UnknownCodesNoticed = 200;
    public const int UnknownCodesThrottled = 1000;

    /// <summary>Codes that do not exist, answered in a minute; then scans wait. Badges that exist never count.</summary>
    public const int UnknownCodesPerMinute = 100;

    /// <summary>The same for a client that is throttled for guessing.</summary>
    public const int UnknownCodesPerMinuteThrottled = 10;

    /// <summary>Requests refused within ten minutes that make a throttled client a restricted one.</summary>
    public const int RefusedRestricted = 300;

    public const int PageSize = ConnectionReader.PageSize;

    /// <summary>While throttled, one request of the kind that the rule is about in this time.</summary>
    public static TimeSpan Pace(FairUseRule rule) => rule switch
    {
        FairUseRule.SideBySide => TimeSpan.FromSeconds(1),
        FairUseRule.Frequency => TimeSpan.FromSeconds(15),
        _ => TimeSpan.FromSeconds(10),
    };

    /// <summary>The rule's name in headers and bodies.</summary>
    public static string Name(FairUseRule rule) => rule switch
    {
        FairUseRule.FullResync => "full-resync",
        FairUseRule.SideBySide => "side-by-side",
        FairUseRule.Frequency => "frequency",
        FairUseRule.TokenChurn => "token-churn",
        FairUseRule.GuessingIds => "guessing-ids",
        _ => "guessing-codes",
    };

    public static string Name(FairUseStep step) => step switch
    {
        FairUseStep.Notice => "notice",
        FairUseStep.Throttle => "throttle",
        _ => "restrict",
    };
}
