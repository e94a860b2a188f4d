namespace Lanyard.Core.Demo;

/// <summary>SplitMix64: chance that falls the same way for the same seed on every machine and every .NET.</summary>
internal sealed class Dice(int seed)
{
    private ulong state = (ulong)seed;

    /// <summary>A number from 0, below the bound.</summary>
    public int Below(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);

    public bool Percent(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    /// <summary>The pattern with a digit for each <c>#</c> and a capital for each <c>@</c>.</summary>
    public string Fill(string pattern) => string.Create(pattern.Length, (this, pattern), static (filled, from) =>
    {
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = from.pattern[i] switch
            {
                '#' => (char)('0' + from.Item1.Below(10)),
                '@' => (char)('A' + from.Item1.Below(26)),
                var c => c,
            };
        }
    });

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
