using Lanyard.Core.FairUse;

namespace Lanyard.Server.Hosting;

/// <summary>Knows what stands against clients before the first request, and watches behind the requests.</summary>
internal sealed partial class FairUseService(FairUseWatch watch, ILogger<FairUseService> logger) : BackgroundService
{
    private static readonly TimeSpan LongestLastRound = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (watch.Mode is not FairUseMode.Off)
            await watch.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestLastRound);
        try
        {
            await watch.RoundAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Unceasing.RunAsync(
        watch.RunAsync, exception => Log.Failed(logger, exception), TimeSpan.FromSeconds(2), stoppingToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Counts of API clients could not be stored; they are kept and tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
