namespace Lanyard.Core.FairUse;

/// <summary>A client's meter with what is known of the client over all nodes and over the last day.</summary>
internal sealed class MeteredClient(ClientMeter meter)
{
    private static readonly TimeSpan SizeKept = TimeSpan.FromMinutes(10);

    private DateTimeOffset? _knownHour;
    private long[] _known = [];
    private IReadOnlyList<Restriction> _restrictions = [];
    private (long Size, DateTimeOffset At)? _size;

    public ClientMeter Meter => meter;

    public ClientCounts Counts { get; } = new();

    public bool IsLoaded => _knownHour is not null;

    public DateTimeOffset LastActive { get; set; }

    public static DateTimeOffset HourOf(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <param name="usage">Of the hours that matter, as they are stored.</param>
    public void Load(IEnumerable<ClientUsage> usage, long delivered, DateTimeOffset now)
    {
        _knownHour = HourOf(now);
        _known = new long[ClientUsage.Counts];
        foreach (var hour in usage)
        {
            Counts.SetHour(hour);
            if (hour.Hour == _knownHour)
                _known = hour.ToCounts();
        }
        meter.Elsewhere([], delivered, now);
    }

    /// <summary>The stored hour after this node's counts were added to it: the rest comes from other nodes.</summary>
    public void Stored(ClientUsage total, ReadOnlySpan<long> added, DateTimeOffset now)
    {
        var totals = total.ToCounts();
        var elsewhere = new long[totals.Length];
        for (var i = 0; i < totals.Length; i++)
            elsewhere[i] = Math.Max(0, totals[i] - added[i] - (total.Hour == _knownHour ? _known[i] : 0));
        (_knownHour, _known) = (total.Hour, totals);
        Counts.Add(now, added);
        Counts.Add(now, elsewhere);
        Counts.SetHour(total);
        meter.Elsewhere(elsewhere, total.Delivered, now);
    }

    public void Stand(IReadOnlyList<Restriction> restrictions, DateTimeOffset now)
    {
        _restrictions = restrictions;
        meter.Stand(restrictions, now);
    }

    /// <summary>Whether the exhibitor's number of connections has to be known, and is not.</summary>
    public bool NeedsSize(DateTimeOffset now) => !(now - _size?.At < SizeKept)
        && Detectors.RowsTooMany(Counts, now, CountsFrom(FairUseRule.FullResync, now)) >= FairUseLimits.PageSize;

    public void SetSize(long size, DateTimeOffset now) => _size = (size, now);

    /// <summary>What has to change in how the client stands.</summary>
    public IEnumerable<Restriction> Judge(DateTimeOffset now)
    {
        // Steps that have ended leave the way free.
        meter.Stand(_restrictions, now);
        var findings = Detectors.Look(Counts, now, rule => CountsFrom(rule, now), () => _size?.Size ?? long.MaxValue / 2);
        foreach (var rule in Enum.GetValues<FairUseRule>())
        {
            var present = Of(rule);
            var finding = findings.Where(f => f.Rule == rule).Select(f => (Finding?)f).FirstOrDefault();
            var refused = present is null ? 0 : Counts.Sum(UsageCount.Refused, now, present.Since);
            if (Ladder.NextOrNull((meter.Exhibitor.EventId, meter.ClientId, rule), present, finding, refused, now) is { } next)
                yield return next;
        }
    }

    private DateTimeOffset CountsFrom(FairUseRule rule, DateTimeOffset now) => Of(rule)?.CountsFrom(now) ?? DateTimeOffset.MinValue;

    private Restriction? Of(FairUseRule rule) => _restrictions.FirstOrDefault(r => r.Rule == rule);
}
