using Lanyard.Sync.Tests.Support;
using Lanyard.Sync.Tests.Targets;

namespace Lanyard.Sync.Tests;

public sealed class TrailTests
{
    [Fact]
    public async Task A_lead_that_appeared_late_below_the_position_arrives_within_twenty_minutes()
    {
        await using var place = new MemoryPlace();
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        await TargetContract.RunAsync(place, feed);
        place.Time.Advance(Trail.Length);
        var late = feed.Hold(TestLeads.Completed(11));
        feed.Put(TestLeads.Completed(12));
        await TargetContract.RunAsync(place, feed);
        feed.Show(late);
        Assert.Equal(default, await TargetContract.RunAsync(place, feed));
        place.Time.Advance(Trail.Length);
        await TargetContract.RunAsync(place, feed);
        await TargetContract.AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_feed_at_rest_is_never_read_again()
    {
        await using var place = new MemoryPlace();
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        await TargetContract.RunAsync(place, feed);
        for (var i = 0; i < 5; i++)
        {
            place.Time.Advance(Trail.Length);
            var before = feed.Reads;
            await TargetContract.RunAsync(place, feed);
            Assert.Equal(before + 1, feed.Reads);
        }
    }
}
