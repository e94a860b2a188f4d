using System.Net;
using System.Text;
using Lanyard.Client;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

public sealed class WebhookTargetTests : TargetContract
{
    private protected override bool ShowsWithdrawn => true;

    private protected override async Task<Place> CreatePlaceAsync() => await WebhookPlace.CreateAsync();

    [Theory]
    [InlineData("TooMany", 1)]
    [InlineData("TooManySeconds", 7)]
    [InlineData("TooManyDate", 7)]
    [InlineData("BadGateway", 0)]
    [InlineData("Unavailable", 7)]
    [InlineData("GatewayTimeout", 0)]
    [InlineData("ErrorBefore", 0)]
    [InlineData("ErrorAfter", 0)]
    [InlineData("ResetBefore", 0)]
    [InlineData("ResetAfter", 0)]
    [InlineData("HangAfter", 0)]
    public async Task A_fault_is_waited_out_and_the_change_seen_once(string fault, int leastSeconds)
    {
        await using var place = await WebhookPlace.CreateAsync();
        place.Receiver.Faults.Enqueue(Enum.Parse<WebhookFault>(fault));
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        var started = place.Time.GetUtcNow();
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        Assert.Equal(2, place.Receiver.Taken.Count);
        Assert.Equal(3, place.Receiver.Attempts.Count);
        var attempts = place.Receiver.Attempts.ToArray();
        Assert.Equal(attempts[0].Id, attempts[1].Id);
        Assert.True(place.Time.GetUtcNow() - started >= TimeSpan.FromSeconds(leastSeconds * 0.5));
        Assert.True(leastSeconds < 7 || attempts[1].Timestamp - attempts[0].Timestamp >= leastSeconds);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_an_hour_is_left_alone()
    {
        await using var place = await WebhookPlace.CreateAsync();
        place.Receiver.Faults.Enqueue(WebhookFault.TooManyForAnHour);
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        var exception = await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        Assert.Equal(TimeSpan.FromHours(1), exception.RetryAfter);
        Assert.Single(place.Receiver.Attempts);
    }

    [Theory]
    [InlineData("Gone", "does not want any more")]
    [InlineData("Redirect", "points to /leads")]
    [InlineData("Unauthorized", "refuses")]
    [InlineData("NotFound", "no receiver")]
    public async Task A_refusal_stops_until_a_person_acts(string fault, string words)
    {
        await using var place = await WebhookPlace.CreateAsync();
        place.Receiver.Faults.Enqueue(Enum.Parse<WebhookFault>(fault));
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        var exception = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, feed));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Single(place.Receiver.Attempts);
        Assert.Empty(place.Receiver.Taken);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(500)]
    public async Task A_lead_that_the_receiver_cannot_take_holds_up_nothing(int status)
    {
        await using var place = await WebhookPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        await RunAsync(place, feed);
        place.Receiver.Answers[TestLeads.Id(15)] = (status, "no\n <b>country</b> " + new string('x', 5000));
        place.Receiver.Answers[TestLeads.Id(109)] = (status, "last of its page");
        feed.PutMany(150, first: 10);
        var result = await RunAsync(place, feed);
        Assert.Equal(new SyncResult(148, 2), result);
        Assert.Equal(158, place.Receiver.Taken.Count);
        using (var state = TargetState.Open(place.StatePath))
        {
            Assert.Equal([TestLeads.Id(15), TestLeads.Id(109)], state.Aside().Select(a => a.Id));
            Assert.Contains($"answered {status}", state.Aside()[0].Reason, StringComparison.Ordinal);
            Assert.True(state.Aside()[0].Reason.Length < 260);
        }
        place.Receiver.Answers.Clear();
        await WithSyncAsync(place, feed, new SyncObserver(), sync => sync.RetryAsync(default));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Several_leads_in_a_row_over_which_the_receiver_breaks_hold_up_nothing()
    {
        await using var place = await WebhookPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(8);
        foreach (var number in (int[])[0, 1, 2, 6, 7])
            place.Receiver.Answers[TestLeads.Id(number)] = (500, "");
        Assert.Equal(new SyncResult(3, 5), await RunAsync(place, feed));
        Assert.Equal(3, place.Receiver.Taken.Count);
    }

    [Fact]
    public async Task A_receiver_that_was_down_for_a_while_sets_nothing_aside()
    {
        await using var place = await WebhookPlace.CreateAsync();
        for (var i = 0; i < 2 * 6; i++)
            place.Receiver.Faults.Enqueue(WebhookFault.ErrorBefore);
        var feed = new ScriptedFeed();
        feed.PutMany(5);
        Assert.Equal(new SyncResult(5, 0), await RunAsync(place, feed));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_receiver_that_is_down_is_no_fault_of_a_lead()
    {
        await using var place = await WebhookPlace.CreateAsync();
        for (var i = 0; i < 5 * 6; i++)
            place.Receiver.Faults.Enqueue(WebhookFault.ErrorBefore);
        var feed = new ScriptedFeed();
        feed.PutMany(5);
        await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        using var state = TargetState.Open(place.StatePath);
        Assert.Empty(state.Aside());
    }

    [Fact]
    public async Task An_erasure_says_so_and_what_was_never_seen_is_told_by_its_state()
    {
        await using var place = await WebhookPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        feed.Put(TestLeads.Withdrawn(TestLeads.Completed(1), "noLicense"));
        await RunAsync(place, feed);
        feed.Erase(TestLeads.Id(0));
        await RunAsync(place, feed);
        Assert.Equal(
            [("connection.updated", 0), ("connection.updated", 1), ("connection.erased", 0)],
            place.Receiver.Attempts.Select(d => (d.Type, d.ConnectionId == TestLeads.Id(0) ? 0 : 1)));
    }

    [Fact]
    public async Task While_a_secret_is_replaced_both_sign()
    {
        await using var place = await WebhookPlace.CreateAsync();
        const string next = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        place.Options["secret"] = place.Receiver.Secret + " " + next;
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        await RunAsync(place, feed);
        place.Receiver.Secret = next;
        feed.PutMany(1, first: 1);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        Assert.Equal(0, place.Receiver.Forged);
    }

    [Fact]
    public async Task A_memo_of_five_megabytes_goes_through()
    {
        await using var place = await WebhookPlace.CreateAsync();
        var feed = new ScriptedFeed();
        var memo = string.Concat(Enumerable.Repeat("é\"😀\n", 1_000_000));
        feed.Put(TestLeads.Completed(1) with
        {
            Notes = [new Note { Id = "1", Type = "memo", Text = memo, Time = new(
                2026, 11, 24, 9, 0, 0, TimeSpan.Zero) }],
        });
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Theory]
    [InlineData("https://127.0.0.1/leads")]
    [InlineData("https://localhost/leads")]
    [InlineData("https://[::1]/leads")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    public async Task A_private_network_is_refused(string url)
    {
        await using var place = await WebhookPlace.CreateAsync();
        place.Options["url"] = url;
        place.Options.Remove("allowPrivate");
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        var exception = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, feed));
        Assert.Contains("not public", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("url", "http://example.com/leads")]
    [InlineData("url", "https://name:password@example.com/leads")]
    [InlineData("url", "leads")]
    [InlineData("secret", "whsec_c2hvcnQ=")]
    [InlineData("secret", "  ")]
    [InlineData("secret", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public async Task Wrong_settings_are_told_without_the_secret(string option, string value)
    {
        await using var place = await WebhookPlace.CreateAsync();
        place.Options.Remove("allowPrivate");
        place.Options["url"] = "https://example.com/leads";
        place.Options[option] = value;
        var exception = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        Assert.Contains(option, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The vector of the libraries at github.com/standard-webhooks/standard-webhooks.</summary>
    [Fact]
    public void The_signature_is_that_of_standard_webhooks() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
            DateTimeOffset.FromUnixTimeSeconds(1614265330), Encoding.UTF8.GetBytes("{\"test\": 2432232314}")));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("::", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("64:ff9b::a00:1", true)]
    [InlineData("64:ff9b::808:808", false)]
    [InlineData("2002:7f00:1::", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fec0::1", true)]
    [InlineData("ff02::1", true)]
    [InlineData("2606:4700:4700::1111", false)]
    public void Addresses_that_are_not_public_are_known(string address, bool isPrivate) =>
        Assert.Equal(isPrivate, PrivateNetworks.Contains(IPAddress.Parse(address)));
}
