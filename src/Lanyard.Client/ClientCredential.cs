namespace Lanyard.Client;

/// <summary>The client id and the client secret of an API client (the guide, "Authentication").</summary>
/// <param name="ClientId">Names the API client.</param>
/// <param name="ClientSecret">Proves it. Printed by no member of this type.</param>
public sealed record ClientCredential(string ClientId, string ClientSecret)
{
    /// <summary>The client id alone.</summary>
    public override string ToString() => $"{nameof(ClientCredential)} {{ {nameof(ClientId)} = {ClientId} }}";
}
