using System.Net;
using Lanyard.Server.Hosting;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.OAuth;

public sealed class GuessThrottleTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");

    private readonly TestClock _clock = new();
    private readonly GuessThrottle _throttle;

    public GuessThrottleTests() => _throttle = new(_clock);

    [Fact]
    public void Ten_failures_are_free_and_then_the_wait_doubles_up_to_a_minute()
    {
        var waits = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var wait = _throttle.WaitOrNull("a", Here);
            waits.Add(wait?.TotalSeconds ?? 0);
            _clock.Now += wait ?? TimeSpan.Zero;
            Assert.Null(_throttle.WaitOrNull("a", Here));
            _throttle.Failed("a", Here);
        }
        Assert.Equal([.. Enumerable.Repeat(0.0, 10), 1, 2, 4, 8, 16, 32, 60, 60, 60, 60], waits);
    }

    [Fact]
    public void Guesses_from_another_address_or_at_another_client_keep_nobody_out()
    {
        for (var i = 0; i < 100_000; i++)
            _throttle.Failed("a", Here);
        Assert.Null(_throttle.WaitOrNull("a", There));
        Assert.Null(_throttle.WaitOrNull("b", Here));
        Assert.NotNull(_throttle.WaitOrNull("a", Here));
    }

    [Fact]
    public void An_address_that_guesses_at_many_clients_has_one_guess_at_each()
    {
        for (var i = 0; i < 100; i++)
            _throttle.Failed($"client{i}", Here);
        Assert.Null(_throttle.WaitOrNull("next", Here));
        _throttle.Failed("next", Here);
        Assert.NotNull(_throttle.WaitOrNull("next", Here));
        Assert.NotNull(_throttle.WaitOrNull("client0", Here));
        _throttle.Failed("next", There);
        Assert.Null(_throttle.WaitOrNull("next", There));
    }

    [Fact]
    public void A_success_and_ten_quiet_minutes_each_clear_the_failures()
    {
        for (var i = 0; i < 50; i++)
        {
            _throttle.Failed("a", Here);
            _throttle.Failed("b", Here);
        }
        _throttle.Succeeded("a", Here);
        Assert.Null(_throttle.WaitOrNull("a", Here));
        Assert.NotNull(_throttle.WaitOrNull("b", Here));
        _clock.Now += TimeSpan.FromMinutes(11);
        Assert.Null(_throttle.WaitOrNull("b", Here));
        _throttle.Failed("b", Here);
        Assert.Null(_throttle.WaitOrNull("b", Here));
    }

    [Fact]
    public void Addresses_of_one_network_of_64_bits_count_as_one()
    {
        for (var i = 0; i < 20; i++)
            _throttle.Failed("a", IPAddress.Parse($"2001:db8::{i:x}"));
        Assert.NotNull(_throttle.WaitOrNull("a", IPAddress.Parse("2001:db8::ffff")));
        Assert.Null(_throttle.WaitOrNull("a", IPAddress.Parse("2001:db8:0:1::1")));
    }
}
