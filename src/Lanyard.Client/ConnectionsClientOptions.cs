namespace Lanyard.Client;

/// <summary>
/// How a <see cref="ConnectionsClient"/> works. It is copied by the client: later changes have no effect.
/// </summary>
public sealed class ConnectionsClientOptions
{
    /// <summary>How the credential is sent for a token; <see cref="TokenMethod.Basic"/> unless set.</summary>
    public TokenMethod TokenMethod { get; set; } = TokenMethod.Basic;

    /// <summary>How often a request is sent at most, the first time included; 5 unless set, 1 for no retry.</summary>
    public int MostAttempts
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 5;

    /// <summary>
    /// How long to wait before the second attempt; half a second unless set. The wait doubles with each further one,
    /// and a random part of up to a half is taken off, so that many clients do not come back at once.
    /// </summary>
    public TimeSpan FirstWait
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// The longest wait between two attempts; one minute unless set. A server that asks for more by <c>Retry-After</c>
    /// ends the retries: <see cref="ConnectionsException.RetryAfter"/> says how much it asked for.
    /// </summary>
    public TimeSpan LongestWait
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>How long one attempt may take; 30 seconds unless set.</summary>
    public TimeSpan Timeout
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>The clock for the life of tokens, for waits and for timeouts.</summary>
    public TimeProvider Time
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = TimeProvider.System;

    internal ConnectionsClientOptions Copy() => (ConnectionsClientOptions)MemberwiseClone();
}

/// <summary>The guide's three ways to send the credential ("Authentication", methods 1 to 3).</summary>
public enum TokenMethod
{
    /// <summary>Method 3: in a Basic header, with the grant type in a form (RFC 6749, 2.3.1).</summary>
    Basic,

    /// <summary>Method 2: in a form.</summary>
    Form,

    /// <summary>Method 1: in a JSON object.</summary>
    Json,
}
