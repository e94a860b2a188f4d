namespace Lanyard.Cli.Scan;

/// <summary>A badge that stays before a reader is read again and again; that is one scan.</summary>
internal sealed class RepeatedCodes(TimeProvider clock)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, DateTimeOffset> _lastRead = new(StringComparer.Ordinal);

    /// <summary>Whether this reader read the code less than three seconds ago; counts as reading it.</summary>
    public bool IsRepeated(string code)
    {
        var now = clock.GetUtcNow();
        var isRepeated = _lastRead.TryGetValue(code, out var last) && now - last < Pause && now >= last;
        if (_lastRead.Count > 64)
        {
            foreach (var old in _lastRead.Where(read => now - read.Value >= Pause).Select(read => read.Key).ToList())
                _lastRead.Remove(old);
        }
        _lastRead[code] = now;
        return isRepeated;
    }

    /// <summary>The code was not saved: reading it again must not be taken for a repetition.</summary>
    public void Forget(string code) => _lastRead.Remove(code);
}
