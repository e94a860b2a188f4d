using System.Collections.Concurrent;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A target without a key of its own, in memory: the loop and the state are what is tested.</summary>
internal sealed class MemoryPlace : Place
{
    private readonly ConcurrentDictionary<string, string?> _stored = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _creates = new(StringComparer.Ordinal);

    public override TargetSettings Settings { get; } = new(
        "memory", "memory", new Dictionary<string, string>(), new Dictionary<string, string?>());

    public override ITarget Open(TargetContext context) => new Target(this);

    public override Task<IReadOnlyDictionary<string, string?>> ReadAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(_stored);

    public override Task<IReadOnlyDictionary<string, int>> CreatesAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, int>>(_creates);

    private sealed class Target(MemoryPlace place) : ITarget
    {
        public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<Finding>>([]);

        public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task ApplyAsync(Batch batch, CancellationToken cancellation)
        {
            foreach (var lead in batch.Leads)
            {
                if (Leads.Lead.IsCompleted(lead) && place._stored.TryAdd(lead.Id, null))
                    place._creates.AddOrUpdate(lead.Id, 1, (_, count) => count + 1);
                if (place._stored.ContainsKey(lead.Id))
                    place._stored[lead.Id] = lead.Contact?.Email;
            }
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
