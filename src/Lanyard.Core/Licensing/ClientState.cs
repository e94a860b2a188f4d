using Lanyard.Core.Data;

namespace Lanyard.Core.Licensing;

/// <summary>What is known of an API client while it calls: whose it is and what it may do. Kept in memory.</summary>
/// <param name="Exhibitor">Set for an exhibitor's client; null for an organiser's.</param>
/// <param name="Licenses">The exhibitor's <see cref="LicenseKind.Api"/> licenses that were not revoked.</param>
/// <param name="Secrets">Those that were not revoked.</param>
public sealed record ClientState(
    long ClientId,
    long OrganiserId,
    ExhibitorKey? Exhibitor,
    IReadOnlyList<License> Licenses,
    IReadOnlyList<ClientSecret> Secrets)
{
    /// <summary>As it reads in the audit log.</summary>
    public string Name { get; init; } = "";

    public bool IsLicensed(DateTimeOffset now)
    {
        foreach (var license in Licenses)
        {
            if (license.IsActive(now))
                return true;
        }
        return false;
    }
}
