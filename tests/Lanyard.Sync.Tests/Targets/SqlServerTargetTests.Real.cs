using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>Built only where LANYARD_SQLSERVER is set.</summary>
public sealed class RealSqlServerTargetTests : TargetContract
{
    private protected override bool ShowsWithdrawn => true;

    private protected override async Task<Place> CreatePlaceAsync() => await SqlServerPlace.CreateAsync();
}
