namespace Lanyard.Sync;

/// <summary>The target does not answer, or asks to come back later. Nothing is known of what was under way.</summary>
/// <param name="status">Of the last answer, where there was one.</param>
internal sealed class TargetUnavailableException(
    string message, TimeSpan? retryAfter = null, Exception? inner = null, int? status = null) : Exception(message, inner)
{
    public int? Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>The target refuses everything until a person puts something right: a password, a missing field, a right.</summary>
internal sealed class TargetFaultException(string message, Exception? inner = null) : Exception(message, inner);
