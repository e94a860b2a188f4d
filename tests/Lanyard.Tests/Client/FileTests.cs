using Lanyard.Client;

namespace Lanyard.Tests.Client;

public sealed class FileTests
{
    private readonly ScriptedServer _server = new();

    [Theory]
    [InlineData("https://leads.example.com/files/1/2")]
    [InlineData("https://LEADS.example.com:443/files/1/2")]
    [InlineData("/files/1/2")]
    public async Task A_file_of_the_server_is_opened_with_the_token(string url)
    {
        _server.Answers(200, "image");
        Assert.Equal("image", await ReadAsync(url));
        var call = Assert.Single(_server.Calls);
        Assert.Equal("https://leads.example.com/files/1/2", call.Address.AbsoluteUri);
        Assert.Equal("Bearer canary-token-1", call.Authorization);
    }

    [Theory]
    [InlineData("https://storage.example.net/1")]
    [InlineData("https://leads.example.com.example.net/1")]
    [InlineData("https://leads.example.com:444/1")]
    [InlineData("http://leads.example.com/1")]
    [InlineData("https://canary@leads.example.com/1")]
    [InlineData("//storage.example.net/1")]
    public async Task A_file_elsewhere_is_opened_without(string url)
    {
        _server.Answers(200, "image");
        Assert.Equal("image", await ReadAsync(url));
        Assert.Null(Assert.Single(_server.Calls).Authorization);
        Assert.Empty(_server.TokenCalls);
    }

    [Fact]
    public async Task A_redirect_is_followed_and_loses_the_token_elsewhere()
    {
        _server.Answers(302, "", r => r.Headers.Location = new Uri("/other", UriKind.Relative))
            .Answers(307, "", r => r.Headers.Location = new Uri("https://storage.example.net/1?signature=x"))
            .Answers(200, "image");
        Assert.Equal("image", await ReadAsync("/files/1/2"));
        Assert.Equal(
            ["Bearer canary-token-1", "Bearer canary-token-1", null], _server.Calls.Select(call => call.Authorization));
        Assert.Equal("https://storage.example.net/1?signature=x", _server.Calls.Last().Address.AbsoluteUri);
    }

    [Fact]
    public async Task A_redirect_out_of_https_or_without_end_is_not_followed()
    {
        _server.Answers(302, "", r => r.Headers.Location = new Uri("http://storage.example.net/1"));
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => ReadAsync("/files/1/2"));
        Assert.Equal((302, "redirected"), (failure.Status, failure.Code));

        for (var i = 0; i < 6; i++)
            _server.Answers(302, "", r => r.Headers.Location = new Uri("/files/1/2", UriKind.Relative));
        await Assert.ThrowsAsync<ConnectionsException>(() => ReadAsync("/files/1/2"));
        Assert.Equal(7, _server.Calls.Count);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_failure_and_one_that_fails_is_opened_again()
    {
        _server.Answers(404, """{"code":"not_found"}""");
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => ReadAsync("/files/1/2"));
        Assert.Equal((404, "not_found"), (failure.Status, failure.Code));
        _server.Breaks().Answers(503, "").Answers(200, "image");
        Assert.Equal("image", await ReadAsync("/files/1/2"));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://leads.example.com/1")]
    public async Task Other_addresses_are_refused(string url) =>
        await Assert.ThrowsAsync<ArgumentException>(() => ReadAsync(url));

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_scan_and_a_list_that_are_redirected_stay(int status)
    {
        _server.Answers(status, "", r => r.Headers.Location = new Uri("https://elsewhere.example.net/"));
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => _server.Client().ScanAsync("badge"));
        Assert.Equal((status, "redirected"), (failure.Status, failure.Code));
        _server.Answers(status, "", r => r.Headers.Location = new Uri("/elsewhere", UriKind.Relative));
        await Assert.ThrowsAsync<ConnectionsException>(() => _server.Client().GetPageAsync(Position.Start));
        Assert.All(_server.Calls, call => Assert.Equal("leads.example.com", call.Address.Host));
    }

    private async Task<string> ReadAsync(string url)
    {
        await using var stream = await _server.Client().OpenFileAsync(url);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
