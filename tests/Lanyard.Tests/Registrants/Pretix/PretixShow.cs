using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants.Pretix;
using Lanyard.Server.Hosting;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Registrants.Pretix;

/// <summary>A show whose registrants come from a pretix, with runs when the test says so.</summary>
public sealed class PretixShow : IAsyncDisposable
{
    public required TestServer Server { get; init; }

    public required PretixDouble Pretix { get; init; }

    public TestClock Clock { get; }

    public long EventId => ShortId.TryParse(Server.EventId, out var id) ? id : throw new InvalidOperationException();

    public PretixPull Pull => Server.App.Services.GetRequiredService<PretixPull>();

    public static async Task<PretixShow> StartAsync(TestStore store = TestStore.Sqlite)
    {
        var clock = new TestClock();
        return new PretixShow(clock)
        {
            Pretix = await PretixDouble.StartAsync(), Server = await TestServer.StartShowAsync(store, b => Configure(b, clock)),
        };
    }

    private PretixShow(TestClock clock) => Clock = clock;

    public static void Configure(WebApplicationBuilder builder, TestClock? clock)
    {
        builder.Configuration["Pretix:AllowPrivate"] = "true";
        if (clock is null)
            return;
        // Runs are made by the test alone.
        foreach (var worker in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(PretixWorker)).ToList())
            builder.Services.Remove(worker);
        builder.Services.RemoveAll<PretixPull>();
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PretixPull>(provider, (TimeProvider)clock));
    }

    public object Settings(object? more = null)
    {
        var settings = JsonSerializer.SerializeToNode(new { url = Pretix.Url, organiser = "shows", @event = "expo", token = PretixDouble.Token })!.AsObject();
        if (more is not null)
        {
            foreach (var (name, value) in JsonSerializer.SerializeToNode(more)!.AsObject())
                settings[name] = value?.DeepClone();
        }
        return settings;
    }

    public Task<JsonElement> SetAsync(object? more = null) => OkAsync(Server.Organiser.PutAsJsonAsync($"{Server.Event}/pretix", Settings(more)));

    /// <summary>Runs once and gives the status.</summary>
    public async Task<JsonElement> RunAsync()
    {
        Assert.True(await Pull.RunAsync(EventId, default));
        return (await OkAsync(Server.Organiser.GetAsync($"{Server.Event}/pretix"))).GetProperty("status");
    }

    /// <summary>What there is: key, last name, and the code on the badge if there is one.</summary>
    public async Task<List<string>> RegistrantsAsync()
    {
        var eventId = EventId;
        var keys = Server.App.Services.GetRequiredService<Keys>();
        var rows = await Server.App.Services.GetRequiredService<IStore>().ReadAsync(data => data.Registrants.Where(r => r.EventId == eventId).ToListAsync());
        return rows.Select(r => $"{r.Key} {JsonNode.Parse(r.Contact)!["lastName"]} {(r.BadgeCode is null ? "-" : keys.Unprotect(r.BadgeCode))}")
            .Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>The orders as they are now, as registrants.</summary>
    public List<string> Fold() => Pretix.Orders()
        .SelectMany(o => o["positions"]!.AsArray().Select(p => (Order: o, Position: p!)))
        .Where(x => (string)x.Order["status"]! == "p" && !(bool)x.Position["canceled"]! && (long)x.Position["item"]! == 1)
        .Select(x => $"pretix-{x.Position["id"]} {x.Position["attendee_name"]} {x.Position["secret"]}")
        .Order(StringComparer.Ordinal).ToList();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Pretix.DisposeAsync();
    }
}
