using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;

namespace Lanyard.Server.Hosting;

/// <summary>Opens the store before the first request, and carries changes out behind the requests.</summary>
internal sealed partial class StoreService(IStore store, ChangeWorker changes, Tokens tokens, ILogger<StoreService> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.OpenAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RunChangesAsync(stoppingToken), RemoveTokensAsync(stoppingToken));

    private async Task RunChangesAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await changes.RunAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.ChangesFailed(logger, exception);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    private async Task RemoveTokensAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10));
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stopping);
                await tokens.RemoveExpiredAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.RemovingTokensFailed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Carrying out changes failed; it goes on in a second")]
        public static partial void ChangesFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Expired tokens could not be removed; it is tried again in ten minutes")]
        public static partial void RemovingTokensFailed(ILogger logger, Exception exception);
    }
}
