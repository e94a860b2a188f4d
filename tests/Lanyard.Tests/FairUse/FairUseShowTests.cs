using Lanyard.Core.FairUse;

namespace Lanyard.Tests.FairUse;

/// <summary>
/// A show of 72 hours: for each rule a scripted abuser, and beside them clients that keep the policy and must never be
/// touched, not even told.
/// </summary>
public sealed class FairUseShowTests
{
    private const long Abuser = 1;
    private const long Minutely = 2;
    private const long EverySecond = 3;
    private const long Daily = 4;
    private const long CatchingUp = 5;
    private const long Scanner = 6;
    private const long Scheduled = 7;
    private static readonly TimeSpan Show = TimeSpan.FromHours(72);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void An_abuser_of_each_rule_is_told_and_slowed_and_whoever_keeps_the_policy_is_never_touched()
    {
        const long FirstAbuser = 100;
        var show = new Simulation(2_500);
        var refused = WellBehaved(show);
        foreach (var rule in Enum.GetValues<FairUseRule>())
            show.At(TimeSpan.FromHours(1), () => Abuse(show, rule, FirstAbuser + (long)rule));
        show.Run(Show);
        foreach (var rule in Enum.GetValues<FairUseRule>())
            Assert.Equal([FairUseStep.Notice, FairUseStep.Throttle], show.StepsOf(FirstAbuser + (long)rule, rule).Take(2));
        Assert.All(show.Steps, step => Assert.True(step.Client >= FirstAbuser, $"{step} of one who keeps the policy"));
        Assert.Equal(0, refused());
    }

    [Theory]
    [InlineData(FairUseRule.FullResync)]
    [InlineData(FairUseRule.Frequency)]
    public void Whoever_does_not_heed_429_is_restricted_for_longer_each_time(FairUseRule rule)
    {
        var show = new Simulation(2_500);
        Abuse(show, rule, Abuser);
        show.Run(TimeSpan.FromHours(12));
        Assert.Equal([FairUseStep.Notice, FairUseStep.Throttle, FairUseStep.Restrict], show.StepsOf(Abuser, rule).Take(3));
        // An hour, two, four: twelve hours have no room for more than four.
        Assert.InRange(show.StepsOf(Abuser, rule).Count(s => s is FairUseStep.Restrict), 2, 4);
        Assert.True(show.Meter(Abuser).BeginScan(show.Now) is null, "A scan is never refused for reading too much.");
        Assert.Null(show.Meter(Abuser).TakeToken(show.Now));
    }

    [Fact]
    public void Whoever_slows_down_at_the_notice_is_never_refused()
    {
        var show = new Simulation(2_500);
        var (pause, refused) = (TimeSpan.FromSeconds(0.5), 0);
        show.Every(() =>
        {
            refused += show.List(Abuser, show.Head + 1) is null ? 1 : 0;
            return pause = show.Meter(Abuser).Standing is null ? pause : Minute;
        });
        show.Run(TimeSpan.FromHours(6));
        Assert.Equal([(Abuser, FairUseRule.Frequency, FairUseStep.Notice)], show.Steps);
        Assert.Equal(0, refused);
        Assert.Null(show.Meter(Abuser).Standing);
    }

    [Fact]
    public void A_restart_forgets_neither_a_restriction_nor_the_walks_of_the_day()
    {
        var show = new Simulation(2_500);
        var walks = 0;
        show.Every(() =>
        {
            show.Walk(Abuser, 0);
            return ++walks < 5 ? TimeSpan.FromHours(1) : null;
        });
        show.Run(TimeSpan.FromHours(3.9));
        Assert.Empty(show.Steps);
        show.Restart();
        show.Run(TimeSpan.FromHours(0.5));
        // The first sync and what came with it are free; four more walks are one too many.
        Assert.Equal([FairUseStep.Notice], show.StepsOf(Abuser, FairUseRule.FullResync));
        show.Walk(Abuser, 0);
        show.Run(Minute * 3);
        show.Walk(Abuser, 0);
        show.Run(Minute);
        show.Restart();
        Assert.NotNull(show.List(Abuser, show.Head + 1));
        show.Run(Second * 3);
        Assert.True(show.Walk(Abuser, 0).Refused);
    }

    [Fact]
    public void Two_nodes_count_together()
    {
        var show = new Simulation(2_500, nodes: 2);
        var turn = 0;
        // 0.9 a second on each node, which neither would mind.
        show.Every(() =>
        {
            show.List(Abuser, show.Head + 1, turn++ % 2);
            return Second / 1.8;
        });
        // One in sequence over both nodes, as a load balancer spreads it; and a sync from the start over both.
        show.Every(() =>
        {
            show.List(EverySecond, show.Head + 1, turn++ % 2);
            return Second;
        });
        show.At(Minute, () =>
        {
            for (Page? page = new(0, 0); page is not null && page.Value.Next <= show.Head;)
                page = show.List(Minutely, page.Value.Next, turn++ % 2);
        });
        show.Run(TimeSpan.FromHours(2));
        Assert.Equal([(Abuser, FairUseRule.Frequency, FairUseStep.Notice)], show.Steps.Distinct());
    }

