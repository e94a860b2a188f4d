namespace Lanyard.Sync.Tests.Support;

/// <summary>A target of its own for one test, which outlives the processes that write to it.</summary>
internal abstract class Place : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lanyard-sync-").FullName;

    /// <summary>A folder of the test, deleted at its end.</summary>
    public string Folder => _folder;

    public string StatePath => Path.Combine(_folder, "state.db");

    public TestTime Time { get; } = new();

    /// <summary>What the target waits by: a service itself has to be waited for.</summary>
    public virtual TimeProvider Clock => Time;

    /// <summary>How long an answer may take.</summary>
    public virtual TimeSpan Timeout => TimeSpan.FromSeconds(5);

    /// <summary>The target as a process has it that has just started.</summary>
    public abstract ITarget Open(TargetContext context);

    public abstract TargetSettings Settings { get; }

    /// <summary>The options of <see cref="Settings"/>.</summary>
    public Dictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// What stands there by the id of the connection: the e-mail address, null where the lead was cleared.
    /// </summary>
    public abstract Task<IReadOnlyDictionary<string, string?>> ReadAsync();

    /// <summary>
    /// How often each connection was created there; empty where a key of the target forbids more than once.
    /// </summary>
    public virtual Task<IReadOnlyDictionary<string, int>> CreatesAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, int>>(new Dictionary<string, int>());

    /// <summary>Makes the next calls go wrong in some way of this kind of target; it heals by itself.</summary>
    public virtual void Disturb(Random random)
    {
    }

    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A clock in which every wait is over at once, and has taken its time.</summary>
internal sealed class TestTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // A limit on how long an answer may take stays as long as it is.
        if (dueTime > TimeSpan.FromSeconds(61) || dueTime == Timeout.InfiniteTimeSpan)
            return System.CreateTimer(callback, state, dueTime, period);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
