using Lanyard.Core.Data;
using static Lanyard.Core.FairUse.FairUseLimits;

namespace Lanyard.Core.FairUse;

/// <summary>
/// Counts what one API client does on this node, whichever of its tokens it uses, and says what it may not do now.
/// </summary>
/// <param name="enforces">False to count alone.</param>
public sealed class ClientMeter(long clientId, long organiserId, ExhibitorKey exhibitor, bool enforces)
{
    private static readonly int Rules = Enum.GetValues<FairUseRule>().Length;

    private readonly Lock _sync = new();
    private readonly DateTimeOffset[] _notBefore = new DateTimeOffset[Rules];
    private long[] _counts = new long[ClientUsage.Counts];
    private Restriction[]? _standing;
    private long _idlePolls;
    private long _delivered;
    private long _againTo;
    private long _lastFrom;
    private bool _lastWasFull;
    private int _inFlight;
    private double _codesLeft = UnknownCodesPerMinute;
    private DateTimeOffset _codesAt;

    public long ClientId => clientId;

    public long OrganiserId => organiserId;

    public ExhibitorKey Exhibitor => exhibitor;

    /// <summary>What stands against the client now; null, as for nearly all, when nothing does.</summary>
    public IReadOnlyList<Restriction>? Standing => Volatile.Read(ref _standing);

    /// <summary>
    /// A list that is known to be empty. False when something stands against the client, so that more has to be looked at.
    /// </summary>
    public bool TryCountIdlePoll()
    {
        if (Volatile.Read(ref _standing) is not null)
            return false;
        Interlocked.Increment(ref _idlePolls);
        return true;
    }

    public bool IsRestricted(DateTimeOffset now) => Active(FairUseStep.Restrict, now) is not null;

    /// <summary>Null when the list may be read; then <see cref="EndRead"/> and <see cref="ListRead"/> have to follow.</summary>
    /// <param name="head">The exhibitor's last revision.</param>
    public Refusal? BeginList(long from, long head, DateTimeOffset now)
    {
        lock (_sync)
        {
            _counts[(int)UsageCount.Requests]++;
            var refusal = Restricted(now)
                ?? Paced(FairUseRule.SideBySide, now)
                ?? (from < _delivered ? Paced(FairUseRule.FullResync, now) : null)
                ?? (from > head || _delivered >= head ? Paced(FairUseRule.Frequency, now) : null);
            if (refusal is not null)
                return refusal;
            // A walk goes upwards: who asks for a page before the last one, and not for the first, has two walks under way.
            if (++_inFlight > 1 || (_lastWasFull && from > 0 && from < _lastFrom))
                _counts[(int)UsageCount.SideBySide]++;
            _lastFrom = from;
            return null;
        }
    }

    /// <param name="last">Revision of the last connection; 0 when there is none.</param>
    public void ListRead(long from, int count, long last)
    {
        var isFull = count == PageSize;
        lock (_sync)
        {
            _lastWasFull = isFull;
            _counts[(int)UsageCount.Rows] += count;
            if (!isFull)
                _counts[(int)UsageCount.PollsAtHead]++;
            // What is less than a page costs nobody anything, unless it is the end of a walk.
            if (count > 0 && last <= _delivered && (isFull || from == _againTo + 1))
            {
                _counts[(int)UsageCount.RowsAgain] += count;
                _againTo = last;
                if (from == 0)
                    _counts[(int)UsageCount.FullWalks]++;
            }
            _delivered = Math.Max(_delivered, last);
        }
    }

    /// <summary>What went out on a stream: no request, and no poll. A stream of everything once more is a walk like another.</summary>
    public void Streamed(long from, int count, long last)
    {
        lock (_sync)
        {
            _counts[(int)UsageCount.Rows] += count;
            if (count == PageSize && last <= _delivered)
            {
                _counts[(int)UsageCount.RowsAgain] += count;
                if (from == 0)
                    _counts[(int)UsageCount.FullWalks]++;
            }
            _delivered = Math.Max(_delivered, last);
        }
    }

    /// <summary>Null when a connection may be asked for by its id; then the two below have to follow.</summary>
    public Refusal? BeginFind(DateTimeOffset now)
    {
        lock (_sync)
        {
            _counts[(int)UsageCount.Requests]++;
            var refusal = Restricted(now) ?? Paced(FairUseRule.SideBySide, now) ?? Paced(FairUseRule.GuessingIds, now);
            if (refusal is null && ++_inFlight > 1)
                _counts[(int)UsageCount.SideBySide]++;
            return refusal;
        }
    }

    public void Found(bool exists)
    {
        lock (_sync)
        {
            _counts[(int)UsageCount.Finds]++;
            if (!exists)
                _counts[(int)UsageCount.NotFound]++;
        }
    }

    public void EndRead()
    {
        lock (_sync)
            _inFlight--;
    }

    /// <summary>Null when the client may read something else of its own, such as a file.</summary>
    public Refusal? Read(DateTimeOffset now)
    {
        lock (_sync)
        {
            _counts[(int)UsageCount.Requests]++;
            return Restricted(now);
        }
    }

    /// <summary>A request with scans; whether each is taken says <see cref="BeginScan"/>.</summary>
    public void CountRequest()
    {
        lock (_sync)
            _counts[(int)UsageCount.Requests]++;
    }

