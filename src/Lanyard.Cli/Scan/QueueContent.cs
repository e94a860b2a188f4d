namespace Lanyard.Cli.Scan;

/// <summary>What a journal says when it is read from its start: what waits and what was set aside.</summary>
internal sealed class QueueContent
{
    private readonly SortedDictionary<long, SavedScan> _waiting = [];
    private readonly SortedDictionary<long, SetAsideScan> _setAside = [];

    public IReadOnlyCollection<SavedScan> Waiting => _waiting.Values;

    public IReadOnlyCollection<SetAsideScan> SetAside => _setAside.Values;

    public string? Owner { get; private set; }

    public long NextNumber { get; private set; } = 1;

    /// <summary>Lines that could be left out of the journal by now.</summary>
    public int Finished { get; private set; }

    /// <summary>Good lines as they were; <paramref name="journal"/> need not be whole.</summary>
    public static QueueContent Read(ReadOnlySpan<byte> journal, out JournalDamage damage)
    {
        var content = new QueueContent();
        damage = new JournalDamage();
        for (var rest = journal; rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                damage.IsTorn = true;
                break;
            }
            if (JournalLine.ReadOrNull(rest[..end]) is { } line)
                content.Apply(line);
            else
                damage.Lines++;
            rest = rest[(end + 1)..];
        }
        return content;
    }

    public void Apply(JournalLine line)
    {
        switch (line.Event)
        {
            case JournalEvent.Owner:
                Owner = line.Owner;
                NextNumber = Math.Max(NextNumber, line.Number);
                break;
            case JournalEvent.Scan:
                _waiting[line.Number] = new(line.Number, line.Code!, line.Time!.Value, line.Reader!);
                NextNumber = Math.Max(NextNumber, line.Number + 1);
                break;
            case JournalEvent.Sent when _waiting.Remove(line.Number):
                Finished += 2;
                break;
            case JournalEvent.SetAside when _waiting.Remove(line.Number, out var scan):
                _setAside[line.Number] = new(scan, line.Status ?? 0, line.Reason ?? "", line.Detail ?? "");
                break;
            case JournalEvent.SentAgain when _setAside.Remove(line.Number, out var refused):
                _waiting[line.Number] = refused.Scan;
                Finished += 2;
                break;
        }
    }

    /// <summary>The shortest journal that says the same.</summary>
    public IEnumerable<JournalLine> Lines()
    {
        yield return new() { Event = JournalEvent.Owner, Owner = Owner, Number = NextNumber };
        foreach (var scan in Waiting.Concat(SetAside.Select(refused => refused.Scan)))
            yield return LineOf(scan);
        foreach (var refused in SetAside)
            yield return LineOf(refused);
    }

    public static JournalLine LineOf(SavedScan scan) => new()
    {
        Event = JournalEvent.Scan, Number = scan.Number, Code = scan.Code, Time = scan.Time, Reader = scan.Reader,
    };

    public static JournalLine LineOf(SetAsideScan refused) => new()
    {
        Event = JournalEvent.SetAside, Number = refused.Scan.Number, Status = refused.Status, Reason = refused.Reason,
        Detail = refused.Detail,
    };

    public void Compacted() => Finished = 0;
}

/// <summary>What a journal lost.</summary>
internal sealed class JournalDamage
{
    /// <summary>The last line is not whole: it was being written, and nobody was told that it was saved.</summary>
    public bool IsTorn { get; set; }

    /// <summary>Whole lines that are not as they were written.</summary>
    public int Lines { get; set; }
}
