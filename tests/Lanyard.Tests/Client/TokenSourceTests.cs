using System.Text;
using Lanyard.Client;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.Client;

public sealed class TokenSourceTests
{
    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Fifty_callers_wait_for_one_token()
    {
        var open = new TaskCompletionSource();
        _server.TokensOpen = open.Task;
        var client = _server.Client();
        var calls = Enumerable.Range(0, 50).Select(_ => Task.Run(() => client.GetPageAsync(Position.Start))).ToList();
        await TestServer.UntilAsync(() => Task.FromResult(!_server.TokenCalls.IsEmpty));
        open.SetResult();
        await Task.WhenAll(calls);
        Assert.Single(_server.TokenCalls);
        Assert.Equal(50, _server.Calls.Count);
        Assert.All(_server.Calls, call => Assert.Equal("Bearer canary-token-1", call.Authorization));
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_the_fetch_to_the_others()
    {
        var open = new TaskCompletionSource();
        _server.TokensOpen = open.Task;
        var client = _server.Client();
        using var cancellation = new CancellationTokenSource();
        var first = client.GetPageAsync(Position.Start, cancellation.Token);
        var second = client.GetPageAsync(Position.Start);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        open.SetResult();
        await second;
        Assert.Single(_server.TokenCalls);
    }

    [Theory]
    [InlineData("\"3600\"")]
    [InlineData("3600")]
    [InlineData("null")]
    [InlineData("\"soon\"")]
    [InlineData("{}")]
    public async Task A_token_is_kept_for_its_life_and_renewed_beside_the_calls(string expiresIn)
    {
        var client = _server.Client();
        _server.AnswersToken(200, $$"""{"access_token":"first","expires_in":{{expiresIn}},"token_type":"Bearer"}""");
        await client.GetPageAsync(Position.Start);
        _server.Clock.Now += TimeSpan.FromSeconds(3239);
        await client.GetPageAsync(Position.Start);
        Assert.Single(_server.TokenCalls);

        var open = new TaskCompletionSource();
        _server.TokensOpen = open.Task;
        _server.Clock.Now += TimeSpan.FromSeconds(2);
        await client.GetPageAsync(Position.Start);
        Assert.All(_server.Calls, call => Assert.Equal("Bearer first", call.Authorization));
        open.SetResult();
        await TestServer.UntilAsync(async () =>
        {
            await client.GetPageAsync(Position.Start);
            return _server.Calls.Last().Authorization == "Bearer canary-token-1";
        });
        Assert.Equal(2, _server.TokenCalls.Count);
    }

    [Fact]
    public async Task A_token_that_has_ended_is_not_sent()
    {
        var client = _server.Client();
        _server.AnswersToken(200, """{"access_token":"first","expires_in":60}""");
        await client.GetPageAsync(Position.Start);
        _server.Clock.Now += TimeSpan.FromSeconds(60);
        await client.GetPageAsync(Position.Start);
        Assert.Equal(["Bearer first", "Bearer canary-token-1"], _server.Calls.Select(call => call.Authorization));
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_token_that_still_lives()
    {
        var client = _server.Client();
        await client.GetPageAsync(Position.Start);
        _server.AnswersToken(400, "{}");
        _server.Clock.Now += TimeSpan.FromSeconds(3241);
        await client.GetPageAsync(Position.Start);
        await TestServer.UntilAsync(() => Task.FromResult(_server.TokenCalls.Count == 2));
        await client.GetPageAsync(Position.Start);
        Assert.All(_server.Calls, call => Assert.Equal("Bearer canary-token-1", call.Authorization));
    }

    [Fact]
    public async Task A_token_that_is_refused_in_the_middle_is_replaced_once()
    {
        _server.AnswersPage(1, 100).Answers(401, "{}").AnswersPage(101, 5);
        var seen = new List<long>();
        await foreach (var lead in _server.Client().GetChangesAsync(Position.Start))
            seen.Add(lead.Revision);
        Assert.Equal(Enumerable.Range(1, 105).Select(i => (long)i), seen);
        Assert.Equal(
            ["Bearer canary-token-1", "Bearer canary-token-1", "Bearer canary-token-2"],
            _server.Calls.Select(call => call.Authorization));
    }

    [Fact]
    public async Task A_new_token_that_is_refused_too_is_the_end()
    {
        _server.Answers(401, "{}").Answers(401, """{"code":"invalid_token","detail":"Get another."}""");
        var client = _server.Client();
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.GetPageAsync(Position.Start));
        Assert.Equal((401, "invalid_token"), (failure.Status, failure.Code));
        Assert.Equal((2, 2), (_server.Calls.Count, _server.TokenCalls.Count));
    }

    [Fact]
    public async Task A_token_endpoint_that_is_away_is_asked_again()
    {
        _server.AnswersToken(503, """{"error":"temporarily_unavailable"}""").AnswersToken(200, "{}");
        await _server.Client().GetPageAsync(Position.Start);
        Assert.Equal(3, _server.TokenCalls.Count);
        for (var i = 0; i < 5; i++)
            _server.AnswersToken(503, """{"error":"temporarily_unavailable"}""");
        var client = _server.Client();
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.GetPageAsync(Position.Start));
        Assert.Equal((503, "temporarily_unavailable"), (failure.Status, failure.Code));
        Assert.Equal(8, _server.TokenCalls.Count);
    }

    [Theory]
    [InlineData(TokenMethod.Basic, "application/x-www-form-urlencoded", "grant_type=client_credentials")]
    [InlineData(
        TokenMethod.Form,
        "application/x-www-form-urlencoded",
        "grant_type=client_credentials&client_id=client-id&client_secret=canary-secret")]
    [InlineData(
        TokenMethod.Json,
        "application/json",
        """{"grant_type":"client_credentials","client_id":"client-id","client_secret":"canary-secret"}""")]
    public async Task The_credential_is_sent_in_the_ways_of_the_guide(TokenMethod method, string type, string body)
    {
        var client = _server.Client(o => o.TokenMethod = method, ScriptedServer.Address + "/base");
        await client.GetPageAsync(Position.Start);
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("client-id:canary-secret"));
        Assert.Equal(
            new Received(
                "POST",
                new Uri(ScriptedServer.Address + "/base/connect/oauth2/token"),
                method is TokenMethod.Basic ? basic : null,
                type,
                body),
            Assert.Single(_server.TokenCalls));
        Assert.Equal("/base/connect/v1/connections", Assert.Single(_server.Calls).Address.PathAndQuery);
    }
}
