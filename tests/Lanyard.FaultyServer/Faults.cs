using System.Diagnostics;
using System.Reflection;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;

namespace Lanyard.FaultyServer;

/// <summary>Section <c>Fault</c>: what goes wrong, and when.</summary>
internal sealed class Faults
{
    /// <summary><c>before-commit</c>, <c>after-commit</c> or <c>fan-out</c>: where the process ends as by <c>kill -9</c>.</summary>
    public string? Kill { get; set; }

    /// <summary>The how-manieth commit, or portion of a fan-out, it ends at.</summary>
    public int At { get; set; } = 1;

    /// <summary>The longest pause between giving out revisions and the commit, in milliseconds.</summary>
    public int Pause { get; set; }

    /// <summary>Broken on purpose: scans are answered before the commit.</summary>
    public bool AnswersEarly { get; set; }

    /// <summary>Broken on purpose: revisions from a sequence of PostgreSQL, without the lock that lasts until the commit.</summary>
    public bool PlainSequence { get; set; }

    /// <summary>Broken on purpose: SQLite's <c>synchronous</c> for the connection that writes.</summary>
    public string? Synchronous { get; set; }

    /// <summary>Broken on purpose: goes on when the database could not be flushed, as if the next flush made it good.</summary>
    public bool GoesOnUnflushed { get; set; }

    public static void KillProcess()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // Nothing after this moment happens.
        Thread.Sleep(Timeout.InfiniteTimeSpan);
    }
}

/// <summary>Pauses and ends the process around commits.</summary>
internal sealed class FaultObserver(Faults faults) : CommitObserver
{
    private readonly Random _random = new(1);
    private int _commits;

    public override void BeforeCommit()
    {
        // The pause is the fault itself: it stretches the moment in which another commit could overtake.
        if (faults.Pause > 0)
            Thread.Sleep(TimeSpan.FromMilliseconds(_random.Next(faults.Pause + 1)));
        if (Interlocked.Increment(ref _commits) == faults.At && faults.Kill == "before-commit")
            Faults.KillProcess();
    }

    public override void AfterCommit()
    {
        if (Volatile.Read(ref _commits) >= faults.At && faults.Kill == "after-commit")
            Faults.KillProcess();
    }
}

/// <summary>Ends the process while a portion of a fan-out is on its way.</summary>
public class PortionWatch : DispatchProxy
{
    private IStore _store = null!;
    private Faults _faults = null!;
    private int _portions;

    internal static IStore Wrap(IStore store, Faults faults)
    {
        if (faults.Kill != "fan-out")
            return store;
        var proxy = Create<IStore, PortionWatch>();
        ((PortionWatch)(object)proxy)._store = store;
        ((PortionWatch)(object)proxy)._faults = faults;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = targetMethod!.Invoke(_store, args);
        return targetMethod.Name == nameof(IStore.ApplyPortionAsync) ? CountAsync((Task<AppliedPortion>)result!) : result;
    }

    private async Task<AppliedPortion> CountAsync(Task<AppliedPortion> portion)
    {
        // The portion before is on disk, and this one is anywhere.
        if (Volatile.Read(ref _portions) >= _faults.At)
            Faults.KillProcess();
        var applied = await portion;
        if (applied is not AppliedPortion.None)
            Interlocked.Increment(ref _portions);
        return applied;
    }
}
