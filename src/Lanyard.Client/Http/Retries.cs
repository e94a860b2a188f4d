using System.Text.Json;

namespace Lanyard.Client.Http;

/// <summary>Runs attempts, each with its time limit, until one succeeds, fails for good or was the last.</summary>
internal sealed class Retries(ConnectionsClientOptions options)
{
    private const int Ok = 200;

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attemptAsync, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Not every handler looks at the token before it sends.
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return await AttemptAsync(attemptAsync, cancellation).ConfigureAwait(false);
            }
            catch (ConnectionsException failure)
                when (failure.IsTransient && attempt < options.MostAttempts && WaitOrNull(failure, attempt) is { } wait)
            {
                await Task.Delay(wait, options.Time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> attemptAsync, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Timeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await attemptAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ConnectionsException("The server did not answer in time.", exception)
            {
                Code = "timeout",
                IsTransient = true,
            };
        }
        // What breaks while a body is read comes as the second of these.
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ConnectionsException("The server cannot be reached, or the connection to it broke.", exception)
            {
                Code = "network_error",
                IsTransient = true,
            };
        }
        // A gateway's page or half an answer, which another attempt may well replace by a whole one.
        catch (JsonException exception)
        {
            throw new ConnectionsException("The answer is not what the Connections API answers with.", exception)
            {
                Status = Ok,
                Code = "invalid_answer",
                IsTransient = true,
            };
        }
    }

    /// <summary>Null when the server asks for a longer wait than the caller wants.</summary>
    private TimeSpan? WaitOrNull(ConnectionsException failure, int attempt)
    {
        var random = Random.Shared.NextDouble();
        if (failure.RetryAfter is { } asked)
            return asked > options.LongestWait ? null : asked + options.FirstWait * random;
        // A double, because the sum of many doublings is past every TimeSpan.
        var doubled = options.FirstWait.TotalSeconds * Math.Pow(2, attempt - 1);
        return TimeSpan.FromSeconds(Math.Min(doubled, options.LongestWait.TotalSeconds) * (1 - random / 2));
    }
}
