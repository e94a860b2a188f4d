namespace Lanyard.Core.FairUse;

/// <summary>A sum over the last so many slots of time, the present one included. Not for several threads at once.</summary>
internal sealed class SlidingCount(int slots, TimeSpan slot)
{
    private readonly long[] _sums = new long[slots];
    private readonly long[] _numbers = new long[slots];

    public void Add(DateTimeOffset at, long amount)
    {
        if (amount != 0)
            Slot(at) += amount;
    }

    /// <summary>The slot's whole sum.</summary>
    public void Set(DateTimeOffset at, long amount) => Slot(at) = amount;

    /// <param name="from">Slots that began before it are left out.</param>
    public long Sum(DateTimeOffset now, DateTimeOffset from)
    {
        var last = Number(now);
        var first = Math.Max(last - slots + 1, from <= DateTimeOffset.UnixEpoch ? 0 : Number(from.AddTicks(-1)) + 1);
        var sum = 0L;
        for (var i = 0; i < slots; i++)
        {
            if (_numbers[i] >= first && _numbers[i] <= last)
                sum += _sums[i];
        }
        return sum;
    }

    private ref long Slot(DateTimeOffset at)
    {
        var number = Number(at);
        var index = (int)(number % slots);
        if (_numbers[index] != number)
            (_numbers[index], _sums[index]) = (number, 0);
        return ref _sums[index];
    }

    private long Number(DateTimeOffset at) => at.UtcTicks / slot.Ticks;
}
