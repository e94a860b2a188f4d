namespace Lanyard.Core.Licensing;

/// <summary>
/// Client id and at most two live secrets. It belongs either to an exhibitor (the Connections API) or to an organiser
/// (<c>/organise/v1</c>), and which of the two is told by the row, never by the spelling of the id.
/// </summary>
public sealed class ApiClient
{
    /// <summary>Its <see cref="ShortId"/> is the client id.</summary>
    public long Id { get; init; } = ShortId.New();

    public required long OrganiserId { get; init; }

    /// <summary>With <see cref="ExhibitorId"/> set for an exhibitor's client, both null for an organiser's.</summary>
    public long? EventId { get; init; }

    public long? ExhibitorId { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
    public List<ClientSecret> Secrets { get; init; } = [];
}

/// <summary>One secret of an API client. The secret itself is shown once and never kept.</summary>
public sealed class ClientSecret
{
    /// <summary>How many secrets of one client may be live at once: the one in use and the one that follows it.</summary>
    public const int LiveLimit = 2;

    public required long ClientId { get; init; }
    public long Id { get; init; } = ShortId.New();

    /// <summary>Keyed hash, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The last four characters, to tell secrets apart.</summary>
    public required string Hint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a secret that is being replaced stops working; null while it stays.</summary>
    public DateTimeOffset? NotAfter { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (NotAfter is null || now < NotAfter);
}

/// <summary>An access token: only its SHA-256 is kept.</summary>
public sealed class AccessToken
{
    /// <summary>In whole microseconds. First in the key, so that the store writes new tokens side by side.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required byte[] Hash { get; init; }
    public required long ClientId { get; init; }
}
