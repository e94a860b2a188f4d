using System.Net;
using System.Net.Http.Json;
using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Seats;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Access;

/// <summary>Makes and signs in those who ask.</summary>
internal sealed class AccessPeople(TestServer server)
{
    private readonly Dictionary<string, ExhibitorKey> _exhibitors = new(StringComparer.Ordinal);

    public long OrganiserId { get; private set; }

    public long StrangerId { get; private set; }

    private IStore Store => server.App.Services.GetRequiredService<IStore>();

    public ExhibitorKey this[string exhibitor] => _exhibitors[exhibitor];

    public Task LoadAsync(string strangerClientId) => Store.ReadAsync(async data =>
    {
        Assert.True(ShortId.TryParse(strangerClientId, out var client));
        StrangerId = await data.ApiClients.Where(c => c.Id == client).Select(c => c.OrganiserId).SingleAsync();
        OrganiserId = await data.Organisers.Where(o => o.Id != StrangerId).Select(o => o.Id).SingleAsync();
        foreach (var exhibitor in await data.Exhibitors.ToListAsync())
            _exhibitors.Add(exhibitor.Key, new(exhibitor.EventId, exhibitor.Id));
        return true;
    });

    public async Task<Caller> NobodyAsync()
    {
        using var page = new PageClient(server);
        return Of(page.Cookies, await page.GetAsync("/organise/sign-in"));
    }

    public async Task<Caller> MemberAsync(long organiserId, OrganiserRole role) =>
        await SignInAsync(await PageClient.AddAccountAsync(server, organiserId, role));

    /// <summary>Somebody who works for an exhibitor.</summary>
    public async Task<Caller> WorkerAsync(string exhibitor, ExhibitorRights rights)
    {
        var account = await PageClient.AddAccountAsync(server);
        await GiveAsync(account.Id, exhibitor, rights);
        return await SignInAsync(account);
    }

    public Task GiveAsync(long accountId, string exhibitor, ExhibitorRights rights) => Store.WriteAsync(async data =>
    {
        var (eventId, id) = _exhibitors[exhibitor];
        if (!await data.ExhibitorMembers.AnyAsync(m => m.EventId == eventId && m.ExhibitorId == id && m.AccountId == accountId))
        {
            data.Add(new ExhibitorMember
            {
                EventId = eventId, ExhibitorId = id, AccountId = accountId, Rights = rights, AddedAt = TimeProvider.System.GetUtcNow(),
            });
        }
        return true;
    }, default);

    /// <summary>A device of the exhibitor's scan-only link.</summary>
    public async Task<Caller> DeviceAsync(string exhibitor)
    {
        using var page = new PageClient(server);
        var html = await page.GetAsync("/organise/sign-in");
        await TestServer.OkAsync(page.Http.PostAsJsonAsync("/connect/scan/join", new { secret = await LinkAsync(exhibitor), name = "Device" }));
        return Of(page.Cookies, html);
    }

    public async Task<string> LinkAsync(string exhibitor)
    {
        var scanners = server.App.Services.GetRequiredService<Scanners>();
        return await scanners.LinkOrNullAsync(_exhibitors[exhibitor], default)
            ?? await scanners.NewLinkAsync(_exhibitors[exhibitor], Actor.Operator, default);
    }

    private async Task<Caller> SignInAsync((long Id, string Email, string Password) account)
    {
        using var page = new PageClient(server);
        await page.PostAsync("/organise/sign-in", "sign-in", new() { ["Email"] = account.Email, ["Password"] = account.Password });
        return Of(page.Cookies, await page.GetAsync("/organise/account")) with { AccountId = account.Id };
    }

    private Caller Of(CookieContainer cookies, string html)
    {
        const string Field = "name=\"__RequestVerificationToken\" value=\"";
        var token = html[(html.IndexOf(Field, StringComparison.Ordinal) + Field.Length)..].Split('"')[0];
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Http.BaseAddress };
        return new(http, cookies.GetCookieHeader(server.Http.BaseAddress!), token);
    }
}
