using System.Net;

namespace Lanyard.Sync;

/// <summary>
/// Calls of a target's API: waits as long as it asks to, tries again what is safe to try again, and tells apart what
/// certainly did not happen from what may have.
/// </summary>
internal sealed class TargetHttp(HttpClient http, TimeProvider time)
{
    // The waits between them come to more than ten seconds, after which HubSpot counts anew without saying so.
    private const int Attempts = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <param name="request">Makes the request, anew for each attempt.</param>
    /// <param name="isRepeatable">Whether it may be sent again after an attempt whose outcome is unknown.</param>
    /// <returns>Any answer but 429 and 5xx.</returns>
    /// <exception cref="TargetUnavailableException">
    /// It did not answer, or is to be left alone for longer than a minute.
    /// </exception>
    /// <exception cref="OutcomeUnknownException">Not repeatable, and it may have been carried out.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> request, bool isRepeatable, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                using var message = request();
                var response = await http.SendAsync(message, cancellation);
                if (response.StatusCode is not HttpStatusCode.TooManyRequests && (int)response.StatusCode < 500)
                    return response;
                using (response)
                    wait = Wait(response, attempt, isRepeatable);
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException
                && !cancellation.IsCancellationRequested)
            {
                if (!isRepeatable && !NeverSent(exception))
                    throw new OutcomeUnknownException(
                        "The target broke off; it may have carried the request out.", exception);
                if (attempt == Attempts)
                    throw new TargetUnavailableException(
                        $"The target does not answer: {exception.Message}", inner: exception);
                wait = BackOff(attempt);
            }
            await Task.Delay(wait, time, cancellation);
        }
    }

    private TimeSpan Wait(HttpResponseMessage response, int attempt, bool isRepeatable)
    {
        // A proxy answers 503 for a server that broke off in the middle, too; who says when to come back has not begun.
        var isRefused = response.StatusCode is HttpStatusCode.TooManyRequests
            || response.StatusCode is HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null;
        if (!isRepeatable && !isRefused)
            throw new OutcomeUnknownException(
                $"The target answered {(int)response.StatusCode}; it may have carried the request out.");
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        if (attempt == Attempts || asked > LongestWait)
            throw new TargetUnavailableException(
                $"The target answered {(int)response.StatusCode}.", asked, status: response.StatusCode);
        return asked is { } wait && wait > TimeSpan.Zero ? wait : BackOff(attempt);
    }

    private static bool NeverSent(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    // Half of it by chance, so that several do not come back together.
    private static TimeSpan BackOff(int attempt) =>
        TimeSpan.FromSeconds(Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble() / 2));
}

/// <summary>
/// A request that may not be sent twice broke off. The target must be asked before anything else is done.
/// </summary>
internal sealed class OutcomeUnknownException(string message, Exception? inner = null) : Exception(message, inner);
