using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;

namespace Lanyard.Server.Hosting;

/// <summary>Opens the store before the first request, and carries changes out behind the requests.</summary>
internal sealed partial class StoreService(IStore store, ChangeWorker changes, Tokens tokens, ILogger<StoreService> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromMinutes(10);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.OpenAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Unceasing.RunAsync(
            changes.RunAsync, exception => Log.ChangesFailed(logger, exception), TimeSpan.FromSeconds(1), stoppingToken),
        Unceasing.RunAsync(
            RemoveTokensAsync, exception => Log.RemovingTokensFailed(logger, exception), TimeSpan.Zero, stoppingToken));

    private async Task RemoveTokensAsync(CancellationToken stopping)
    {
        await Task.Delay(BetweenRemovals, stopping);
        await tokens.RemoveExpiredAsync(stopping);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Carrying out changes failed; it goes on in a second")]
        public static partial void ChangesFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Expired tokens could not be removed; it is tried again in ten minutes")]
        public static partial void RemovingTokensFailed(ILogger logger, Exception exception);
    }
}
