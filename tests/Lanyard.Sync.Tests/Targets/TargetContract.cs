using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>What every target must hold (S1 to S5): each derives and says where it writes to.</summary>
public abstract class TargetContract
{
    private static readonly int Rounds = LongRun.IsWanted ? 200 : 20;

    private protected abstract Task<Place> CreatePlaceAsync();

    /// <summary>
    /// Whether leads that may not be seen stand there without their data (a table), or not at all (a CRM).
    /// </summary>
    private protected virtual bool ShowsWithdrawn => false;

    /// <summary>More than any round of the crash schedule brings; less where the target is slow.</summary>
    private protected virtual int RoundSize => 120;

    /// <summary>Leads that take several pages of the feed, of 100 each.</summary>
    private protected virtual int SeveralPages => 250;

    [Fact]
    public async Task Every_lead_arrives_once()
    {
        await using var place = await CreatePlaceAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(SeveralPages);
        var result = await RunAsync(place, feed);
        Assert.Equal(SeveralPages, result.Arrived);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_run_without_news_reads_one_page_and_changes_nothing()
    {
        await using var place = await CreatePlaceAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(120);
        await RunAsync(place, feed);
        var before = feed.Reads;
        Assert.Equal(default, await RunAsync(place, feed));
        Assert.Equal(before + 1, feed.Reads);
    }

    [Fact]
    public async Task A_change_replaces_what_was_there()
    {
        await using var place = await CreatePlaceAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(30);
        await RunAsync(place, feed);
        feed.Put(TestLeads.Completed(7, "changed"));
        feed.Put(TestLeads.Completed(7, "-twice"));
        Assert.Equal(1, (await RunAsync(place, feed)).Arrived);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task An_erased_lead_is_cleared()
    {
        await using var place = await CreatePlaceAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        await RunAsync(place, feed);
        feed.Erase(TestLeads.Id(3));
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        var stored = await place.ReadAsync();
        Assert.True(!stored.TryGetValue(TestLeads.Id(3), out var email) || email is null);
    }

    [Fact]
    public async Task A_lead_that_may_not_be_seen_comes_when_it_may()
    {
        await using var place = await CreatePlaceAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(5);
        feed.Put(TestLeads.Withdrawn(TestLeads.Completed(50), "noLicense"));
        feed.Put(TestLeads.Withdrawn(TestLeads.Completed(51), "noAccess"));
        await RunAsync(place, feed);
        Assert.Equal(ShowsWithdrawn, (await place.ReadAsync()).ContainsKey(TestLeads.Id(50)));
        feed.Put(TestLeads.Completed(50));
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Starting_over_doubles_nothing()
    {
        await using var place = await CreatePlaceAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(SeveralPages);
        await RunAsync(place, feed);
        await WithSyncAsync(place, feed, new SyncObserver(), async sync =>
        {
            await sync.ResetAsync(0, default);
            Assert.Equal(0, await sync.PositionAsync(default));
            return await sync.RunAsync(null, default);
        });
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Crashes_and_disturbances_at_any_point_lose_and_double_nothing()
    {
        await using var place = await CreatePlaceAsync();
        var feed = new ScriptedFeed();
        var random = new Random(20261125);
        for (var round = 0; round < Rounds; round++)
        {
            Change(feed, random, round);
            place.Disturb(random);
            try
            {
                await RunAsync(place, feed, new CrashingObserver(random.Next(1, 8)));
            }
            catch (Exception exception)
                when (exception is Crash or TargetUnavailableException or OutcomeUnknownException)
            {
                // The next process goes on from what is on disk.
            }
        }
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await RunAsync(place, feed);
                break;
            }
            catch (Exception exception)
                when (attempt < 20 && exception is TargetUnavailableException or OutcomeUnknownException)
            {
                // A disturbance that is still there.
            }
        }
        await AssertInStepAsync(place, feed);
    }

    /// <summary>One run of a process that has just started.</summary>
    internal static Task<SyncResult> RunAsync(Place place, ScriptedFeed feed, SyncObserver? observer = null) =>
        WithSyncAsync(place, feed, observer ?? new SyncObserver(), sync => sync.RunAsync(null, default));

    private protected static async Task<SyncResult> WithSyncAsync(
        Place place, ScriptedFeed feed, SyncObserver observer, Func<TargetSync, Task<SyncResult>> work)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = place.Timeout };
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(
            new TargetContext(place.Settings, state, http, feed.ReadFileAsync, place.Clock));
        await target.PrepareAsync(default);
        return await work(new TargetSync(target, state, feed, place.Clock, observer));
    }

    private protected static async Task<IReadOnlyList<Finding>> CheckAsync(Place place)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = place.Timeout };
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(new TargetContext(
            place.Settings, state, http, (_, _) => throw new NotSupportedException(), place.Clock));
        return await target.CheckAsync(default);
    }

    internal static async Task AssertInStepAsync(Place place, ScriptedFeed feed)
    {
        var expected = feed.Latest.Where(l => l.Contact?.Email is not null)
            .ToDictionary(l => l.Id, l => l.Contact!.Email);
        var stored = await place.ReadAsync();
        Assert.Equal(expected.OrderBy(l => l.Key), stored.Where(l => l.Value is not null).OrderBy(l => l.Key)!);
        Assert.All(await place.CreatesAsync(), created => Assert.Equal(1, created.Value));
    }

    /// <summary>The heart of the contract in one go, for a service itself.</summary>
    private protected static async Task AssertHoldsAsync(Place place)
    {
        var feed = new ScriptedFeed();
        feed.PutMany(120);
        Assert.Equal(120, (await RunAsync(place, feed)).Arrived);
        feed.Put(TestLeads.Completed(7, "changed"));
        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        await WithSyncAsync(place, feed, new SyncObserver(), async sync =>
        {
            await sync.ResetAsync(0, default);
            return await sync.RunAsync(null, default);
        });
        await AssertInStepAsync(place, feed);
        Assert.DoesNotContain(await CheckAsync(place), f => f.Kind == FindingKind.Fault);
    }

    private void Change(ScriptedFeed feed, Random random, int round)
    {
        feed.PutMany(random.Next(0, RoundSize), round * RoundSize);
        var known = feed.Latest.ToList();
        for (var i = random.Next(0, 10); i > 0 && known.Count > 0; i--)
        {
            var lead = known[random.Next(known.Count)];
            if (random.Next(4) == 0)
                feed.Erase(lead.Id);
            else
                feed.Put(TestLeads.Completed(
                    int.Parse(lead.Id[6..], System.Globalization.CultureInfo.InvariantCulture), $"-{round}"));
        }
    }

    private sealed class CrashingObserver(int at) : SyncObserver
    {
        private int _passed;

        public override void PageRead() => Pass();

        public override void Applied() => Pass();

        public override void Noted() => Pass();

        private void Pass()
        {
            if (++_passed == at)
                throw new Crash();
        }
    }

    private sealed class Crash : Exception;
}
