namespace Lanyard.Server.Hosting;

/// <summary>Work behind the requests that a failure does not end.</summary>
internal static class Unceasing
{
    /// <summary>Does the work again and again until the server stops.</summary>
    /// <param name="work">One turn, with the wait before the next one.</param>
    /// <param name="failed">Tells the log.</param>
    /// <param name="pause">After a turn that failed.</param>
    public static async Task RunAsync(
        Func<CancellationToken, Task> work, Action<Exception> failed, TimeSpan pause, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                failed(exception);
                await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
