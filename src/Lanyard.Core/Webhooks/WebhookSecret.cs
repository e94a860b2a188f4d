using System.Globalization;
using System.Security.Cryptography;

namespace Lanyard.Core.Webhooks;

/// <summary>The secret of a webhook as it is kept, with the one before it while that is still accepted.</summary>
/// <param name="Text"><c>whsec_</c> and base64 of 32 random bytes.</param>
/// <param name="Before">The secret that was replaced; null when there was none.</param>
/// <param name="BeforeUntil">Until when the secret before also signs.</param>
public sealed record WebhookSecret(string Text, string? Before = null, DateTimeOffset BeforeUntil = default)
{
    private const string Purpose = "webhook";
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public static WebhookSecret New() => new("whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    public static WebhookSecret Read(Keys keys, byte[] stored)
    {
        var parts = keys.Unprotect(stored, Purpose).Split(' ');
        return parts is [var text, var before, var until]
            ? new(text, before, DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture)))
            : new(parts[0]);
    }

    /// <summary>A new one beside which this one signs for a day, so that a receiver can change over without losing anything.</summary>
    public WebhookSecret Next(DateTimeOffset now) => New() with { Before = Text, BeforeUntil = now + Overlap };

    /// <summary>The secrets that sign now.</summary>
    public IReadOnlyList<string> Live(DateTimeOffset now) => Before is not null && now < BeforeUntil ? [Text, Before] : [Text];

    public byte[] Protect(Keys keys) => keys.Protect(
        Before is null ? Text : string.Create(CultureInfo.InvariantCulture, $"{Text} {Before} {BeforeUntil.ToUnixTimeSeconds()}"), Purpose);

    /// <summary>Names the type alone: no secret may reach a log by accident.</summary>
    public override string ToString() => nameof(WebhookSecret);
}
