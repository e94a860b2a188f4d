using Lanyard.Core.Registrants;

namespace Lanyard.Server.Hosting;

/// <summary>Erases the registrants of events whose retention has ended, beside the requests.</summary>
internal sealed partial class PurgeService(Purge purge, ILogger<PurgeService> logger) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    // Scans go first: a purge has the whole night.
    private static readonly TimeSpan BetweenPortions = TimeSpan.FromMilliseconds(100);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Unceasing.RunAsync(
        async stopping => await Task.Delay(await purge.ApplyPortionAsync(stopping) ? BetweenPortions : LookAgain, stopping),
        exception => Log.Failed(logger, exception), LookAgain, stoppingToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A purge failed; it goes on in a minute")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
