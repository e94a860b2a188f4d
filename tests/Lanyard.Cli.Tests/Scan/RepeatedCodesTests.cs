using Lanyard.Cli.Scan;
using Lanyard.Cli.Tests.Support;

namespace Lanyard.Cli.Tests.Scan;

public sealed class RepeatedCodesTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void A_badge_that_stays_before_the_reader_is_one_scan_until_it_was_away_for_three_seconds()
    {
        var repeated = new RepeatedCodes(_clock);

        Assert.False(repeated.IsRepeated("badge"));
        for (var i = 0; i < 5; i++)
        {
            _clock.Now += TimeSpan.FromSeconds(2.9);
            Assert.True(repeated.IsRepeated("badge"));
        }
        _clock.Now += TimeSpan.FromSeconds(3);
        Assert.False(repeated.IsRepeated("badge"));
    }

    [Fact]
    public void Another_badge_in_between_is_a_scan_of_its_own()
    {
        var repeated = new RepeatedCodes(_clock);

        Assert.False(repeated.IsRepeated("badge"));
        Assert.False(repeated.IsRepeated("Badge"));
        Assert.True(repeated.IsRepeated("badge"));
    }

    [Fact]
    public void A_badge_that_was_not_saved_can_be_scanned_again_at_once()
    {
        var repeated = new RepeatedCodes(_clock);
        repeated.IsRepeated("badge");

        repeated.Forget("badge");

        Assert.False(repeated.IsRepeated("badge"));
    }

    [Fact]
    public void A_clock_that_is_put_back_does_not_swallow_scans()
    {
        var repeated = new RepeatedCodes(_clock);
        repeated.IsRepeated("badge");

        _clock.Now -= TimeSpan.FromHours(1);

        Assert.False(repeated.IsRepeated("badge"));
    }
}
