using Lanyard.Client;

namespace Lanyard.Tests.Client;

public sealed class PageTests
{
    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task Exactly_100_left_are_followed_by_one_request_that_finds_nothing()
    {
        _server.AnswersPage(1, 100).AnswersPage(101, 100);
        var pages = new List<ConnectionPage>();
        await foreach (var page in _server.Client().GetChangesAsync(Position.Start).AsPages())
            pages.Add(page);
        Assert.Equal([100, 100, 0], pages.Select(page => page.Items.Count));
        Assert.Equal([101, 201, 201], pages.Select(page => page.Next.FromRevision));
        Assert.Equal([false, false, true], pages.Select(page => page.IsLast));
        Assert.Equal(["", "?fromRevision=101", "?fromRevision=201"], _server.Calls.Select(call => call.Address.Query));
    }

    [Fact]
    public async Task A_page_shorter_than_100_is_the_last()
    {
        _server.AnswersPage(501, 99);
        var revisions = new List<long>();
        await foreach (var lead in _server.Client().GetChangesAsync(Position.After(500)))
            revisions.Add(lead.Revision);
        Assert.Equal(99, revisions.Count);
        Assert.Equal("?fromRevision=501", Assert.Single(_server.Calls).Address.Query);
    }

    [Fact]
    public async Task A_page_is_requested_when_the_one_before_has_been_taken()
    {
        _server.AnswersPage(1, 100).AnswersPage(101, 100);
        await foreach (var lead in _server.Client().GetChangesAsync(Position.Start))
        {
            if (lead.Revision == 100)
                break;
        }
        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task Either_token_ends_an_enumeration()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var client = _server.Client();
        var pages = client.GetChangesAsync(Position.Start, cancellation.Token).AsPages().GetAsyncEnumerator();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pages.MoveNextAsync());
        var leads = client.GetChangesAsync(Position.Start).GetAsyncEnumerator(cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await leads.MoveNextAsync());
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task A_call_that_was_given_up_is_not_sent_although_there_is_a_token()
    {
        _server.AnswersPage(1, 3).AnswersPage(4, 3);
        var client = _server.Client();
        await client.GetPageAsync(Position.Start);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.GetPageAsync(Position.Start, new CancellationToken(canceled: true)));
        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task A_server_that_ignores_the_position_is_not_asked_for_ever()
    {
        _server.AnswersPage(1, 100);
        var client = _server.Client();
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.GetPageAsync(Position.At(500)));
        Assert.Equal("invalid_answer", failure.Code);
    }

    [Fact]
    public void A_position_is_behind_what_was_seen_and_can_be_saved()
    {
        Assert.Equal(0, Position.Start.FromRevision);
        Assert.Equal(10411084158, Position.After(10411084157).FromRevision);
        Assert.Equal(Position.After(41), Position.At(Position.After(41).FromRevision));
        Assert.Throws<ArgumentOutOfRangeException>(() => Position.After(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Position.After(long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Position.At(-1));
    }

    [Fact]
    public async Task A_program_can_be_tested_with_pages_of_its_own()
    {
        var ids = new List<string>();
        await foreach (var lead in new PreparedClient().GetChangesAsync(Position.Start))
            ids.Add(lead.Id);
        Assert.Equal(["prepared"], ids);
    }

    private sealed class PreparedClient : ConnectionsClient
    {
        public override Task<ConnectionPage> GetPageAsync(Position from, CancellationToken cancellationToken = default)
        {
            var lead = new Connection { Id = "prepared", Revision = 7, State = "completed", Time = default };
            return Task.FromResult(new ConnectionPage([lead], from));
        }
    }
}
