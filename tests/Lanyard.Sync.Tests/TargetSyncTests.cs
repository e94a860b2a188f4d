using Lanyard.Sync.Tests.Support;
using Lanyard.Sync.Tests.Targets;

namespace Lanyard.Sync.Tests;

public sealed class TargetSyncTests : TargetContract
{
    private protected override Task<Place> CreatePlaceAsync() => Task.FromResult<Place>(new MemoryPlace());

    [Fact]
    public void A_second_process_is_refused()
    {
        var path = NewPath();
        using (TargetState.Open(path))
        {
            var fault = Assert.Throws<TargetFaultException>(() => TargetState.Open(path));
            Assert.Contains("Another lanyard", fault.Message, StringComparison.Ordinal);
        }
        TargetState.Open(path).Dispose();
    }

    [Fact]
    public void An_older_revision_that_arrives_does_not_release_a_newer_one_that_was_set_aside()
    {
        using var state = TargetState.Open(NewPath());
        var lead = TestLeads.Completed(1) with { Revision = 5 };
        state.SetAside(lead.Id, lead.Revision, "no", DateTimeOffset.UnixEpoch);
        state.Arrived([lead with { Revision = 3 }], position: null, keepRevisions: true);
        Assert.Equal(5, Assert.Single(state.Aside()).Revision);
        state.Arrived([lead], position: null, keepRevisions: true);
        Assert.Empty(state.Aside());
    }

    [Fact]
    public void A_lead_that_was_set_aside_and_then_erased_does_not_come_back_by_a_retry()
    {
        using var state = TargetState.Open(NewPath());
        var lead = TestLeads.Completed(1) with { Revision = 5 };
        state.SetAside(lead.Id, lead.Revision, "no", DateTimeOffset.UnixEpoch);
        state.Arrived([TestLeads.Withdrawn(lead, "noAccess") with { Revision = 6 }], position: 6, keepRevisions: true);
        Assert.Empty(state.Aside());
        Assert.Equal(6, state.Revision(lead.Id));
    }

    [Fact]
    public void What_may_quote_a_lead_is_its_owners_alone_in_any_folder()
    {
        var path = NewPath();
        TargetState.Open(path).Dispose();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private static string NewPath() =>
        Path.Combine(Directory.CreateTempSubdirectory("lanyard-sync-").FullName, "state.db");
}
