using Lanyard.Core.Data;

namespace Lanyard.Core.Changes;

/// <summary>Carries changes to their connections, a portion at a time, as soon as they are committed.</summary>
public sealed class ChangeWorker : IDisposable
{
    // Changes that are due later (a license that starts tomorrow) and those of other processes are found by looking.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(1);

    private readonly IStore _store;
    private readonly SemaphoreSlim _wake = new(0);
    private TaskCompletionSource _round = NewRound();
    private long _committed;
    private long _soonDone;
    private long _allDone;

    public ChangeWorker(IStore store)
    {
        _store = store;
        store.ChangesAdded += () =>
        {
            Interlocked.Increment(ref _committed);
            _wake.Release();
        };
    }

    public void Dispose() => _wake.Dispose();

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            while (await ApplyPortionAsync(cancellation))
                cancellation.ThrowIfCancellationRequested();
            await _wake.WaitAsync(LookAgain, cancellation);
        }
    }

    /// <summary>
    /// Waits until what was committed before is visible everywhere, at most a second: small changes are done when an
    /// organiser's request is answered, large ones go on behind it.
    /// </summary>
    /// <param name="kind">Of the change waited for: one that is soon done is not kept by a walk through the show.</param>
    public async Task SettleAsync(ChangeKind kind, CancellationToken cancellation)
    {
        var committed = Volatile.Read(ref _committed);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LongestSettling);
        try
        {
            while (true)
            {
                var round = Volatile.Read(ref _round);
                if (Volatile.Read(ref kind.IsWalkThroughShow() ? ref _allDone : ref _soonDone) >= committed)
                    return;
                await round.Task.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It goes on in the background.
        }
    }

    private async Task<bool> ApplyPortionAsync(CancellationToken cancellation)
    {
        // Counted before looking: what is counted is in the store by now, so the look below finds it.
        var committed = Volatile.Read(ref _committed);
        var applied = await _store.ApplyPortionAsync(cancellation);
        if (applied is AppliedPortion.OfOneThing)
            return true;
        Volatile.Write(ref _soonDone, committed);
        if (applied is AppliedPortion.None)
            Volatile.Write(ref _allDone, committed);
        Interlocked.Exchange(ref _round, NewRound()).SetResult();
        return applied is AppliedPortion.OfWalkThroughShow;
    }

    private static TaskCompletionSource NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
