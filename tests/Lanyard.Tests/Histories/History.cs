using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lanyard.Tests.Histories;

/// <summary>A connection as somebody saw it.</summary>
/// <param name="Registrant">Told by the contact; -1 when the contact cannot be read.</param>
/// <param name="Version">How often the registrant was changed, told by the contact too; -1 likewise.</param>
/// <param name="Time">Of the earliest scan, in seconds since 1970.</param>
/// <param name="Content">A hash of the record as it came.</param>
public readonly record struct SeenRow(long Id, long Revision, int Registrant, int Version, long Time, int Content);

public enum Outcome
{
    /// <summary>No answer came, or one that leaves it open: it may have happened or not, or may still.</summary>
    Unknown,

    /// <summary>Acknowledged.</summary>
    Ok,

    /// <summary>Refused: it has not happened.</summary>
    Failed,
}

/// <summary>One scan that was sent. Unknown until it is answered.</summary>
public sealed class ScanRecord(int exhibitor, int registrant, long time)
{
    public int Exhibitor => exhibitor;

    public int Registrant => registrant;

    public long Time => time;

    public Outcome Outcome { get; private set; }

    public SeenRow Answer { get; private set; }

    /// <summary>When the answer was there.</summary>
    public long Completed { get; private set; }

    /// <summary>The connection as fetched by its id right after the answer.</summary>
    public SeenRow? Fetched { get; set; }

    public void Succeed(SeenRow answer, long? completed = null)
    {
        (Answer, Completed) = (answer, completed ?? Stopwatch.GetTimestamp());
        Outcome = Outcome.Ok;
    }

    public void Fail() => Outcome = Outcome.Failed;
}

/// <summary>
/// A page that a reader got. Its rows are in the reader's <see cref="ReaderRecord.Rows"/>, from Start on.
/// </summary>
public readonly record struct PageRecord(long FromRevision, int Start, int Count, long Invoked, long Completed);

/// <summary>One follower of an exhibitor's feed, from revision 0 on. Used by one task at a time.</summary>
public sealed class ReaderRecord(int exhibitor)
{
    public int Exhibitor => exhibitor;

    public List<SeenRow> Rows { get; } = [];

    public List<PageRecord> Pages { get; } = [];

    /// <summary>The highest revision seen, as a client keeps it.</summary>
    public long Highest { get; private set; }

    public void Add(long fromRevision, IReadOnlyCollection<SeenRow> rows, long invoked, long completed)
    {
        Pages.Add(new(fromRevision, Rows.Count, rows.Count, invoked, completed));
        Rows.AddRange(rows);
        foreach (var row in rows)
            Highest = Math.Max(Highest, row.Revision);
    }
}

/// <summary>What clients did and saw, from the first request to the last, over any number of crashes.</summary>
public sealed class History
{
    private readonly ConcurrentQueue<ScanRecord> _scans = new();
    private readonly ConcurrentQueue<ReaderRecord> _readers = new();

    public IReadOnlyCollection<ScanRecord> Scans => _scans;

    public IReadOnlyCollection<ReaderRecord> Readers => _readers;

    /// <summary>The highest version of each registrant that the organiser's change was acknowledged of.</summary>
    public ConcurrentDictionary<int, int> Changed { get; } = new();

    /// <summary>Registrants whose erasure was sent; true once acknowledged.</summary>
    public ConcurrentDictionary<int, bool> Erased { get; } = new();

    public ScanRecord Scan(int exhibitor, int registrant, long time)
    {
        var scan = new ScanRecord(exhibitor, registrant, time);
        _scans.Enqueue(scan);
        return scan;
    }

    public ReaderRecord Read(int exhibitor)
    {
        var reader = new ReaderRecord(exhibitor);
        _readers.Enqueue(reader);
        return reader;
    }
}

public readonly record struct StoredConnection(int Exhibitor, long Id, long Revision);

public readonly record struct StoredScan(int Exhibitor, long Id, long Time);

/// <summary>
/// What the store holds after everything, read past the server, and the whole feed of each exhibitor.
/// </summary>
public sealed record FinalState(
    IReadOnlyList<StoredConnection> Connections,
    IReadOnlyList<StoredScan> Scans,
    IReadOnlyDictionary<int, IReadOnlyList<SeenRow>> Feeds);
