namespace Lanyard.Client;

/// <summary>
/// A call that failed, after the retries where a retry could have helped. Neither message nor any property contains a
/// token, a client secret or a badge code. A call that its caller cancels throws
/// <see cref="OperationCanceledException"/> instead.
/// </summary>
public sealed class ConnectionsException : Exception
{
    private const int Unauthorized = 401;
    private const int Forbidden = 403;
    private const int TooManyRequests = 429;

    /// <summary>Makes one, for tests of code that handles it.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">Why: the <see cref="HttpRequestException"/> of a failure of the network.</param>
    public ConnectionsException(string message, Exception? innerException = null)
        : base(message, innerException) { }

    /// <summary>The HTTP status of the last answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// Stable name of the fault: <c>code</c> of problem details (RFC 9457; Lanyard's are in docs/errors.md) or
    /// <c>error</c> of an RFC 6749 answer. Of this client: <c>network_error</c>, <c>timeout</c>, <c>invalid_answer</c>
    /// for what is not the JSON of the guide, and <c>redirected</c>. Null when the answer names none.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>The fault in the server's words, if it used any.</summary>
    public string? Detail { get; init; }

    /// <summary>Finds the request in the server's log, if the server said it.</summary>
    public string? TraceId { get; init; }

    /// <summary>How long to wait before another try, if the server said it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The rule of the fair use policy that was not kept, where the server restricts or slows this client for it, such as
    /// <c>full-resync</c>; null else. Lanyard's are in docs/fair-use.md.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>When the restriction ends by itself, if the server said it: nothing is to be asked before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// Whether this client may not go on as it does: its license is not active or it is restricted (403), or it asked
    /// too often and still did after the retries (429). Waiting and a word with the organiser help; more requests do
    /// not. False where a 403 is about the badge: <c>no_access</c> is the badge of another event, <c>not_consented</c>
    /// that of a person who has not agreed.
    /// </summary>
    public bool IsRestricted => Status is TooManyRequests || Status is Forbidden && Code is not ("no_access" or "not_consented");

    /// <summary>Whether the same request may succeed a little later.</summary>
    internal bool IsTransient { get; init; }

    internal bool IsUnauthorized => Status is Unauthorized;
}
