using System.Net.Http.Headers;
using Lanyard.Client;

namespace Lanyard.Tests.Client;

public sealed class RetryTests
{
    private const string Problem = """{"code":"store_unavailable","detail":"Send it again.","traceId":"7f"}""";

    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Seconds_of_Retry_After_are_waited()
    {
        _server.Answers(429, "{}", r => r.Headers.RetryAfter = new(TimeSpan.FromSeconds(17))).AnswersPage(1, 3);
        var page = await _server.Client().GetPageAsync(Position.Start);
        Assert.Equal(3, page.Items.Count);
        Assert.InRange(Assert.Single(_server.Clock.Waits).TotalSeconds, 17, 17.5);
    }

    [Fact]
    public async Task A_date_of_Retry_After_counts_from_the_clock_of_the_server()
    {
        var serverNow = _server.Clock.Now.AddHours(-3);
        _server.Answers(503, Problem, r =>
        {
            r.Headers.Date = serverNow;
            r.Headers.RetryAfter = new RetryConditionHeaderValue(serverNow.AddSeconds(40));
        }).AnswersPage(1, 1);
        await _server.Client().GetPageAsync(Position.Start);
        Assert.InRange(Assert.Single(_server.Clock.Waits).TotalSeconds, 40, 40.5);
    }

    [Fact]
    public async Task Without_Retry_After_the_waits_double_and_end_with_the_attempts()
    {
        for (var i = 0; i < 5; i++)
            _server.Answers(429, "{}");
        var client = _server.Client();
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.GetPageAsync(Position.Start));
        Assert.Equal(429, failure.Status);
        Assert.True(failure.IsRestricted);
        Assert.Equal(5, _server.Calls.Count);
        var waits = _server.Clock.Waits.Select(wait => wait.TotalSeconds).ToArray();
        Assert.Equal(4, waits.Length);
        for (var i = 0; i < waits.Length; i++)
            Assert.InRange(waits[i], 0.25 * Math.Pow(2, i), 0.5 * Math.Pow(2, i));
    }

    [Fact]
    public async Task A_longer_wait_than_wanted_ends_the_retries_and_is_told()
    {
        _server.Answers(503, Problem, r => r.Headers.RetryAfter = new(TimeSpan.FromMinutes(20)));
        var client = _server.Client();
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.GetPageAsync(Position.Start));
        Assert.Equal(
            (503, "store_unavailable", "Send it again.", "7f", TimeSpan.FromMinutes(20), false),
            (failure.Status, failure.Code, failure.Detail, failure.TraceId, failure.RetryAfter, failure.IsRestricted));
        Assert.Single(_server.Calls);
        Assert.Empty(_server.Clock.Waits);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    public async Task What_cannot_help_is_not_tried_again(int status)
    {
        _server.Answers(status, """{"error":"nope","message":"No."}""");
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => _server.Client().ScanAsync("badge"));
        Assert.Equal((status, "nope", "No."), (failure.Status, failure.Code, failure.Detail));
        Assert.Equal(status == 403, failure.IsRestricted);
        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task The_badge_of_another_event_is_no_restriction_of_the_client()
    {
        _server.Answers(403, """{"code":"no_access","detail":"Another event's."}""");
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => _server.Client().ScanAsync("badge"));
        Assert.Equal("no_access", failure.Code);
        Assert.False(failure.IsRestricted);
    }

    [Fact]
    public async Task A_scan_is_sent_again_unchanged_after_faults_before_and_after_the_write()
    {
        _server.Answers(500, "<html>Sorry</html>").Breaks().Answers(502, "").Hangs()
            .Answers(200, ScriptedServer.Lead(7));
        var time = new DateTimeOffset(2023, 10, 1, 15, 20, 7, 500, TimeSpan.FromHours(2));
        Assert.Equal(7, (await _server.Client().ScanAsync("y12", time)).Revision);
        Assert.Equal(5, _server.Calls.Count);
        Assert.All(_server.Calls, call => Assert.Equal("""{"code":"y12","time":"2023-10-01T13:20:07Z"}""", call.Body));
    }

    [Fact]
    public async Task A_scan_without_a_time_sends_none()
    {
        _server.Answers(200, ScriptedServer.Lead(7));
        await _server.Client().ScanAsync("y12");
        var call = Assert.Single(_server.Calls);
        Assert.Equal(("POST", """{"code":"y12"}""", "application/json"), (call.Method, call.Body, call.ContentType));
    }

    [Fact]
    public async Task A_failure_of_the_network_keeps_its_cause()
    {
        _server.Breaks().Breaks();
        var failure = await Assert.ThrowsAsync<ConnectionsException>(
            () => _server.Client(o => o.MostAttempts = 2).GetPageAsync(Position.Start));
        Assert.Equal((null, "network_error"), (failure.Status, failure.Code));
        Assert.IsType<HttpRequestException>(failure.InnerException);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_after_the_attempts()
    {
        _server.Hangs().Hangs();
        var failure = await Assert.ThrowsAsync<ConnectionsException>(
            () => _server.Client(o => o.MostAttempts = 2).GetPageAsync(Position.Start));
        Assert.Equal((null, "timeout"), (failure.Status, failure.Code));
        Assert.Equal(2, _server.Calls.Count);
    }

    [Fact]
    public async Task Half_an_answer_and_a_page_of_a_gateway_are_tried_again_and_named()
    {
        _server.Answers(200, """[{"id":"1","rev""").Answers(200, "<html>Sign in</html>").AnswersPage(1, 1);
        Assert.Single((await _server.Client().GetPageAsync(Position.Start)).Items);

        _server.Answers(200, "<html>Sign in</html>");
        var failure = await Assert.ThrowsAsync<ConnectionsException>(
            () => _server.Client(o => o.MostAttempts = 1).GetPageAsync(Position.Start));
        Assert.Equal((200, "invalid_answer"), (failure.Status, failure.Code));
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_failure()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _server.Client().GetPageAsync(Position.Start, cancellation.Token));
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task Nothing_secret_stands_in_an_exception()
    {
        _server.Answers(
            400, """{"code":"canary-badge","detail":"canary-badge by canary-token-1","traceId":"canary-token-1"}""");
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => _server.Client().ScanAsync(" canary-badge\r"));
        var all = $"{failure} {failure.Code} {failure.Detail} {failure.TraceId}";
        Assert.DoesNotContain("canary", all, StringComparison.Ordinal);

        _server.AnswersToken(401, """{"error":"invalid_client","error_description":"canary-secret is wrong"}""");
        failure = await Assert.ThrowsAsync<ConnectionsException>(() => _server.Client().ScanAsync("canary-badge"));
        Assert.Equal((401, "invalid_client", "… is wrong"), (failure.Status, failure.Code, failure.Detail));
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ScriptedServer.Credential.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_be_used_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _server.Client(o => o.MostAttempts = 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _server.Client(o => o.Timeout = TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => new ConnectionsClient(new Uri("ftp://host"), ScriptedServer.Credential));
        var relative = new Uri("connect", UriKind.Relative);
        Assert.Throws<ArgumentException>(() => new ConnectionsClient(relative, ScriptedServer.Credential));
        using var http = new HttpClient();
        Assert.Throws<ArgumentException>(() => new ConnectionsClient(http, ScriptedServer.Credential, new()));
    }

    [Fact]
    public async Task Options_that_are_changed_later_have_no_effect()
    {
        ConnectionsClientOptions? kept = null;
        var client = _server.Client(o => kept = o);
        kept!.MostAttempts = 1;
        _server.Breaks().AnswersPage(1, 1);
        Assert.Single((await client.GetPageAsync(Position.Start)).Items);
    }
}
