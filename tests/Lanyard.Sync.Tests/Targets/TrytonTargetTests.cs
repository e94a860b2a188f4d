using Lanyard.Sync.Tests.Support;
using Lanyard.Sync.Tests.Support.Tryton;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>Against a real Tryton.</summary>
public sealed class TrytonTargetTests : TargetContract
{
    private protected override async Task<Place> CreatePlaceAsync() => await TrytonPlace.CreateAsync();
}
