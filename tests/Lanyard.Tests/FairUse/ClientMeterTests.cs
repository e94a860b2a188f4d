using Lanyard.Core.Data;
using Lanyard.Core.FairUse;

namespace Lanyard.Tests.FairUse;

public sealed class ClientMeterTests
{
    [Theory]
    [InlineData(-70, 15)] // told late: what this node said stands
    [InlineData(5, 20)]
    public void What_a_throttled_client_did_elsewhere_never_lets_it_through_sooner(int toldAt, int refusedFor)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(57);
        var meter = new ClientMeter(1, 1, new ExhibitorKey(1, 1), enforces: true);
        meter.Stand(
            [
                new Restriction
                {
                    EventId = 1, ClientId = 1, Rule = FairUseRule.Frequency, Step = FairUseStep.Throttle, Since = now,
                    Until = now.AddHours(1), Observed = 1_300, Limit = 1_200, WindowSeconds = 600,
                },
            ],
            now);
        Assert.Null(meter.BeginList(from: 1, head: 0, now));
        var elsewhere = new long[ClientUsage.Counts];
        elsewhere[(int)UsageCount.PollsAtHead] = 1;
        meter.Elsewhere(elsewhere, delivered: 0, now.AddSeconds(toldAt));
        Assert.Equal(TimeSpan.FromSeconds(1), meter.BeginList(from: 1, head: 0, now.AddSeconds(refusedFor - 1))?.Wait);
        Assert.Null(meter.BeginList(from: 1, head: 0, now.AddSeconds(refusedFor)));
    }
}
