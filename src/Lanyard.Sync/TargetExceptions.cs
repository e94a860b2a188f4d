using System.Net;

namespace Lanyard.Sync;

/// <summary>The target does not answer, or asks to come back later. Nothing is known of what was under way.</summary>
internal sealed class TargetUnavailableException(
    string message, TimeSpan? retryAfter = null, Exception? inner = null, HttpStatusCode? status = null)
        : Exception(message, inner)
{
    /// <summary>What it answered in the end; null where it did not.</summary>
    public HttpStatusCode? Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>
/// The target refuses everything until a person puts something right: a password, a missing field, a right.
/// </summary>
internal sealed class TargetFaultException(string message, Exception? inner = null) : Exception(message, inner);
