using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Support;

/// <summary>The real server in Production mode on a port and a folder of its own, with one event and one exhibitor.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly bool _keepsFolder;

    private TestServer(WebApplication app, string folder, bool keepsFolder)
    {
        (App, Folder, _keepsFolder) = (app, folder, keepsFolder);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public string Folder { get; }

    public HttpClient Http { get; }

    public HttpClient Organiser { get; private set; } = null!;

    public string EventId { get; private set; } = "";

    public string Event => $"/organise/v1/events/{EventId}";

    public static async Task<TestServer> StartAsync(
        string? folder = null, Action<WebApplicationBuilder>? configure = null, string? trustedProxies = null)
    {
        var path = folder ?? Directory.CreateTempSubdirectory("lanyard-test-").FullName;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration["Store:Folder"] = path;
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning";
        builder.Configuration["Server:TrustedProxies"] = trustedProxies;
        builder.AddServer();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseServer();
        await app.StartAsync();
        return new TestServer(app, path, folder is not null);
    }

    /// <summary>A server with an organiser and an event that has one exposed question.</summary>
    public static async Task<TestServer> StartShowAsync(
        Action<WebApplicationBuilder>? configure = null, string? trustedProxies = null)
    {
        var server = await StartAsync(configure: configure, trustedProxies: trustedProxies);
        var secret = await server.CreateOrganiserAsync();
        server.Organiser = await server.SignInAsync(secret.ClientId, secret.Secret);
        server.EventId = await server.CreateEventAsync("Show");
        return server;
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

    public static async Task<JsonElement> OkAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Organiser?.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        if (!_keepsFolder)
            Directory.Delete(Folder, recursive: true);
    }
}
