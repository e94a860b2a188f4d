using System.Net;
using System.Net.Http.Json;
using System.Text;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Hosting;

public sealed class OperationsTests
{
    [Fact]
    public async Task Health_and_figures_answer()
    {
        await using var server = await StartAsync();
        Assert.Equal("live", await server.Http.GetStringAsync("/health/live"));
        Assert.Equal("ready", await server.Http.GetStringAsync("/health/ready"));
        Assert.Contains(
            "http_server_request_duration_seconds",
            await server.Http.GetStringAsync("/metrics"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_poll_that_brings_nothing_is_counted_under_its_route()
    {
        await using var server = await StartShowAsync();
        var (client, _, _) = await server.CreateExhibitorAsync("E1");
        // The first is routed, because the head is not in memory yet; the second is not.
        for (var poll = 0; poll < 2; poll++)
        {
            Assert.Equal("[]", await client.GetStringAsync("/connect/v1/connections?fromRevision=9007199254740991"));
            // A request is counted when its answer has been sent.
            await UntilAsync(async () => (await server.Http.GetStringAsync("/metrics"))
                .Contains("http_route=\"/connect/v1/connections\"", StringComparison.Ordinal));
        }
        Assert.DoesNotContain(
            "http_route=\"/connect/v1/connections/\"", await server.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_in_flight_finishes_when_the_server_stops()
    {
        await using var server = await StartShowAsync();
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        using var client = new HttpClient(handler) { BaseAddress = server.Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = server.Organiser.DefaultRequestHeaders.Authorization;
        using var body = new HeldContent("{\"key\":\"R1\"}\n", "{\"key\":\"R2\"}\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Event}/registrants") { Content = body };
        // The client sends the body when the server has begun to read it.
        request.Headers.ExpectContinue = true;
        var answer = client.SendAsync(request);
        await body.Begun;

        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = server.App.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        var stopped = server.App.StopAsync();
        await stopping.Task;
        Assert.False(answer.IsCompleted);
        body.Release();

        Assert.Equal(2, (await OkAsync(answer)).GetProperty("created").GetInt64());
        await stopped;
    }

    [Theory]
    [InlineData(null, "http")]
    [InlineData("192.0.2.7", "http")]
    [InlineData("127.0.0.0/8", "https")]
    public async Task A_forwarded_header_is_believed_from_a_trusted_proxy_alone(string? proxies, string scheme)
    {
        await using var server = await StartAsync(trustedProxies: proxies);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/oauth-authorization-server");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "198.51.100.4");
        request.Headers.Add("X-Forwarded-Host", "evil.example.com");
        using var response = await server.Http.SendAsync(request);
        Assert.Equal(
            $"{scheme}://{server.Http.BaseAddress!.Authority}",
            (await ReadAsync(response)).GetProperty("issuer").GetString()
        );
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_guesses_count_for_the_address_that_makes_them()
    {
        await using var server = await StartShowAsync(trustedProxies: "127.0.0.1, ::1");
        var (client, id, secret) = await server.CreateExhibitorAsync("northlight");
        client.Dispose();
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++)
            statuses.Add(await GetTokenAsync(server, id, "guess", "198.51.100.4"));
        Assert.Contains(429, statuses);
        Assert.Equal(200, await GetTokenAsync(server, id, secret, "198.51.100.5"));
    }

    private static async Task<int> GetTokenAsync(TestServer server, string id, string secret, string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = JsonContent.Create(
                new
                {
                    grant_type = "client_credentials",
                    client_id = id,
                    client_secret = secret,
                }
            ),
        };
        request.Headers.Add("X-Forwarded-For", from);
        using var response = await server.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    /// <summary>A body whose second part is held back.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _first;
        private readonly byte[] _second;

        public HeldContent(string first, string second)
        {
            (_first, _second) = (Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second));
            Headers.ContentType = new("application/x-ndjson");
        }

        public Task Begun => _begun.Task;

        public void Release() => _released.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_first);
            await stream.FlushAsync();
            _begun.SetResult();
            await _released.Task;
            await stream.WriteAsync(_second);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
