namespace Lanyard.Core.Licensing;

public enum LicenseKind
{
    /// <summary>The Connections API.</summary>
    Api,

    /// <summary>A number of seats in Connect.</summary>
    Scan,
}

/// <summary>What an exhibitor may do, from when until when.</summary>
public sealed class License
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public long Id { get; init; } = ShortId.New();
    public required LicenseKind Kind { get; init; }

    /// <summary>Persons or devices that may scan at once; null for <see cref="LicenseKind.Api"/>.</summary>
    public int? Seats { get; set; }

    public required DateTimeOffset From { get; set; }

    /// <summary>The moment it ends; null when it does not.</summary>
    public DateTimeOffset? Until { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public bool IsActive(DateTimeOffset now) => RevokedAt is null && From <= now && (Until is null || now < Until);
}
