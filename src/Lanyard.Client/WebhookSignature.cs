using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lanyard.Client;

/// <summary>
/// Signs webhooks and checks their signatures (Standard Webhooks 1.0.0, the symmetric scheme <c>v1</c>): HMAC-SHA256
/// over id, timestamp and body. Check the bytes of the body as they came, before anything parses them.
/// </summary>
public static class WebhookSignature
{
    /// <summary>Header with the message's id, the same at every attempt to deliver it.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header with the time of the attempt in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header with the signatures, a space between them.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Scheme = "v1,";

    /// <summary>How far a timestamp may be from now, in the past and in the future: five minutes.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// One signature. While a secret is being replaced, send one by each secret with a space between them.
    /// </summary>
    /// <param name="secret"><c>whsec_</c> and base64; the prefix may be left out.</param>
    /// <param name="id">The message's id, without a full stop.</param>
    /// <param name="timestamp">The time of the attempt; whole seconds count.</param>
    /// <param name="body">The bytes of the body.</param>
    /// <returns><c>v1,</c> and base64 of 32 bytes.</returns>
    /// <exception cref="ArgumentException">The secret is not base64.</exception>
    public static string Sign(string secret, string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body) =>
        Sign(secret, id, timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body);

    /// <summary>Checks a message with one secret.</summary>
    /// <param name="secret"><c>whsec_</c> and base64; the prefix may be left out.</param>
    /// <param name="id">The header <see cref="IdHeader"/>, null when it is missing.</param>
    /// <param name="timestamp">The header <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">The header <see cref="SignatureHeader"/>.</param>
    /// <param name="body">The bytes of the body.</param>
    /// <param name="now">The time now.</param>
    /// <returns>Whether a signature is right and the timestamp within <see cref="Tolerance"/>.</returns>
    /// <exception cref="ArgumentException">The secret is not base64.</exception>
    public static bool Verify(
        string secret,
        string? id,
        string? timestamp,
        string? signatures,
        ReadOnlySpan<byte> body,
        DateTimeOffset now) =>
        Verify([secret], id, timestamp, signatures, body, now);

    /// <summary>Checks a message with any of several secrets, for the time in which one replaces another.</summary>
    /// <param name="secrets">The secrets that are valid now.</param>
    /// <param name="id">The header <see cref="IdHeader"/>, null when it is missing.</param>
    /// <param name="timestamp">The header <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">
    /// The header <see cref="SignatureHeader"/>; signatures of other schemes are passed over.
    /// </param>
    /// <param name="body">The bytes of the body.</param>
    /// <param name="now">The time now.</param>
    /// <returns>
    /// Whether a signature by one of the secrets is right and the timestamp within <see cref="Tolerance"/>.
    /// </returns>
    /// <exception cref="ArgumentException">A secret is not base64.</exception>
    public static bool Verify(
        IReadOnlyCollection<string> secrets,
        string? id,
        string? timestamp,
        string? signatures,
        ReadOnlySpan<byte> body,
        DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || signatures is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds < (now - Tolerance).ToUnixTimeSeconds() || seconds > (now + Tolerance).ToUnixTimeSeconds())
        {
            return false;
        }
        var given = signatures.Split(' ');
        var matches = false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.ASCII.GetBytes(Sign(secret, id, timestamp, body));
            // No early end: the time taken says nothing about which of them matched.
            foreach (var signature in given)
                matches |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
        }
        return matches;
    }

    private static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        return Scheme + Convert.ToBase64String(hash.GetHashAndReset());
    }

    private static byte[] Key(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var start = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? SecretPrefix.Length : 0;
        try
        {
            return Convert.FromBase64String(secret[start..]);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException("The secret must be whsec_ and base64.", nameof(secret), exception);
        }
    }
}
