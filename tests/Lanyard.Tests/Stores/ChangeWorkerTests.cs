using System.Reflection;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;

namespace Lanyard.Tests.Stores;

public sealed class ChangeWorkerTests
{
    [Fact]
    public async Task Who_waits_for_what_is_soon_done_does_not_wait_for_a_walk_through_the_show()
    {
        var store = DispatchProxy.Create<IStore, WalkingStore>();
        var walking = (WalkingStore)(object)store;
        using var worker = new ChangeWorker(store);
        using var stop = new CancellationTokenSource();
        var running = worker.RunAsync(stop.Token);
        walking.AddChange();
        var walk = worker.SettleAsync(ChangeKind.Question, default);
        var correction = worker.SettleAsync(ChangeKind.Registrant, default);
        Assert.Same(correction, await Task.WhenAny(walk, correction));
        Assert.False(walk.IsCompleted);
        walking.End();
        await walk;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    /// <summary>A store in which a walk through the show goes on.</summary>
    public class WalkingStore : DispatchProxy
    {
        private Action? _added;
        private volatile bool _isAtEnd;

        public void AddChange() => _added!();

        public void End() => _isAtEnd = true;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case "add_" + nameof(IStore.ChangesAdded):
                    _added += (Action)args![0]!;
                    return null;
                case nameof(IStore.ApplyPortionAsync):
                    return ApplyAsync();
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }

        private async Task<AppliedPortion> ApplyAsync()
        {
            await Task.Yield();
            return _isAtEnd ? AppliedPortion.None : AppliedPortion.OfWalkThroughShow;
        }
    }
}
