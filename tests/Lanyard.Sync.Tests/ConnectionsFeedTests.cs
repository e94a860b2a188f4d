using Lanyard.Client;

namespace Lanyard.Sync.Tests;

public sealed class ConnectionsFeedTests
{
    private static readonly Uri Source = new("https://show.example/");

    [Theory]
    [InlineData("/files/1", 404, null)]
    [InlineData("/files/1", 410, null)]
    [InlineData("/files/1", 403, null)]
    [InlineData("https://cdn.example/1", 401, null)]
    [InlineData("https://cdn.example/1", 403, "denied")]
    [InlineData("https://cdn.example/1", null, "network_error")]
    public async Task A_file_that_is_gone_holds_up_nothing(string url, int? status, string? code) =>
        Assert.Null(await Feed(status, code).ReadFileAsync(url, default));

    [Theory]
    [InlineData("/files/1", 401, "invalid_token")]
    [InlineData("/files/1", 403, "restricted")]
    [InlineData("/files/1", 429, null)]
    [InlineData("https://show.example/files/1", 401, null)]
    [InlineData("/files/1", 503, null)]
    [InlineData("/files/1", null, "network_error")]
    public async Task A_file_that_may_be_had_later_is_not_taken_for_gone(string url, int? status, string? code) =>
        await Assert.ThrowsAsync<ConnectionsException>(() => Feed(status, code).ReadFileAsync(url, default));

    [Theory]
    [InlineData("http://")]
    [InlineData("http://[")]
    [InlineData("file:///etc/passwd")]
    public async Task Text_that_is_no_address_holds_up_nothing(string url)
    {
        var client = new ConnectionsClient(Source, new("id", "secret"));
        Assert.Null(await new ConnectionsFeed(client, Source).ReadFileAsync(url, default));
    }

    private static ConnectionsFeed Feed(int? status, string? code) => new(new FailingClient(status, code), Source);

    private sealed class FailingClient(int? status, string? code) : ConnectionsClient
    {
        public override Task<Stream> OpenFileAsync(string url, CancellationToken cancellationToken = default) =>
            throw new ConnectionsException("It failed.") { Status = status, Code = code };
    }
}
