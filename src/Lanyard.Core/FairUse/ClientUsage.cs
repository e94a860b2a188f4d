namespace Lanyard.Core.FairUse;

/// <summary>What is counted of an API client; each is a column of <see cref="ClientUsage"/>.</summary>
public enum UsageCount
{
    /// <summary>All of them, refused ones too; not those for tokens.</summary>
    Requests,

    /// <summary>Connections sent in pages.</summary>
    Rows,

    /// <summary>Those of pages that the client had been sent before.</summary>
    RowsAgain,

    /// <summary>Walks begun at the start of the feed by a client that had it already.</summary>
    FullWalks,

    /// <summary>Lists that had no further page: nothing, or less than a page, was new.</summary>
    PollsAtHead,

    /// <summary>Reads that began before another had ended, or between the pages of another walk.</summary>
    SideBySide,

    /// <summary>Connections asked for by id.</summary>
    Finds,

    /// <summary>Those that do not exist.</summary>
    NotFound,

    /// <summary>Badge codes submitted, each of a batch.</summary>
    Scans,

    /// <summary>Those that do not exist.</summary>
    UnknownCodes,

    /// <summary>Access tokens issued.</summary>
    Tokens,

    /// <summary>Requests refused with 429 or 403 because of fair use.</summary>
    Refused,
}

/// <summary>How an API client used the API in one hour, over all nodes.</summary>
public sealed class ClientUsage
{
    public static readonly int Counts = Enum.GetValues<UsageCount>().Length;

    public required long EventId { get; init; }
    public required long ClientId { get; init; }

    /// <summary>The start of the hour.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>The highest revision that was sent to the client.</summary>
    public long Delivered { get; init; }

    public long Requests { get; init; }
    public long Rows { get; init; }
    public long RowsAgain { get; init; }
    public long FullWalks { get; init; }
    public long PollsAtHead { get; init; }
    public long SideBySide { get; init; }
    public long Finds { get; init; }
    public long NotFound { get; init; }
    public long Scans { get; init; }
    public long UnknownCodes { get; init; }
    public long Tokens { get; init; }
    public long Refused { get; init; }

    /// <summary>In the order of <see cref="UsageCount"/>.</summary>
    public long[] ToCounts() =>
    [
        Requests, Rows, RowsAgain, FullWalks, PollsAtHead, SideBySide, Finds, NotFound, Scans, UnknownCodes, Tokens, Refused,
    ];
}
