using System.Threading.Channels;
using Lanyard.Cli.Scan;
using Lanyard.Cli.Tests.Support;
using Lanyard.Client;

namespace Lanyard.Cli.Tests.Scan;

/// <summary>What the sender makes of each answer, over a real network connection.</summary>
public sealed class SenderTests : IAsyncDisposable
{
    private static readonly SenderPauses Pauses =
        new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100));

    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly Channel<ScanOutcome> _outcomes = Channel.CreateUnbounded<ScanOutcome>();
    private readonly Channel<string> _notices = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _end = new(TimeSpan.FromSeconds(30));
    private readonly TaskCompletionSource _readersEnded = new();
    private readonly ScanQueue _queue;

    public SenderTests() => _queue = new(_folder.Path, "client desk", _clock);

    [Fact]
    public async Task Scans_are_sent_in_order_each_with_the_time_of_its_reading()
    {
        await using var server = await ServerDouble.StartAsync();
        Save("first");
        _clock.Now += TimeSpan.FromHours(1);
        Save("second");

        await SendAllAsync(server);

        Assert.Equal(
            [
                new("first", new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero)),
                new Post("second", new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero)),
            ],
            server.Posts);
        Assert.Equal(0, _queue.Waiting);
    }

    [Theory]
    [InlineData("FaultBefore")]
    [InlineData("FaultAfter")]
    [InlineData("ResetBefore")]
    [InlineData("ResetAfter")]
    [InlineData("NotTheApi")]
    public async Task What_may_pass_is_tried_again_with_the_same_time(string fault)
    {
        await using var server = await ServerDouble.StartAsync();
        server.Script = (_, number) => number <= 2 ? Enum.Parse<Reply>(fault) : Reply.Take;
        Save("first");
        _clock.Now += TimeSpan.FromHours(1);

        await SendAllAsync(server);

        Assert.Equal(Enumerable.Repeat(server.Posts[0], 3), server.Posts);
        Assert.Equal(OutcomeKind.Sent, (await NextOutcomeAsync()).Outcome);
        Assert.StartsWith("Not sent yet: ", await NextNoticeAsync(), StringComparison.Ordinal);
        Assert.Equal("Sending works again: 0 waiting.", await NextNoticeAsync());
    }

    [Fact]
    public async Task A_server_that_does_not_answer_delays_a_scan_but_does_not_lose_it()
    {
        await using var server = await ServerDouble.StartAsync();
        server.Script = (_, number) => number == 1 ? Reply.Hang : Reply.Take;
        Save("first");

        await SendAllAsync(server);

        Assert.Contains("does not answer in time", await NextNoticeAsync(), StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Sent, (await NextOutcomeAsync()).Outcome);
    }

    [Theory]
    [InlineData("UnknownCode", "UnknownCode", "unknown_code")]
    [InlineData("NoAccess", "NoAccess", "no_access")]
    [InlineData("Invalid", "Refused", "invalid_request")]
    public async Task A_bad_scan_is_set_aside_with_its_reason_and_the_next_one_is_sent(
        string answer, string kind, string reason)
    {
        await using var server = await ServerDouble.StartAsync();
        server.Script = (post, _) => post.Code == "canary-badge" ? Enum.Parse<Reply>(answer) : Reply.Take;
        Save("canary-badge");
        Save("good");

        await SendAllAsync(server);

        var refused = await NextOutcomeAsync();
        Assert.Equal((Enum.Parse<OutcomeKind>(kind), reason), (refused.Outcome, refused.Reason));
        Assert.Equal(OutcomeKind.Sent, (await NextOutcomeAsync()).Outcome);
        Assert.Equal((0, 1), (_queue.Waiting, _queue.SetAside));
        Assert.DoesNotContain("canary-badge", refused.ToJson(), StringComparison.Ordinal);
        var setAside = Assert.Single(ScanQueue.Look(_folder.Path).SetAside);
        Assert.Equal(reason, setAside.Reason);
        Assert.DoesNotContain("canary-badge", setAside.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_that_always_makes_the_server_fail_does_not_hold_up_the_others()
    {
        await using var server = await ServerDouble.StartAsync();
        server.Script = (post, _) => post.Code == "bad" ? Reply.FaultBefore : Reply.Take;
        Save("bad");
        Save("good");

        await SendAllAsync(server);

        Assert.Equal(["good"], server.Connections.Keys);
        Assert.Equal("bad", Assert.Single(ScanQueue.Look(_folder.Path).Waiting).Code);
    }

    [Theory]
    [InlineData("LicenseInactive", "the license is not active")]
    [InlineData("Unauthorized", "the client id or the client secret is not accepted")]
    public async Task Without_a_license_nothing_more_is_sent_and_nothing_is_lost(string answer, string words)
    {
        await using var server = await ServerDouble.StartAsync();
        var licensed = false;
        server.Script = (_, _) => Volatile.Read(ref licensed) ? Reply.Take : Enum.Parse<Reply>(answer);
        Save("first");
        Save("second");
        var sending = SendAsync(server);

        Assert.Contains(words, await NextNoticeAsync(), StringComparison.Ordinal);
        Assert.All(server.Posts, post => Assert.Equal("first", post.Code));
        Assert.Equal((2, 0), (_queue.Waiting, _queue.SetAside));

        Volatile.Write(ref licensed, true);
        Assert.Equal(1, (await NextOutcomeAsync()).Scan);
        Assert.Equal(2, (await NextOutcomeAsync()).Scan);
        _readersEnded.SetResult();
        await sending;
    }

    [Fact]
    public async Task A_scan_that_arrives_while_nothing_waits_is_sent_at_once()
    {
        await using var server = await ServerDouble.StartAsync();
        var sending = SendAsync(server);

        Save("first");
        Assert.Equal(1, (await NextOutcomeAsync()).Scan);
        Save("second");
        Assert.Equal(2, (await NextOutcomeAsync()).Scan);

        _readersEnded.SetResult();
        await sending;
    }

    [Fact]
    public async Task A_badge_that_was_scanned_earlier_is_told_as_such_but_a_scan_that_is_sent_twice_is_not()
    {
        await using var server = await ServerDouble.StartAsync();
        server.Script = (_, number) => number == 1 ? Reply.FaultAfter : Reply.Take;
        Save("badge");
        _clock.Now += TimeSpan.FromMinutes(5);
        Save("badge");

        await SendAllAsync(server);

        Assert.Equal(OutcomeKind.Sent, (await NextOutcomeAsync()).Outcome);
        Assert.Equal(OutcomeKind.AlreadyScanned, (await NextOutcomeAsync()).Outcome);
    }

    [Fact]
    public async Task When_the_readers_have_ended_and_the_server_is_away_the_command_ends_and_the_scans_wait()
    {
        Uri address;
        await using (var server = await ServerDouble.StartAsync())
            address = server.Address;
        Save("first");
        _readersEnded.SetResult();

        await Sender(address).RunAsync(_readersEnded.Task, _end.Token);

        Assert.Equal(1, _queue.Waiting);
        Assert.Contains("the server cannot be reached", await NextNoticeAsync(), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _end.Dispose();
        _queue.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Save(string code) => _queue.Save(code, "reader", _ => { });

    private Task SendAllAsync(ServerDouble server)
    {
        _readersEnded.SetResult();
        return SendAsync(server);
    }

    private Task SendAsync(ServerDouble server) => Sender(server.Address).RunAsync(_readersEnded.Task, _end.Token);

    private Sender Sender(Uri server)
    {
        var options = new ConnectionsClientOptions { MostAttempts = 1, Timeout = TimeSpan.FromSeconds(2) };
        return new(
            _queue, new(server, new("desk", ServerDouble.Secret), options), TimeProvider.System, Pauses,
            outcome => _outcomes.Writer.TryWrite(outcome), notice => _notices.Writer.TryWrite(notice));
    }

    private async Task<ScanOutcome> NextOutcomeAsync() => await _outcomes.Reader.ReadAsync(_end.Token);

    private async Task<string> NextNoticeAsync() => await _notices.Reader.ReadAsync(_end.Token);
}
