using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Core.Seats;
using Lanyard.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Support;

/// <summary>The stores that Lanyard runs on.</summary>
public enum TestStore
{
    Sqlite,
    Postgres,
}

/// <summary>The real server in Production mode on a port, a folder and if need be a database of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly bool _keepsData;
    private bool _stopped;

    private TestServer(WebApplication app, string folder, string? database, bool keepsData)
    {
        (App, Folder, Database, _keepsData) = (app, folder, database, keepsData);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public string Folder { get; }

    /// <summary>Connection string of the PostgreSQL database; null on SQLite.</summary>
    public string? Database { get; }

    public HttpClient Http { get; }

    public HttpClient Organiser { get; private set; } = null!;

    public string EventId { get; private set; } = "";

    public string Event => $"/organise/v1/events/{EventId}";

    public static async Task<TestServer> StartAsync(
        TestStore store = TestStore.Sqlite, Action<WebApplicationBuilder>? configure = null, string? trustedProxies = null)
    {
        var database = store is TestStore.Postgres ? await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() : null;
        var folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;
        return await StartAsync(folder, database, keepsData: false, configure, trustedProxies);
    }

    /// <summary>A server on what is there, which stays when the server stops.</summary>
    public static Task<TestServer> StartOnAsync(string folder, string? database, Action<WebApplicationBuilder>? configure = null) =>
        StartAsync(folder, database, keepsData: true, configure);

    /// <summary>A server with an organiser and an event.</summary>
    public static async Task<TestServer> StartShowAsync(
        TestStore store = TestStore.Sqlite, Action<WebApplicationBuilder>? configure = null, string? trustedProxies = null)
    {
        var server = await StartAsync(store, configure, trustedProxies);
        await server.BeginShowAsync();
        return server;
    }

    /// <summary>Makes an organiser who is signed in, and an event.</summary>
    public async Task BeginShowAsync()
    {
        var secret = await CreateOrganiserAsync();
        Organiser = await SignInAsync(secret.ClientId, secret.Secret);
        EventId = await CreateEventAsync("Show");
    }

    public Task<IssuedSecret> CreateOrganiserAsync()
    {
        var clients = App.Services.GetRequiredService<ApiClients>();
        return App.Services.GetRequiredService<IStore>().WriteAsync(context =>
        {
            var organiser = new Organiser { Name = "Organiser", CreatedAt = TimeProvider.System.GetUtcNow() };
            context.Organisers.Add(organiser);
            return Task.FromResult(clients.Create(context, organiser.Id, null, "Test").Secret);
        }, default);
    }

    public async Task<HttpClient> SignInAsync(string clientId, string secret)
    {
        using var response = await Http.PostAsJsonAsync("/connect/oauth2/token",
            new { grant_type = "client_credentials", client_id = clientId, client_secret = secret });
        response.EnsureSuccessStatusCode();
        var token = (await ReadAsync(response)).GetProperty("access_token").GetString();
        var client = new HttpClient { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<string> CreateEventAsync(string name)
    {
        using var response = await Organiser.PostAsJsonAsync("/organise/v1/events",
            new { name, startsOn = "2026-11-24", endsOn = "2026-11-26", timeZone = "Europe/Amsterdam" });
        Assert.Equal(201, (int)response.StatusCode);
        return (await ReadAsync(response)).GetProperty("id").GetString()!;
    }

    /// <summary>An exhibitor with an api license and a client that is signed in.</summary>
    public async Task<(HttpClient Client, string ClientId, string Secret)> CreateExhibitorAsync(string key)
    {
        await OkAsync(Organiser.PutAsJsonAsync($"{Event}/exhibitors/{key}", new { name = key }));
        await OkAsync(Organiser.PostAsJsonAsync($"{Event}/exhibitors/{key}/licenses", new { kind = "api" }));
        var issued = await OkAsync(Organiser.PostAsJsonAsync($"{Event}/exhibitors/{key}/api-clients", new { name = "CRM" }));
        var (id, secret) = (issued.GetProperty("clientId").GetString()!, issued.GetProperty("clientSecret").GetString()!);
        return (await SignInAsync(id, secret), id, secret);
    }

    public Task<JsonElement> RegisterAsync(string key, string code, string lastName, string? eventId = null) => OkAsync(
        Organiser.PutAsJsonAsync($"/organise/v1/events/{eventId ?? EventId}/registrants/{key}", new { key, code, contact = new { lastName } }));

    /// <summary>Puts somebody who scans for the exhibitor at the end of the order of seats.</summary>
    public Task SeatAsync(long eventId, long exhibitorId, string name) => App.Services.GetRequiredService<IStore>().WriteAsync(data =>
    {
        var now = TimeProvider.System.GetUtcNow();
        data.Add(new Scanner { EventId = eventId, ExhibitorId = exhibitorId, Name = name, SeatedAt = now, AddedAt = now });
        return Task.FromResult(true);
    }, default);

    public static async Task<JsonElement> OkAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    /// <summary>Waits until something has come about; 20 seconds unless told otherwise.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        using var end = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(20));
        while (!await condition())
            Assert.False(end.IsCancellationRequested, "It did not come about in time.");
    }

    /// <summary>Stops it and lets go of its folder, so that another can start there.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await App.StopAsync();
        await App.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Organiser?.Dispose();
        await StopAsync();
        if (_keepsData)
            return;
        Directory.Delete(Folder, recursive: true);
        if (Database is not null)
            await (await PostgresCluster.SharedAsync()).DropDatabaseAsync(Database);
    }

    private static async Task<TestServer> StartAsync(string folder, string? database, bool keepsData, Action<WebApplicationBuilder>? configure, string? trustedProxies = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration["Store:Folder"] = folder;
        builder.Configuration["Store:ConnectionString"] = database;
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Server:TrustedProxies"] = trustedProxies;
        builder.Configuration["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning";
        // Tests are in a hurry; those of fair use enforce it.
        builder.Configuration["FairUse:Mode"] = "observe";
        builder.AddServer();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseServer();
        await app.StartAsync();
        return new TestServer(app, folder, database, keepsData);
    }
}
