using Lanyard.Core.Data;

namespace Lanyard.Core.Connections;

/// <summary>What a scan came to.</summary>
public enum ScanResultKind
{
    /// <summary>No badge has this code.</summary>
    UnknownCode,

    /// <summary>The badge is of another event that is not related; through the API nothing is created.</summary>
    NoAccess,

    /// <summary>The registrant has not agreed, and the badge's event requires it; nothing is created.</summary>
    NotConsented,

    /// <summary>The connection is there, new or known, and on disk.</summary>
    Stored,
}

public enum ScanChange
{
    /// <summary>Logged, with nothing new for a reader.</summary>
    Unchanged,

    /// <summary>A reader sees a difference: an earlier time, or a connection that became readable.</summary>
    Updated,

    /// <summary>The first scan of this badge by this exhibitor.</summary>
    Created,
}

/// <param name="Connection">Set when stored.</param>
public readonly record struct ScanResult(ScanResultKind Kind, ConnectionRow Connection, ScanChange Change)
{
    /// <summary>What stands once per registrant, where the store has read it already.</summary>
    public RegistrantContent? Content { get; init; }
}

/// <summary>Takes scans, whichever way they come.</summary>
public sealed class Scanning(IStore store, Keys keys)
{
    /// <param name="code">The text of the badge's QR code.</param>
    /// <param name="time">Seconds since 1970.</param>
    /// <param name="scannedBy">Who scanned; empty for the API.</param>
    public ValueTask<ScanResult> ScanAsync(ExhibitorKey exhibitor, string code, long time, string scannedBy, ScanOrigin origin) =>
        store.ScanAsync(new(exhibitor, keys.HashBadge(code), time, scannedBy, origin));
}
