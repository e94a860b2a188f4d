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

    [Theory]
    [InlineData(10)]
    [InlineData(2500)]
    public async Task A_lead_that_appeared_late_while_the_first_run_ended_arrives_too(int before)
    {
        await using var place = new MemoryPlace();
        var feed = new ScriptedFeed();
        feed.PutMany(before);
        var late = feed.Hold(TestLeads.Completed(before));
        feed.PutMany(3, first: before + 1);
        await TargetContract.RunAsync(place, feed);
        feed.Show(late);
        place.Time.Advance(Trail.Length);
        await TargetContract.RunAsync(place, feed);
        await TargetContract.AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task What_a_run_did_not_come_to_read_again_the_next_one_does()
    {
        await using var place = new MemoryPlace();
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        await TargetContract.RunAsync(place, feed);
        for (var i = 0; i < 3; i++)
        {
            feed.PutMany(10, first: 20 + (i * 10));
            place.Time.Advance(Trail.Length);
            await TargetContract.RunAsync(place, feed);
        }
        var late = feed.Hold(TestLeads.Completed(11));
        feed.Put(TestLeads.Completed(12));
        await TargetContract.RunAsync(place, feed);
        place.Time.Advance(Trail.Length);
        await TargetContract.RunAsync(place, feed);
        feed.Show(late);
        place.Time.Advance(Trail.Length);
        feed.Put(TestLeads.Completed(13));
        // The first reading is of the news, the second of what is due again.
        feed.BreaksAt = feed.Reads + 2;
        await Assert.ThrowsAsync<TargetUnavailableException>(() => TargetContract.RunAsync(place, feed));
        place.Time.Advance(Trail.Length);
        await TargetContract.RunAsync(place, feed);
        await TargetContract.AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_feed_at_rest_is_not_read_again_after_twenty_minutes()
    {
        await using var place = new MemoryPlace();
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        await TargetContract.RunAsync(place, feed);
        for (var i = 0; i < 2; i++)
        {
            place.Time.Advance(Trail.Length);
            await TargetContract.RunAsync(place, feed);
        }
        for (var i = 0; i < 5; i++)
        {
            place.Time.Advance(Trail.Length);
            var before = feed.Reads;
            await TargetContract.RunAsync(place, feed);
            Assert.Equal(before + 1, feed.Reads);
        }
    }
}
