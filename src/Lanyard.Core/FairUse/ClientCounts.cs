namespace Lanyard.Core.FairUse;

/// <summary>What detectors look at: the sums of one client over all nodes. Not for several threads at once.</summary>
internal sealed class ClientCounts
{
    private readonly SlidingCount[] _sums = Enum.GetValues<UsageCount>().Select(Create).ToArray();

    public void Add(DateTimeOffset now, ReadOnlySpan<long> counts)
    {
        for (var i = 0; i < counts.Length; i++)
            _sums[i].Add(now, counts[i]);
    }

    /// <summary>The stored sums of an hour, which hold what all nodes counted.</summary>
    public void SetHour(ClientUsage usage)
    {
        _sums[(int)UsageCount.Rows].Set(usage.Hour, usage.Rows);
        _sums[(int)UsageCount.RowsAgain].Set(usage.Hour, usage.RowsAgain);
    }

    public long Sum(UsageCount count, DateTimeOffset now, DateTimeOffset from) => _sums[(int)count].Sum(now, from);

    /// <summary>How far back it is looked at.</summary>
    private static SlidingCount Create(UsageCount count) => count switch
    {
        UsageCount.Rows or UsageCount.RowsAgain => new((int)FairUseLimits.Day.TotalHours, FairUseLimits.Hour),
        UsageCount.PollsAtHead or UsageCount.SideBySide or UsageCount.Refused => new(10, TimeSpan.FromMinutes(1)),
        _ => new(12, TimeSpan.FromMinutes(5)),
    };
}
