using Lanyard.Client;

namespace Lanyard.Cli.Scan;

/// <summary>Where scans go, and for whom.</summary>
internal sealed record ScanSettings(Uri Server, ClientCredential Credential)
{
    /// <summary>Whose scans a queue holds: they must not reach another exhibitor's leads.</summary>
    public string Owner => $"client {Credential.ClientId} at {Server.AbsoluteUri}";
}
