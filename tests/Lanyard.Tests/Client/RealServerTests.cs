using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lanyard.Client;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Client;

public sealed class RealServerTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private HttpClient _http = null!;
    private ClientCredential _credential = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StartShowAsync();
        (_http, var id, var secret) = await _server.CreateExhibitorAsync("northlight");
        _credential = new ClientCredential(id, secret);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task A_scan_is_submitted_found_and_followed()
    {
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        var client = Client();
        var time = new DateTimeOffset(2023, 10, 1, 15, 20, 7, TimeSpan.FromHours(2));
        var scanned = await client.ScanAsync("badge-1", time);
        Assert.True(scanned.IsCompleted);
        Assert.Equal("Doe", scanned.Contact!.LastName);
        Assert.Equal(new DateTimeOffset(2023, 10, 1, 13, 20, 7, TimeSpan.Zero), scanned.Time);
        Assert.Null(scanned.ScanInfo);
        Assert.Equal(scanned.Revision, (await client.GetConnectionAsync(scanned.Id)).Revision);
        Assert.Equal(scanned.Revision, (await client.ScanAsync("badge-1")).Revision);
        Assert.Equal(scanned.Id, Assert.Single((await client.GetPageAsync(Position.Start)).Items).Id);
        var after = await client.GetPageAsync(Position.After(scanned.Revision));
        Assert.Equal((0, true, Position.After(scanned.Revision)), (after.Items.Count, after.IsLast, after.Next));
    }

    [Fact]
    public async Task Two_hundred_leads_come_once_each_in_three_pages()
    {
        var registrants = Enumerable.Range(0, 200).Select(i => new { key = $"R{i}", code = $"badge-{i}" });
        var lines = string.Join('\n', registrants.Select(registrant => JsonSerializer.Serialize(registrant)));
        await OkAsync(_server.Organiser.PostAsync(
            $"{_server.Event}/registrants", new StringContent(lines, Encoding.UTF8, "application/x-ndjson")));
        var client = Client();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200), async (i, end) => await client.ScanAsync($"badge-{i}", null, end));

        var pages = new List<ConnectionPage>();
        await foreach (var page in client.GetChangesAsync(Position.Start).AsPages())
            pages.Add(page);
        Assert.Equal([100, 100, 0], pages.Select(page => page.Items.Count));
        Assert.Equal(200, pages.SelectMany(page => page.Items).DistinctBy(lead => lead.Id).Count());
    }

    [Theory]
    [InlineData(TokenMethod.Basic)]
    [InlineData(TokenMethod.Form)]
    [InlineData(TokenMethod.Json)]
    public async Task Each_way_to_get_a_token_works(TokenMethod method) =>
        Assert.Empty((await Client(new() { TokenMethod = method }).GetPageAsync(Position.Start)).Items);

    [Fact]
    public async Task What_the_server_refuses_is_named()
    {
        var client = Client();
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.ScanAsync("unknown-badge"));
        Assert.Equal((404, "unknown_code", false), (failure.Status, failure.Code, failure.IsRestricted));
        Assert.NotNull(failure.TraceId);
        failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.GetConnectionAsync("0000000000000"));
        Assert.Equal((404, "not_found"), (failure.Status, failure.Code));
        failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.OpenFileAsync("/files/0/0"));
        Assert.Equal((404, "not_found"), (failure.Status, failure.Code));

        _credential = _credential with { ClientSecret = "wrong" };
        failure = await Assert.ThrowsAsync<ConnectionsException>(() => Client().GetPageAsync(Position.Start));
        Assert.Equal((401, "invalid_client"), (failure.Status, failure.Code));
    }

    [Fact]
    public async Task A_client_without_a_license_is_told_at_once_that_it_is_restricted()
    {
        await OkAsync(_server.Organiser.PutAsJsonAsync($"{_server.Event}/exhibitors/idle", new { name = "Idle" }));
        var issued = await OkAsync(
            _server.Organiser.PostAsJsonAsync($"{_server.Event}/exhibitors/idle/api-clients", new { name = "CRM" }));
        _credential = new(issued.GetProperty("clientId").GetString()!, issued.GetProperty("clientSecret").GetString()!);
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => Client().GetPageAsync(Position.Start));
        Assert.Equal((403, "license_inactive", true), (failure.Status, failure.Code, failure.IsRestricted));
    }

    [Fact]
    public async Task A_token_that_is_revoked_is_replaced_and_IHttpClientFactory_gives_the_connections()
    {
        var tokens = new TokenWatch();
        await using var services = new ServiceCollection()
            .AddHttpClient("leads", http => http.BaseAddress = _server.Http.BaseAddress)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .AddHttpMessageHandler(() => tokens).Services
            .AddSingleton(provider => new ConnectionsClient(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient("leads"), _credential, new()))
            .BuildServiceProvider();
        var client = services.GetRequiredService<ConnectionsClient>();
        await client.GetPageAsync(Position.Start);
        var revoked = Assert.Single(tokens.Seen);
        using var form = new FormUrlEncodedContent([
            new("token", revoked),
            new("client_id", _credential.ClientId),
            new("client_secret", _credential.ClientSecret)]);
        await OkAsync(_server.Http.PostAsync("/oauth2/revoke", form));
        await client.GetPageAsync(Position.Start);
        Assert.Equal(3, tokens.Seen.Count);
        Assert.NotEqual(revoked, tokens.Seen[^1]);
    }

    /// <summary>Over real connections, because the handler of the client decides about it.</summary>
    [Theory]
    [InlineData(TokenMethod.Form)]
    [InlineData(TokenMethod.Basic)]
    public async Task A_redirected_request_for_a_token_takes_the_secret_nowhere(TokenMethod method)
    {
        var reached = 0;
        await using var elsewhere = await RunAsync(context =>
        {
            reached++;
            return Task.CompletedTask;
        });
        await using var redirects = await RunAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = elsewhere.Urls.First();
            return Task.CompletedTask;
        });
        var server = new Uri(redirects.Urls.First());
        var client = new ConnectionsClient(server, _credential, new() { TokenMethod = method });
        var failure = await Assert.ThrowsAsync<ConnectionsException>(() => client.GetPageAsync(Position.Start));
        Assert.Equal(("redirected", 0), (failure.Code, reached));
    }

    private ConnectionsClient Client(ConnectionsClientOptions? options = null) =>
        new(_server.Http.BaseAddress!, _credential, options ?? new());

    private static async Task<WebApplication> RunAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private sealed class TokenWatch : DelegatingHandler
    {
        public List<string> Seen { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization is { Scheme: "Bearer", Parameter: { } token })
                Seen.Add(token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
