using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Webhooks;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Webhooks;

/// <summary>A show with one exhibitor, registrants with the badges <c>badge-1</c> to <c>badge-9</c>, and a receiver.</summary>
internal sealed class WebhookShow : IAsyncDisposable
{
    public static readonly Actor Manager = new(ActorKind.Account, 1, "Manager");

    private readonly HttpClient _client;

    private WebhookShow(TestServer server, Receiver receiver, HttpClient client, ExhibitorKey exhibitor) =>
        (Server, Receiver, _client, Exhibitor) = (server, receiver, client, exhibitor);

    public TestServer Server { get; }

    public Receiver Receiver { get; }

    public ExhibitorKey Exhibitor { get; }

    public WebhookAdministration Administration => Get<WebhookAdministration>();

    public static async Task<WebhookShow> StartAsync(TestStore store, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var server = await StartShowAsync(store, builder =>
        {
            builder.Configuration["Webhooks:AllowPrivate"] = "true";
            foreach (var (key, value) in settings)
                builder.Configuration[key] = value;
            if (time is not null)
                builder.Services.AddSingleton(time);
        });
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        for (var i = 1; i < 10; i++)
            await server.RegisterAsync($"R{i}", $"badge-{i}", $"Doe{i}");
        var exhibitor = await server.App.Services.GetRequiredService<IStore>().ReadAsync(data => data.Exhibitors.SingleAsync());
        return new(server, await Receiver.StartAsync(), client, new(exhibitor.EventId, exhibitor.Id));
    }

    public T Get<T>() where T : notnull => Server.App.Services.GetRequiredService<T>();

    public Task<JsonElement> ScanAsync(string code) => OkAsync(_client.PostAsJsonAsync("/connect/v1/connections", new { code }));

    public Task<JsonElement> FindAsync(string id) => OkAsync(_client.GetAsync("/connect/v1/connections/" + id));

    public async Task<(WebhookKey Key, string Secret)> AddAsync(string? url = null)
    {
        var issued = (await Administration.AddAsync(Exhibitor, url ?? Receiver.Url, Manager, default)).Value!;
        return (new(Exhibitor, issued.Id), issued.Secret);
    }

    public async Task<Webhook> WebhookAsync(WebhookKey key) => (await Administration.FindAsync(key, default))!;

    /// <summary>Waits for the receiver to have got so many messages.</summary>
    public Task ReceivedAsync(int count) => WaitAsync(() => Task.FromResult(Receiver.All.Count >= count));

    public static Task WaitAsync(Func<Task<bool>> condition) => UntilAsync(async () =>
    {
        if (await condition())
            return true;
        await Task.Delay(20);
        return false;
    });

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
