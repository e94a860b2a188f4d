using Lanyard.Core.Data;
using Lanyard.Core.Imports;

namespace Lanyard.Server.Hosting;

/// <summary>Carries imports of files out behind the requests, one at a time.</summary>
internal sealed partial class ImportService(ImportWorker worker, ImportJobs jobs, ILogger<ImportService> logger) : BackgroundService
{
    // What another process queued, or left when it died, is found by looking.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CleanAgain = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _wake = new(0);

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A service starts before the host does: the store is open once this service's turn comes.
        jobs.Queued += () => _wake.Release();
        await Task.WhenAll(RunAsync(stoppingToken), Unceasing.RunAsync(
            CleanAsync, exception => Log.CleaningFailed(logger, exception), CleanAgain, stoppingToken));
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await worker.RunNextAsync(stopping))
                    stopping.ThrowIfCancellationRequested();
                await _wake.WaitAsync(LookAgain, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                await RecoverAsync(exception, stopping);
            }
        }
    }

    private async Task RecoverAsync(Exception exception, CancellationToken stopping)
    {
        Log.ImportFailed(logger, exception);
        try
        {
            if (exception is not StoreUnavailableException)
                await worker.FailMineAsync(stopping);
            await Task.Delay(TimeSpan.FromSeconds(1), stopping);
        }
        catch (Exception again) when (again is OperationCanceledException or StoreUnavailableException)
        {
            // The claim runs out, and the import goes on then.
        }
    }

    private async Task CleanAsync(CancellationToken stopping)
    {
        await worker.CleanAsync(stopping);
        await Task.Delay(CleanAgain, stopping);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "An import of a file was stopped")]
        public static partial void ImportFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Old files of imports could not be removed; it is tried again in an hour")]
        public static partial void CleaningFailed(ILogger logger, Exception exception);
    }
}
