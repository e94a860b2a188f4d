using Lanyard.Sync.Tests.Support;
using Lanyard.Sync.Tests.Targets;

namespace Lanyard.Sync.Tests;

public sealed class TargetSyncTests : TargetContract
{
    private protected override Task<Place> CreatePlaceAsync() => Task.FromResult<Place>(new MemoryPlace());

    [Fact]
    public void A_second_process_is_refused()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("lanyard-sync-").FullName, "state.db");
        using (TargetState.Open(path))
            Assert.Contains("Another lanyard", Assert.Throws<TargetFaultException>(() => TargetState.Open(path)).Message, StringComparison.Ordinal);
        TargetState.Open(path).Dispose();
    }
}
