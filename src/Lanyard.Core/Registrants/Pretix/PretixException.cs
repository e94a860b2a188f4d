namespace Lanyard.Core.Registrants.Pretix;

/// <summary>What a person or time has to put right before pretix can be read.</summary>
public enum PretixFault
{
    /// <summary>The server cannot be reached, or is not pretix.</summary>
    Address,

    /// <summary>The address is in a network that is not public, and the operator has not allowed that.</summary>
    PrivateNetwork,

    /// <summary>Its certificate is not trusted.</summary>
    Certificate,

    /// <summary>pretix does not know the token.</summary>
    Token,

    /// <summary>The token may not see this, or it does not exist: pretix tells neither apart.</summary>
    Permission,

    /// <summary>Too many requests.</summary>
    Busy,

    /// <summary>pretix failed.</summary>
    Failing,

    /// <summary>An answer that cannot be understood.</summary>
    Answer,
}

/// <summary>pretix could not be read; the message says in words for the organiser what is wrong.</summary>
public sealed class PretixException(
    PretixFault fault, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public PretixFault Fault { get; } = fault;

    /// <summary>How long pretix asks to wait; null where it does not ask.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
