using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.OAuth;

public sealed class TokenTests : IAsyncLifetime
{
    private const string Path = "/connect/oauth2/token";
    private TestServer _server = null!;
    private string _id = "";
    private string _secret = "";

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartShowAsync();
        (var client, _id, _secret) = await _server.CreateExhibitorAsync("northlight");
        client.Dispose();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("json")]
    [InlineData("form")]
    [InlineData("basic")]
    public async Task A_token_is_issued_in_each_of_the_guides_three_ways(string way)
    {
        foreach (var (path, kind) in new[] { (Path, JsonValueKind.String), ("/oauth2/token", JsonValueKind.Number) })
        {
            using var response = await _server.Http.SendAsync(Request(path, way));
            Assert.Equal(200, (int)response.StatusCode);
            Assert.True(response.Headers.CacheControl!.NoStore);
            Assert.Equal("no-cache", response.Headers.Pragma.ToString());
            var body = await ReadAsync(response);
            Assert.Equal(kind, body.GetProperty("expires_in").ValueKind);
            Assert.Equal("3600", body.GetProperty("expires_in").ToString());
            Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
            // The moment of its end, and 256 random bits.
            Assert.Matches("^[0-9a-z]{13}[0-9A-Za-z]{43}$", body.GetProperty("access_token").GetString());
        }
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=ID&client_secret=wrong", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id=nobody&client_secret=SECRET", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials", 401, "invalid_client")]
    [InlineData("client_id=ID&client_secret=SECRET", 400, "invalid_request")]
    [InlineData("grant_type=&client_id=ID&client_secret=SECRET", 400, "invalid_request")]
    [InlineData("grant_type=password&client_id=ID&client_secret=SECRET", 400, "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials&scope=x&client_id=ID&client_secret=SECRET", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials&client_id=ID&client_secret=SECRET", 400, "invalid_request")]
    public async Task A_bad_request_is_answered_as_RFC_6749_says(string form, int status, string error)
    {
        var text = form.Replace("ID", _id, StringComparison.Ordinal).Replace("SECRET", _secret, StringComparison.Ordinal);
        using var response = await _server.Http.PostAsync(Path, new StringContent(text, Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.Equal((status, error), ((int)response.StatusCode, (await ReadAsync(response)).GetProperty("error").GetString()));
        Assert.True(response.Headers.CacheControl!.NoStore);
        if (status == 401)
            Assert.Equal("Basic realm=\"connect\", charset=\"UTF-8\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Two_ways_of_sending_the_secret_and_credentials_in_the_address_are_refused()
    {
        using var both = Request(Path, "basic");
        both.Content = Form($"grant_type=client_credentials&client_secret={_secret}");
        using var twice = await _server.Http.SendAsync(both);
        Assert.Equal(400, (int)twice.StatusCode);
        using var address = await _server.Http.PostAsync($"{Path}?client_secret={_secret}", Form("grant_type=client_credentials"));
        Assert.Equal(400, (int)address.StatusCode);
        using var get = await _server.Http.GetAsync(Path);
        Assert.Equal(405, (int)get.StatusCode);
        Assert.Equal("POST", get.Content.Headers.Allow.ToString());
        using var xml = await _server.Http.PostAsync(Path, new StringContent("<a/>", Encoding.UTF8, "text/xml"));
        Assert.Equal(415, (int)xml.StatusCode);
        using var large = await _server.Http.PostAsync(Path, Form(new string('a', 9_000)));
        Assert.Equal(413, (int)large.StatusCode);
        using var repeated = await _server.Http.PostAsync(Path,
            new StringContent("{\"grant_type\":\"a\",\"grant_type\":\"b\"}", Encoding.UTF8, "application/json"));
        Assert.Equal(400, (int)repeated.StatusCode);
    }

    [Fact]
    public async Task A_request_without_a_live_token_is_challenged()
    {
        using var none = await _server.Http.GetAsync("/connect/v1/connections");
        Assert.Equal((401, "Bearer realm=\"connect\""), ((int)none.StatusCode, none.Headers.WwwAuthenticate.ToString()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/v1/connections");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "made-up");
        using var unknown = await _server.Http.SendAsync(request);
        Assert.Equal((401, "Bearer realm=\"connect\", error=\"invalid_token\""), ((int)unknown.StatusCode, unknown.Headers.WwwAuthenticate.ToString()));
    }

    [Theory]
    [InlineData("0000000000000")]
    [InlineData("00000000000zz")]
    [InlineData("1y2p0ij32e8e7")] // the largest number, which no time can express
    [InlineData("1y2p0ij32e8e8")] // one below zero
    [InlineData("zzzzzzzzzzzzz")] // of more than 64 bits
    [InlineData("-____________")]
    public async Task A_token_with_an_end_that_nobody_gave_out_is_refused_and_ends_without_a_word(string end)
    {
        var text = end + new string('a', 43);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/v1/connections");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text);
        using var response = await _server.Http.SendAsync(request);
        Assert.Equal((401, "Bearer realm=\"connect\", error=\"invalid_token\""), ((int)response.StatusCode, response.Headers.WwwAuthenticate.ToString()));
        using var revocation = await _server.Http.PostAsync("/oauth2/revoke", Form($"client_id={_id}&client_secret={_secret}&token={text}"));
        Assert.Equal(200, (int)revocation.StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_at_once_and_is_not_active()
    {
        using var client = await _server.SignInAsync(_id, _secret);
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
        var form = $"token={token}&client_id={_id}&client_secret={_secret}";
        Assert.True((await OkAsync(_server.Http.PostAsync("/oauth2/introspect", Form(form)))).GetProperty("active").GetBoolean());
        await OkAsync(_server.Http.PostAsync("/oauth2/revoke", Form(form)));
        using var refused = await client.GetAsync("/connect/v1/connections");
        Assert.Equal(401, (int)refused.StatusCode);
        Assert.Equal("{\"active\":false}", (await OkAsync(_server.Http.PostAsync("/oauth2/introspect", Form(form)))).GetRawText());
    }

    [Fact]
    public async Task A_third_live_secret_is_refused_and_a_revoked_one_stops_working()
    {
        var path = $"{_server.Event}/exhibitors/northlight/api-clients/{_id}/secrets";
        var second = await OkAsync(_server.Organiser.PostAsync(path, null));
        using (var third = await _server.Organiser.PostAsync(path, null))
            Assert.Equal(409, (int)third.StatusCode);
        var clients = await OkAsync(_server.Organiser.GetAsync($"{_server.Event}/exhibitors/northlight/api-clients"));
        var first = clients[0].GetProperty("secrets").EnumerateArray().Single(s => s.GetProperty("id").GetString() != second.GetProperty("secretId").GetString());
        await OkAsync(_server.Organiser.PostAsync($"{path}/{first.GetProperty("id").GetString()}/revoke", null));
        using var old = await _server.Http.SendAsync(Request(Path, "form"));
        Assert.Equal(401, (int)old.StatusCode);
        (await _server.SignInAsync(_id, second.GetProperty("clientSecret").GetString()!)).Dispose();
    }

    [Fact]
    public async Task Guessing_is_slowed_and_does_not_outlast_a_minute()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            using var response = await _server.Http.PostAsync(Path, Form($"grant_type=client_credentials&client_id={_id}&client_secret=guess{i}"));
            statuses.Add((int)response.StatusCode);
            if (statuses[^1] == 429)
                Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }
        Assert.Contains(429, statuses);
        Assert.All(statuses.Take(10), s => Assert.Equal(401, s));
    }

    private static StringContent Form(string text) => new(text, Encoding.UTF8, "application/x-www-form-urlencoded");

    private HttpRequestMessage Request(string path, string way)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = way switch
            {
                "json" => new StringContent(
                    JsonSerializer.Serialize(new { grant_type = "client_credentials", client_id = _id, client_secret = _secret }), Encoding.UTF8, "application/json"),
                "form" => Form($"grant_type=client_credentials&client_id={_id}&client_secret={_secret}"),
                _ => Form("grant_type=client_credentials"),
            },
        };
        if (way == "basic")
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_id}:{_secret}")));
        return request;
    }
}
