namespace Lanyard.Client;

/// <summary>A scan to be submitted ("Submitting connection scans").</summary>
public sealed record ScanRequest
{
    /// <summary>The text of the badge's QR code.</summary>
    public required string Code { get; init; }
    /// <summary>When it was scanned; now when left out. At most ten minutes in the future.</summary>
    public DateTimeOffset? Time { get; init; }
}

/// <summary>1 to 100 scans of a device that comes back online.</summary>
public sealed record ScanBatch
{
    /// <summary>The scans, in any order.</summary>
    public required IReadOnlyList<ScanRequest> Scans { get; init; }
}

/// <summary>A result for each scan of a batch.</summary>
public sealed record ScanBatchResult
{
    /// <summary>In the order of the scans.</summary>
    public required IReadOnlyList<ScanBatchItem> Results { get; init; }
}

/// <summary>What became of one scan of a batch.</summary>
public sealed record ScanBatchItem
{
    /// <summary>The scan's place in the batch, from 0.</summary>
    public required int Index { get; init; }
    /// <summary>The status that the scan alone would have been answered with.</summary>
    public required int Status { get; init; }
    /// <summary>The connection, when the status is 200.</summary>
    public Connection? Connection { get; init; }
    /// <summary>What was wrong, when it is not.</summary>
    public ScanError? Error { get; init; }
}

/// <summary>Why a scan was refused.</summary>
public sealed record ScanError
{
    /// <summary>Stable name of the fault.</summary>
    public required string Code { get; init; }
    /// <summary>The fault in words.</summary>
    public required string Detail { get; init; }
}
