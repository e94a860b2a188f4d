namespace Lanyard.Core.Data;

/// <summary>What a check of a store finds: the first faults of each kind in words, the others counted.</summary>
/// <param name="tell">Takes one line, at once.</param>
public sealed class Findings(Action<string> tell)
{
    private const int ToldOfKind = 10;

    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long Count { get; private set; }

    /// <summary>Something is wrong.</summary>
    /// <param name="kind">What the faults that are not told one by one are called.</param>
    public void Add(string kind, string text)
    {
        Count++;
        var ofKind = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (ofKind <= ToldOfKind)
            tell(text);
    }

    /// <summary>Something to know that is not wrong.</summary>
    public void Note(string text) => tell("Note: " + text);

    /// <summary>Tells how many there are of the kinds of which not all were told.</summary>
    public void End()
    {
        foreach (var (kind, count) in _counts)
        {
            if (count > ToldOfKind)
                tell($"{kind}: {count - ToldOfKind:N0} more.");
        }
    }
}
