namespace Lanyard.Core.Webhooks;

/// <summary>What webhooks may be, and how long a receiver that fails is tried.</summary>
/// <param name="AllowsPrivate">Whether addresses without TLS, and in networks that are not public, are taken.</param>
public sealed record WebhookRules(bool AllowsPrivate)
{
    public const int MostOfExhibitor = 10;
    public const string NeedsTls = "must begin with https://";
    public const string HasMore = "must have no user, password or fragment";

    private const int LongestUrl = 2000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    // Three days and a little.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14),
        TimeSpan.FromHours(20), TimeSpan.FromHours(20),
    ];

    /// <summary>What is wrong with an address, as it reads after "The address"; null when nothing is.</summary>
    public string? FaultOrNull(string? url)
    {
        if (string.IsNullOrWhiteSpace(url) || url.Length > LongestUrl || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http"))
            return "must be one such as https://example.com/leads, of at most 2000 characters";
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return HasMore;
        return uri.Scheme == "https" || AllowsPrivate ? null : NeedsTls;
    }

    /// <summary>How long to wait after this many failures; null when it has been tried long enough.</summary>
    /// <param name="asked">For how long the receiver asked.</param>
    public static TimeSpan? WaitOrNull(int failures, TimeSpan? asked)
    {
        if (failures > Waits.Length)
            return null;
        var wait = Waits[failures - 1];
        return asked > wait ? asked < LongestWait ? asked : LongestWait : wait;
    }
}
