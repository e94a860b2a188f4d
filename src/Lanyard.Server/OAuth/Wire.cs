using System.Text.Json.Serialization;

namespace Lanyard.Server.OAuth;

// These describe the bodies of the OAuth endpoints; they are read and written by hand, name by name.

internal sealed record TokenRequest
{
    /// <summary>Always <c>client_credentials</c>.</summary>
    [JsonPropertyName("grant_type")]
    public required string GrantType { get; init; }

    /// <summary>Left out when it is in a Basic header.</summary>
    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>Left out when it is in a Basic header.</summary>
    [JsonPropertyName("client_secret")]
    public string? ClientSecret { get; init; }
}

/// <summary>The guide's answer.</summary>
internal sealed record TokenAnswer
{
    /// <summary>Goes into the header <c>Authorization: Bearer</c>. Opaque.</summary>
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    /// <summary>Seconds, as a string.</summary>
    [JsonPropertyName("expires_in")]
    public required string ExpiresIn { get; init; }

    /// <summary>Always <c>Bearer</c>.</summary>
    [JsonPropertyName("token_type")]
    public required string TokenType { get; init; }
}

/// <summary>The answer after RFC 6749.</summary>
internal sealed record TokenAnswerWithNumber
{
    /// <summary>Goes into the header <c>Authorization: Bearer</c>. Opaque.</summary>
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    /// <summary>Always <c>Bearer</c>.</summary>
    [JsonPropertyName("token_type")]
    public required string TokenType { get; init; }
}

/// <summary>A token to look at or to end, and whose it is.</summary>
internal sealed record TokenQuestion
{
    /// <summary>The access token.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>Left out when it is in a Basic header.</summary>
    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>Left out when it is in a Basic header.</summary>
    [JsonPropertyName("client_secret")]
    public string? ClientSecret { get; init; }
}

/// <summary>The answer after RFC 7662; of a token that is not live, <c>active</c> alone.</summary>
internal sealed record Introspection
{
    /// <summary>Whether the token is live and this client's.</summary>
    [JsonPropertyName("active")]
    public required bool Active { get; init; }

    /// <summary>Whose it is.</summary>
    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>When it ends, in seconds since 1970.</summary>
    [JsonPropertyName("exp")]
    public long? ExpiresAt { get; init; }

    /// <summary>Always <c>Bearer</c>.</summary>
    [JsonPropertyName("token_type")]
    public string? TokenType { get; init; }

    /// <summary>Whether reading is refused because of fair use; <c>GET /connect/v1/fair-use</c> says why and until when.</summary>
    [JsonPropertyName("restricted")]
    public bool? Restricted { get; init; }
}

/// <summary>The answer to a request that failed (RFC 6749, 5.2).</summary>
internal sealed record OAuthError
{
    /// <summary><c>invalid_request</c>, <c>invalid_client</c>, <c>unsupported_grant_type</c>, <c>invalid_scope</c> or
    /// <c>slow_down</c>.</summary>
    [JsonPropertyName("error")]
    public required string Error { get; init; }

    /// <summary>The fault in words.</summary>
    [JsonPropertyName("error_description")]
    public required string Description { get; init; }
}
