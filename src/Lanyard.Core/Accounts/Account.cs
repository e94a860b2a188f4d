namespace Lanyard.Core.Accounts;

/// <summary>A person who signs in. What it may do is told by its memberships.</summary>
public sealed class Account
{
    public long Id { get; init; } = ShortId.New();
    public required string Email { get; set; }

    /// <summary>The address in the form in which it is looked up; unique.</summary>
    public required string NormalizedEmail { get; set; }

    public required string Name { get; set; }

    /// <summary>The language of pages, such as <c>de</c>; null when the browser's is taken.</summary>
    public string? Language { get; set; }

    /// <summary>The organiser it works for now; 0 for none. A membership must say so too.</summary>
    public long OrganiserId { get; set; }

    public string? PasswordHash { get; set; }

    /// <summary>Changes whenever what proves the person changes; sessions begun before it end.</summary>
    public string SecurityStamp { get; set; } = "";

    public bool TwoFactorEnabled { get; set; }

    /// <summary>The seed of one-time codes, encrypted; null without an app.</summary>
    public byte[]? AuthenticatorKey { get; set; }

    /// <summary>The time step of the last one-time code that was taken: no code is taken twice.</summary>
    public long LastCodeStep { get; set; }

    /// <summary>Keyed hashes of the recovery codes that are left, in hexadecimal, with spaces between.</summary>
    public string RecoveryCodes { get; set; } = "";

    public required DateTimeOffset CreatedAt { get; init; }
}
