using System.Numerics;

namespace Lanyard.Benchmarks.Load;

/// <summary>Times in steps of at most three hundredths, from a nanosecond to hours, in a few kilobytes.</summary>
internal sealed class Histogram
{
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[64 * Steps];

    public long Count { get; private set; }

    public TimeSpan Longest { get; private set; }

    public void Add(TimeSpan time)
    {
        var nanoseconds = Math.Max(1, (ulong)(time.Ticks * 100));
        var octave = BitOperations.Log2(nanoseconds);
        var step = octave <= StepBits ? 0 : (int)(nanoseconds >> (octave - StepBits)) & (Steps - 1);
        _counts[octave * Steps + step]++;
        Count++;
        if (time > Longest)
            Longest = time;
    }

    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        if (other.Longest > Longest)
            Longest = other.Longest;
    }

    /// <summary>In milliseconds.</summary>
    public double Percentile(double percent)
    {
        var rest = (long)Math.Ceiling(Count * percent / 100);
        for (var i = 0; i < _counts.Length; i++)
        {
            rest -= _counts[i];
            if (rest <= 0)
                return Math.Pow(2, i / Steps) * (1 + (i % Steps + 0.5) / Steps) / 1e6;
        }
        return Longest.TotalMilliseconds;
    }
}