    [Fact]
    public void Counting_by_token_would_let_an_abuser_go_and_is_noticed()
    {
        Assert.Contains((Abuser, FairUseRule.Frequency, FairUseStep.Throttle), Hurried(client => Abuser));
        // Broken on purpose: each token is taken for a client of its own.
        Assert.Empty(Hurried(token => 100 + token));
    }

    private static List<(long, FairUseRule, FairUseStep)> Hurried(Func<int, long> counted)
    {
        var show = new Simulation(2_500);
        var request = 0;
        show.Every(() =>
        {
            show.List(counted(request++ / 100), show.Head + 1);
            return Second / 5;
        });
        show.Run(Minute * 30);
        return show.Steps;
    }

    /// <returns>How often one of them was refused.</returns>
    private static Func<int> WellBehaved(Simulation show)
    {
        var refused = 0;
        var positions = new Dictionary<long, long>();
        // Leads come during the day, and at times many at once.
        var lead = 0;
        show.Every(() =>
        {
            if (show.Now.Hour is >= 9 and < 18)
            {
                for (var i = 0; i < (lead++ % 60 == 0 ? 150 : 2); i++)
                    show.AddLead();
            }
            return Minute;
        });
        Follow(Minutely, Minute);
        Follow(EverySecond, Second);
        Follow(Scanner, TimeSpan.FromMinutes(5));
        // Started by a timer each minute, and signs in each time.
        show.Every(() =>
        {
            refused += show.Meter(Scheduled).TakeToken(show.Now) is null ? 0 : 1;
            Step(Scheduled);
            return Minute;
        });
        // Walks everything once a day, a little early each time, at full speed.
        show.Every(() =>
        {
            refused += show.Walk(Daily, 0).Refused ? 1 : 0;
            return TimeSpan.FromHours(24) - TimeSpan.FromMinutes(10);
        });
        // Away for hours, then catches up at full speed.
        show.Every(() =>
        {
            Step(CatchingUp);
            return TimeSpan.FromHours(7);
        });
        // Two redeploys that lose the position, and one resync that someone asked for.
        foreach (var hours in (double[])[5, 30, 40])
            show.At(TimeSpan.FromHours(hours), () => positions[Minutely] = 0);
        show.At(TimeSpan.FromHours(50), () => refused += show.Walk(Daily, 0).Refused ? 1 : 0);
        // Restarts that keep it; a server's restarts too.
        foreach (var hours in (double[])[3, 20, 47])
            show.At(TimeSpan.FromHours(hours) + Second / 2, show.Restart);
        // Scans all day, some of them of badges that are not known yet.
        var scan = 0;
        show.Every(() =>
        {
            var meter = show.Meter(Scanner);
            meter.CountRequest();
            refused += meter.BeginScan(show.Now) is null ? 0 : 1;
            meter.Scanned(exists: scan++ % 4 != 0);
            return TimeSpan.FromSeconds(5);
        });
        return () => refused;

        void Follow(long client, TimeSpan interval) => show.Every(() =>
        {
            Step(client);
            return interval;
        });

        void Step(long client)
        {
            var (next, wasRefused) = show.Walk(client, positions.GetValueOrDefault(client));
            positions[client] = next;
            refused += wasRefused ? 1 : 0;
        }
    }

    private static void Abuse(Simulation show, FairUseRule rule, long client)
    {
        var turn = 0L;
        show.Every(rule switch
        {
            FairUseRule.FullResync => () =>
            {
                // Beginning behind the start does not help.
                show.Walk(client, turn++ % 2);
                return Second;
            },
            FairUseRule.SideBySide => () =>
            {
                // Two threads, each with its half.
                for (var i = 0; i < 10; i++)
                {
                    show.List(client, show.RevisionAt(0.5) + i);
                    show.List(client, 1 + i);
                }
                return Second;
            },
            FairUseRule.Frequency => () =>
            {
                show.List(client, show.Head + 1);
                return Second / 5;
            },
            FairUseRule.TokenChurn => () =>
            {
                if (show.Meter(client).TakeToken(show.Now) is null)
                    show.List(client, show.Head + 1);
                return Second;
            },
            FairUseRule.GuessingIds => () =>
            {
                var meter = show.Meter(client);
                if (meter.BeginFind(show.Now) is null)
                {
                    meter.EndRead();
                    meter.Found(exists: false);
                }
                return Second * 2;
            },
            _ => () =>
            {
                var meter = show.Meter(client);
                if (meter.BeginScan(show.Now) is null)
                    meter.Scanned(exists: turn++ % 10 == 0);
                return Second / 4;
            },
        });
    }
}
