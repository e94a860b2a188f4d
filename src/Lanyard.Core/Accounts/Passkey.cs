namespace Lanyard.Core.Accounts;

/// <summary>A passkey of an account (WebAuthn).</summary>
public sealed class Passkey
{
    public required byte[] CredentialId { get; init; }
    public required long AccountId { get; init; }

    /// <summary>As the person calls it.</summary>
    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required byte[] PublicKey { get; init; }
    public required long SignCount { get; set; }

    /// <summary>How the authenticator is reached, with commas between.</summary>
    public required string Transports { get; init; }

    public required bool IsUserVerified { get; set; }
    public required bool IsBackupEligible { get; init; }
    public required bool IsBackedUp { get; set; }
    public required byte[] AttestationObject { get; init; }
    public required byte[] ClientDataJson { get; init; }
}
