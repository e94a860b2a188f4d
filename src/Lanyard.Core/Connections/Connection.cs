namespace Lanyard.Core.Connections;

/// <summary>What may be seen of a connection. Numbers are stored; the guide's spelling is in <see cref="ConnectionJson"/>.</summary>
public enum ConnectionState
{
    Completed = 0,

    /// <summary>The badge belongs to another event, or the registrant was erased.</summary>
    NoAccess = 1,

    /// <summary>Scanned in Connect with no active seat.</summary>
    NoLicense = 2,
}

/// <summary>
/// One exhibitor and one registrant: the guide's record, without what stands once per registrant. Rows are written by the
/// store's own statements; this class gives the tables their shape and serves queries of people.
/// </summary>
public sealed class Connection
{
    public required long EventId { get; init; }

    /// <summary>Row number, in the order of creation; <see cref="Keys.ConnectionId"/> makes the public id of it.</summary>
    public long Seq { get; init; }

    public required long Id { get; init; }
    public required long ExhibitorId { get; init; }
    public required long RegistrantEventId { get; init; }
    public required long RegistrantId { get; init; }

    /// <summary>The registrant's version that this revision shows, or a later one.</summary>
    public required int RegistrantVersion { get; init; }

    public required long Revision { get; init; }
    public required ConnectionState State { get; init; }

    /// <summary>The earliest scan, in seconds since 1970.</summary>
    public required long Time { get; init; }

    /// <summary>Who scanned first, as a JSON string with its quotes; null for the API.</summary>
    public byte[]? ScanInfo { get; init; }

    /// <summary>The guide's <c>exhibitorQuestions</c> as JSON; null when empty.</summary>
    public byte[]? Answers { get; init; }

    /// <summary>The guide's <c>notes</c> as JSON; null when empty. See <see cref="NotesJson"/> for the file addresses.</summary>
    public byte[]? Notes { get; init; }
}

/// <summary>One reading of one badge. Append-only; the same reading sent again is the same row.</summary>
public sealed class Scan
{
    public required long EventId { get; init; }
    public required long ConnectionSeq { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Time { get; init; }

    /// <summary>Empty for the API.</summary>
    public required string ScannedBy { get; init; }

    public required ScanOrigin Origin { get; init; }
}

public enum ScanOrigin
{
    Api = 0,
    Connect = 1,
}
