using System.Net.Http.Json;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Seats;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Browser.Tests;

/// <summary>A show with an exhibitor that has a seat, a scan-only link, and registrants with badges.</summary>
internal sealed class ScanShow(TestServer server, ExhibitorKey exhibitor, string link) : IAsyncDisposable
{
    public TestServer Server => server;

    public ExhibitorKey Exhibitor => exhibitor;

    public Uri Address => server.Http.BaseAddress!;

    public string Join => $"/connect/scan/join/{link}";

    public T Get<T>() where T : notnull => server.App.Services.GetRequiredService<T>();

    /// <param name="before">Stands before every request of the scanner.</param>
    public static async Task<ScanShow> StartAsync(int registrants, Func<Microsoft.AspNetCore.Http.HttpContext, Func<Task>, Task>? before = null)
    {
        var server = await TestServer.StartShowAsync(configure: builder =>
        {
            if (before is not null)
                builder.Services.AddSingleton<IStartupFilter>(new Before(before));
        });
        await TestServer.OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/exhibitors/northlight", new { name = "Northlight Optics" }));
        await TestServer.OkAsync(server.Organiser.PostAsJsonAsync($"{server.Event}/exhibitors/northlight/licenses", new { kind = "scan", seats = 5 }));
        for (var i = 0; i < registrants; i++)
        {
            await TestServer.OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/r{i}", new
            {
                key = $"r{i}",
                code = $"badge-{i}",
                contact = new { firstName = "Ada", lastName = $"Lovelace {i}", company = "Analytical Engines" },
            }));
        }
        var store = server.App.Services.GetRequiredService<IStore>();
        var exhibitor = await store.ReadAsync(data => data.Exhibitors.SingleAsync());
        var key = new ExhibitorKey(exhibitor.EventId, exhibitor.Id);
        await store.WriteAsync(data =>
        {
            data.Add(new ExhibitorQuestion
            {
                EventId = key.EventId, ExhibitorId = key.Id, Name = "How warm?", Type = QuestionType.Radio, Position = 0,
                Options = [new(ShortId.New(), "hot", "Hot"), new(ShortId.New(), "warm", "Warm"), new(ShortId.New(), "cold", "Cold")],
            });
            return Task.FromResult(true);
        }, default);
        var link = await server.App.Services.GetRequiredService<Scanners>().NewLinkAsync(key, Actor.Operator, default);
        return new(server, key, link);
    }

    /// <summary>A phone that has joined by the link and shows the scanner.</summary>
    public async Task<Phone> JoinAsync(string? badge = null, string name = "Eva")
    {
        var phone = await Phone.TakeAsync(Address, badge);
        await JoinAsync(phone, name);
        return phone;
    }

    public async Task JoinAsync(Phone phone, string name = "Eva")
    {
        await phone.Page.GotoAsync(Join);
        await phone.Page.Locator("[name=name]").FillAsync(name);
        await phone.PressAsync("Start scanning");
        await phone.Page.Locator("#unsent").WaitForAsync();
    }

    /// <summary>A phone on which a person is signed in, and shows the scanner.</summary>
    public async Task<Phone> SignInAsync(ExhibitorManager person)
    {
        var phone = await Phone.TakeAsync(Address, null);
        await SignInAsync(phone, person);
        await phone.Page.GotoAsync("/connect/scan");
        await phone.Page.Locator("#unsent").WaitForAsync();
        return phone;
    }

    /// <summary>Gives the phone's browser the person's session.</summary>
    public Task SignInAsync(Phone phone, ExhibitorManager person) => phone.Context.AddCookiesAsync(person.Client.Cookies
        .GetCookies(Address).Select(c => new Microsoft.Playwright.Cookie
        {
            Name = c.Name,
            Value = c.Value,
            Url = Address.ToString(),
            HttpOnly = c.HttpOnly,
        }));

    public Task<List<Connection>> LeadsAsync() =>
        Get<IStore>().ReadAsync(data => data.Connections.Where(c => c.ExhibitorId == exhibitor.Id).ToListAsync());

    public Task<List<Scan>> ScansAsync() => Get<IStore>().ReadAsync(data => data.Scans.Where(s => s.EventId == exhibitor.EventId).ToListAsync());

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private sealed class Before(Func<Microsoft.AspNetCore.Http.HttpContext, Func<Task>, Task> before) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) => context.Request.Path.StartsWithSegments("/connect/scan") ? before(context, () => go(context)) : go(context));
            next(app);
        };
    }
}
