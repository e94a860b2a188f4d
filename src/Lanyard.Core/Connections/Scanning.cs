using Lanyard.Core.Data;

namespace Lanyard.Core.Connections;

/// <summary>What a scan came to.</summary>
public enum ScanResultKind
{
    /// <summary>The connection is there, new or known, and on disk.</summary>
    Stored,

    /// <summary>No badge has this code.</summary>
    UnknownCode,

    /// <summary>The badge is of another event that is not related; through the API nothing is created.</summary>
    NoAccess,
}

/// <param name="Connection">Set when stored.</param>
public readonly record struct ScanResult(ScanResultKind Kind, ConnectionRow Connection, ScanChange Change);

/// <summary>Takes scans, whichever way they come.</summary>
public sealed class Scanning(IStore store, Keys keys)
{
    /// <param name="code">The text of the badge's QR code.</param>
    /// <param name="time">Seconds since 1970.</param>
    /// <param name="scannedBy">Who scanned; empty for the API.</param>
    public async ValueTask<ScanResult> ScanAsync(
        ExhibitorKey exhibitor, string code, long time, string scannedBy, ScanOrigin origin, CancellationToken cancellation)
    {
        if (await store.FindBadgeAsync(exhibitor.EventId, keys.HashBadge(code), cancellation) is not { } badge)
            return new(ScanResultKind.UnknownCode, default, default);
        if (badge.Access is BadgeAccess.OtherEvent && origin is ScanOrigin.Api)
            return new(ScanResultKind.NoAccess, default, default);
        var outcome = await store.ScanAsync(new(exhibitor, badge, time, scannedBy, origin));
        return outcome.Connection is { } row
            ? new(ScanResultKind.Stored, row, outcome.Change)
            : new(ScanResultKind.UnknownCode, default, default);
    }
}
