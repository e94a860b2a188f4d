using Lanyard.Core.Data;

namespace Lanyard.Server.Hosting;

/// <summary>
/// Tells many who wait that an exhibitor's connections changed, with one look for all of them: four times a second into memory,
/// or once a second into the database where the head is not in memory.
/// </summary>
internal sealed partial class HeadWatch(IStore store, ILogger<HeadWatch> logger)
{
    private const int LooksBetweenReads = 4;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly Lock _sync = new();
    private readonly Dictionary<ExhibitorKey, List<(long After, TaskCompletionSource Change)>> _waiting = [];
    private bool _isLooking;

    /// <summary>Waits until there is a later revision; false when the time is over first.</summary>
    public async Task<bool> WaitAsync(ExhibitorKey exhibitor, long after, TimeSpan limit, CancellationToken cancellation)
    {
        var change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sync)
        {
            if (!_waiting.TryGetValue(exhibitor, out var waiting))
                _waiting[exhibitor] = waiting = [];
            waiting.Add((after, change));
            if (!_isLooking)
                _ = Task.Run(LookAsync, CancellationToken.None);
            _isLooking = true;
        }
        try
        {
            await change.Task.WaitAsync(limit, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            Leave(exhibitor, change);
        }
    }

    private void Leave(ExhibitorKey exhibitor, TaskCompletionSource change)
    {
        lock (_sync)
        {
            if (!_waiting.TryGetValue(exhibitor, out var waiting))
                return;
            waiting.RemoveAll(w => w.Change == change);
            if (waiting.Count == 0)
                _waiting.Remove(exhibitor);
        }
    }

    private async Task LookAsync()
    {
        for (var look = 1; ; look++)
        {
            ExhibitorKey[] exhibitors;
            lock (_sync)
            {
                exhibitors = [.. _waiting.Keys];
                if (exhibitors.Length == 0)
                {
                    _isLooking = false;
                    return;
                }
            }
            foreach (var exhibitor in exhibitors)
            {
                if (store.TryGetHead(exhibitor, out var head))
                    Tell(exhibitor, head);
                else if (look % LooksBetweenReads == 0)
                    await ReadAsync(exhibitor);
            }
            await Task.Delay(Look);
        }
    }

    private async Task ReadAsync(ExhibitorKey exhibitor)
    {
        try
        {
            Tell(exhibitor, await store.HeadAsync(exhibitor, CancellationToken.None));
        }
        catch (Exception exception)
        {
            // It is looked at again in a second.
            Log.Failed(logger, exception);
        }
    }

    private void Tell(ExhibitorKey exhibitor, long head)
    {
        lock (_sync)
        {
            if (!_waiting.TryGetValue(exhibitor, out var waiting))
                return;
            foreach (var (after, change) in waiting)
            {
                if (head > after)
                    change.TrySetResult();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Whether connections changed could not be looked at; it is tried again in a second")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
