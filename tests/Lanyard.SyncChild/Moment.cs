using System.Diagnostics;
using Lanyard.Sync;

namespace Lanyard.SyncChild;

/// <summary>Ends this process, without any clearing up, when it passes a point for the n-th time.</summary>
internal sealed class Moment(string? point, int at) : SyncObserver
{
    private int _passed;

    public override void PageRead() => Pass("page-read");

    public override void Applied() => Pass("applied");

    public override void Noted() => Pass("noted");

    public void PositionWritten() => Pass("position-written");

    private void Pass(string passed)
    {
        if (passed != point || ++_passed != at)
            return;
        Process.GetCurrentProcess().Kill();
        SpinWait.SpinUntil(() => false);
    }
}

/// <summary>A target that is wrong on purpose: its position is ahead of its rows.</summary>
internal sealed class PositionFirst(ITarget target, Moment moment) : ITarget
{
    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation) => target.CheckAsync(cancellation);

    public Task PrepareAsync(CancellationToken cancellation) => target.PrepareAsync(cancellation);

    public Task<long?> ReadPositionAsync(CancellationToken cancellation) => target.ReadPositionAsync(cancellation);

    public Task WritePositionAsync(long position, CancellationToken cancellation) => target.WritePositionAsync(position, cancellation);

    public async Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        if (batch.Position is { } position)
            await target.WritePositionAsync(position, cancellation);
        moment.PositionWritten();
        await target.ApplyAsync(batch, cancellation);
    }

    public Task FinishAsync(CancellationToken cancellation) => target.FinishAsync(cancellation);

    public ValueTask DisposeAsync() => target.DisposeAsync();
}
