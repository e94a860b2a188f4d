using Lanyard.Core.Registrants.Pretix;

namespace Lanyard.Server.Hosting;

/// <summary>Reads each source in pretix when its run is due.</summary>
internal sealed partial class PretixWorker : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly PretixPull _pull;
    private readonly ILogger<PretixWorker> _logger;
    private readonly SemaphoreSlim _wake = new(0);

    public PretixWorker(PretixPull pull, PretixSources sources, ILogger<PretixWorker> logger)
    {
        (_pull, _logger) = (pull, logger);
        sources.RunRequested += () => _wake.Release();
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Unceasing.RunAsync(
        RunDueAsync, exception => Log.LookingFailed(_logger, exception), Look, stoppingToken);

    private async Task RunDueAsync(CancellationToken stopping)
    {
        // A slow pretix does not keep the others waiting, as long as not all are.
        var options = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stopping };
        await Parallel.ForEachAsync(await _pull.DueAsync(stopping), options, RunAsync);
        await _wake.WaitAsync(Look, stopping);
    }

    private async ValueTask RunAsync(long eventId, CancellationToken cancellation)
    {
        try
        {
            await _pull.RunAsync(eventId, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            Log.RunFailed(_logger, Lanyard.Core.ShortId.Format(eventId), exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Reading orders for event {EventId} failed here; it goes on in ten seconds")]
        public static partial void RunFailed(ILogger logger, string eventId, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "The sources in pretix could not be looked at; it goes on in five seconds")]
        public static partial void LookingFailed(ILogger logger, Exception exception);
    }
}
