using System.Globalization;

namespace Lanyard.Core.Webhooks;

/// <summary>What kept a message from arriving, or switched a webhook off.</summary>
public enum WebhookFaultKind
{
    /// <summary>Another status than 2xx, which is the subject.</summary>
    Status,

    /// <summary>No answer within the time that the receiver has.</summary>
    NoAnswer,

    /// <summary>The host, which is the subject, is in a network that is not public.</summary>
    NotPublic,

    /// <summary>There is no server named as the subject says; without one, of the webhook's name.</summary>
    NoServer,

    /// <summary>A certificate that is not valid, or no TLS at all.</summary>
    NotSecure,

    /// <summary>The receiver takes no connections.</summary>
    NoConnection,

    /// <summary>The answer is not HTTP.</summary>
    NotHttp,

    /// <summary>The connection broke before there was an answer.</summary>
    Broken,

    /// <summary>Nobody failed: the person who is the subject switched it off.</summary>
    SwitchedOff,

    /// <summary>Kept by an earlier version, in words: the subject.</summary>
    InWords,
}

/// <summary>A fault with what it is about: each language says it in its own words.</summary>
/// <param name="Subject">A status, a host or a name, as the kind wants it.</param>
public sealed record WebhookFault(WebhookFaultKind Kind, string Subject = "")
{
    private const char Separator = ':';

    /// <summary>The receiver answered 410 (Standard Webhooks: it wants nothing more).</summary>
    public bool IsGone => Kind is WebhookFaultKind.Status && Subject == "410";

    /// <summary>A failure of an attempt, after which there is another; webhooks are switched off when it is always so for three days.</summary>
    public bool IsTriedAgain => !IsGone && Kind is not (WebhookFaultKind.SwitchedOff or WebhookFaultKind.InWords);

    public static WebhookFault Of(int status) => new(WebhookFaultKind.Status, status.ToString(CultureInfo.InvariantCulture));

    /// <summary>As it is stored: <c>Status:503</c>.</summary>
    public static string Write(WebhookFault fault) => $"{fault.Kind}{Separator}{fault.Subject}";

    public static WebhookFault Read(string stored) =>
        stored.IndexOf(Separator, StringComparison.Ordinal) is var end and > 0
            && Enum.TryParse<WebhookFaultKind>(stored.AsSpan(0, end), out var kind)
            ? new(kind, stored[(end + 1)..])
            : new(WebhookFaultKind.InWords, stored);

    /// <summary>In English, for mail.</summary>
    public override string ToString() => Kind switch
    {
        WebhookFaultKind.Status when IsGone => "The receiver answered 410: it wants nothing more.",
        WebhookFaultKind.Status => $"The receiver answered {Subject}.",
        WebhookFaultKind.NoAnswer => "The receiver did not answer within 15 seconds.",
        WebhookFaultKind.NotPublic => $"{Subject} is in a network that is not public.",
        WebhookFaultKind.NoServer when Subject == "" => "There is no server of this name.",
        WebhookFaultKind.NoServer => $"There is no server named {Subject}.",
        WebhookFaultKind.NotSecure => "The receiver's certificate is not valid, or it takes no TLS.",
        WebhookFaultKind.NoConnection => "The receiver takes no connections.",
        WebhookFaultKind.NotHttp => "What the receiver answered is not HTTP.",
        WebhookFaultKind.Broken => "The connection broke before there was an answer.",
        WebhookFaultKind.SwitchedOff => $"Switched off by {Subject}.",
        _ => Subject,
    };
}
