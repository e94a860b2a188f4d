namespace Lanyard.Tests.Support;

/// <summary>A clock that stands still until it is moved, and that can be broken.</summary>
public sealed class TestClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    public bool IsBroken { get; set; }

    public override DateTimeOffset GetUtcNow() =>
        IsBroken ? throw new InvalidOperationException("canary-of-a-fault") : Now;
}
