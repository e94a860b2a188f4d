using Lanyard.Core.Registrants;

namespace Lanyard.Server.Hosting;

/// <summary>Erases the registrants of events whose retention has ended, beside the requests.</summary>
internal sealed partial class PurgeService(Purge purge, ILogger<PurgeService> logger) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    // Scans go first: a purge has the whole night.
    private static readonly TimeSpan BetweenPortions = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = LookAgain;
            try
            {
                if (await purge.ApplyPortionAsync(stoppingToken))
                    pause = BetweenPortions;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A purge failed; it goes on in a minute")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
