using Lanyard.Core.Data;

namespace Lanyard.Core.Changes;

/// <summary>Carries changes to their connections, a portion at a time, as soon as they are committed.</summary>
public sealed class ChangeWorker : IDisposable
{
    // Changes that are due later (a license that starts tomorrow) and those of other processes are found by looking.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly IStore _store;
    private readonly SemaphoreSlim _added = new(0);
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChangeWorker(IStore store)
    {
        _store = store;
        store.ChangesAdded += () =>
        {
            if (_idle.Task.IsCompleted)
                _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _added.Release();
        };
    }

    public void Dispose() => _added.Dispose();

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var before = _idle;
            while (await _store.ApplyPortionAsync(cancellation))
                cancellation.ThrowIfCancellationRequested();
            before.TrySetResult();
            await _added.WaitAsync(LookAgain, cancellation);
        }
    }

    /// <summary>
    /// Waits until what was committed is visible everywhere, at most a second: small changes are done when an organiser's
    /// request is answered, large ones go on behind it.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        try
        {
            await _idle.Task.WaitAsync(TimeSpan.FromSeconds(1), cancellation);
        }
        catch (TimeoutException)
        {
            // It goes on in the background.
        }
    }
}
