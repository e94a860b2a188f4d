namespace Lanyard.Core.Seats;

/// <summary>
/// A person, on all devices, or one device of a scan-only link, that scans for an exhibitor. Seats go by
/// <see cref="SeatedAt"/>: of those who have one the first have a seat, as many as the active licenses have together, and
/// the next moves up when a seat is freed or licensed.
/// </summary>
public sealed class Scanner
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public long Id { get; init; } = ShortId.New();

    /// <summary>Stands on scans as <c>scanInfo</c>; unique among the exhibitor's, also those removed.</summary>
    public required string Name { get; init; }

    /// <summary>Null for a device of a scan-only link.</summary>
    public long? AccountId { get; init; }

    /// <summary>The link by which the device came; null for a person.</summary>
    public long? LinkId { get; init; }

    /// <summary>32 bytes by which the device's cookie is known; null for a person.</summary>
    public byte[]? TokenHash { get; init; }

    /// <summary>Its place in the order of seats, no two alike within an exhibitor; null when its seat was freed.</summary>
    public DateTimeOffset? SeatedAt { get; set; }

    public required DateTimeOffset AddedAt { get; init; }
    public DateTimeOffset? LastSeenAt { get; set; }

    /// <summary>May not scan any more.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}

/// <summary>A link, shown as a QR code, by which a device scans for an exhibitor and does nothing else.</summary>
public sealed class ScanLink
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public long Id { get; init; } = ShortId.New();

    /// <summary>32 bytes by which the link's secret is known.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The secret, encrypted, so that the link can be shown again.</summary>
    public required byte[] Secret { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}