    /// <summary>
    /// Null when the scan may be looked up, as it may whatever was read; only codes that do not exist use up what there is.
    /// </summary>
    public Refusal? BeginScan(DateTimeOffset now)
    {
        lock (_sync)
        {
            var throttle = Active(FairUseStep.Throttle, now, FairUseRule.GuessingCodes);
            var quota = throttle is null ? UnknownCodesPerMinute : UnknownCodesPerMinuteThrottled;
            _codesLeft = Math.Min(quota, _codesLeft + Math.Max((now - _codesAt).TotalMinutes, 0) * quota);
            _codesAt = now;
            if (_codesLeft >= 1 || !enforces)
                return null;
            // Not counted as refused: that would lead on to a restriction of reading.
            var wait = TimeSpan.FromMinutes((1 - _codesLeft) / quota);
            return new(FairUseRule.GuessingCodes, FairUseStep.Throttle, wait, throttle?.Observed ?? quota, throttle?.Limit ?? quota,
                throttle is null ? TimeSpan.FromMinutes(1) : Hour, throttle?.Until ?? now + wait, quota, TimeSpan.FromMinutes(1));
        }
    }

    public void Scanned(bool exists)
    {
        lock (_sync)
        {
            _counts[(int)UsageCount.Scans]++;
            if (!exists)
                UnknownCodes(1);
        }
    }

    /// <summary>Null when a token may be issued.</summary>
    public Refusal? TakeToken(DateTimeOffset now)
    {
        lock (_sync)
        {
            var refusal = Paced(FairUseRule.TokenChurn, now);
            if (refusal is null)
                _counts[(int)UsageCount.Tokens]++;
            return refusal;
        }
    }

    /// <summary>The counts since the last time; null when there are none.</summary>
    internal (long[] Counts, long Delivered)? Drain()
    {
        var polls = Interlocked.Exchange(ref _idlePolls, 0);
        lock (_sync)
        {
            _counts[(int)UsageCount.Requests] += polls;
            _counts[(int)UsageCount.PollsAtHead] += polls;
            if (!_counts.AsSpan().ContainsAnyExcept(0))
                return null;
            var drained = _counts;
            _counts = new long[ClientUsage.Counts];
            return (drained, _delivered);
        }
    }

    /// <summary>What was drained could not be kept.</summary>
    internal void PutBack(ReadOnlySpan<long> counts)
    {
        lock (_sync)
        {
            for (var i = 0; i < counts.Length; i++)
                _counts[i] += counts[i];
        }
    }

    /// <summary>What the client did on other nodes, so that it is slowed over all of them.</summary>
    internal void Elsewhere(ReadOnlySpan<long> counts, long delivered, DateTimeOffset now)
    {
        lock (_sync)
        {
            _delivered = Math.Max(_delivered, delivered);
            if (counts.IsEmpty)
                return;
            _codesLeft = Math.Max(-UnknownCodesPerMinute, _codesLeft - counts[(int)UsageCount.UnknownCodes]);
            for (var rule = FairUseRule.FullResync; rule <= FairUseRule.GuessingIds; rule++)
            {
                // A round that took long tells late: what this node has said meanwhile stands.
                var next = now + Pace(rule);
                if (counts[(int)PacedCount(rule)] > 0 && next > _notBefore[(int)rule])
                    _notBefore[(int)rule] = next;
            }
        }
    }

    internal void Stand(IReadOnlyList<Restriction> restrictions, DateTimeOffset now)
    {
        var active = enforces ? restrictions.Where(r => r.IsActive(now)).ToArray() : [];
        Volatile.Write(ref _standing, active.Length == 0 ? null : active);
    }

    private static UsageCount PacedCount(FairUseRule rule) => rule switch
    {
        FairUseRule.FullResync => UsageCount.RowsAgain,
        FairUseRule.SideBySide => UsageCount.Rows,
        FairUseRule.Frequency => UsageCount.PollsAtHead,
        FairUseRule.TokenChurn => UsageCount.Tokens,
        _ => UsageCount.Finds,
    };

    private void UnknownCodes(int count)
    {
        _counts[(int)UsageCount.UnknownCodes] += count;
        _codesLeft = Math.Max(-UnknownCodesPerMinute, _codesLeft - count);
    }

    private Refusal? Restricted(DateTimeOffset now) => Active(FairUseStep.Restrict, now) is { } restriction
        ? Refuse(restriction, restriction.Until - now)
        : null;

    /// <summary>Null, and the next one later, when the client is not throttled for this or comes slowly enough.</summary>
    private Refusal? Paced(FairUseRule rule, DateTimeOffset now)
    {
        if (Active(FairUseStep.Throttle, now, rule) is not { } restriction)
            return null;
        ref var notBefore = ref _notBefore[(int)rule];
        if (now < notBefore)
            return Refuse(restriction, notBefore - now);
        notBefore = now + Pace(rule);
        return null;
    }

    private Refusal Refuse(Restriction restriction, TimeSpan wait)
    {
        _counts[(int)UsageCount.Refused]++;
        var isPaced = restriction.Step is FairUseStep.Throttle;
        return new(restriction.Rule, restriction.Step, wait, restriction.Observed, restriction.Limit,
            TimeSpan.FromSeconds(restriction.WindowSeconds), restriction.Until, isPaced ? 1 : 0,
            isPaced ? Pace(restriction.Rule) : restriction.Until - restriction.Since);
    }

    private Restriction? Active(FairUseStep step, DateTimeOffset now, FairUseRule? rule = null)
    {
        if (_standing is not { } standing)
            return null;
        foreach (var restriction in standing)
        {
            if (restriction.Step == step && (rule is null || restriction.Rule == rule) && restriction.IsActive(now))
                return restriction;
        }
        return null;
    }
}
