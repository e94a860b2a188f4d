namespace Lanyard.Core.FairUse;

/// <summary>A request that is not carried out because of fair use, with the evidence.</summary>
/// <param name="Step">Throttle (429) or restrict (403).</param>
/// <param name="Wait">Until the same request may be sent again.</param>
/// <param name="Observed">What was counted within <paramref name="Window"/>.</param>
/// <param name="Until">When the step ends by itself.</param>
/// <param name="Quota">Requests allowed in <paramref name="Per"/> for now.</param>
public sealed record Refusal(
    FairUseRule Rule, FairUseStep Step, TimeSpan Wait, long Observed, long Limit, TimeSpan Window, DateTimeOffset Until, int Quota,
    TimeSpan Per);
