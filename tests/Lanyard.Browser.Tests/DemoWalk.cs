using System.Net.Http.Json;
using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.FairUse;
using Lanyard.Core.Imports;
using Lanyard.Server.Demo;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Browser.Tests;

/// <summary>The demo show, and where each page below <c>/organise</c> and <c>/connect</c> is seen in it.</summary>
internal sealed partial class DemoWalk(TestServer server, DemoFile demo)
{
    private const string Event = "/organise/events/{eventId}";

    public string Email => demo.Organiser.Email!;
    public string Password => demo.Organiser.Password!;

    private IStore Store => server.App.Services.GetRequiredService<IStore>();
    private Invitations Invitations => server.App.Services.GetRequiredService<Invitations>();

    private long EventId => IdOf(demo.Event.Id);

    public static async Task<DemoWalk> MakeAsync(TestServer server)
    {
        var stop = TestContext.Current.CancellationToken;
        var made = await ActivatorUtilities.CreateInstance<DemoMaker>(server.App.Services)
            .MakeAsync(server.Http.BaseAddress!.ToString(), server.Folder, stop);
        return new(server, await DemoAccount.AddAsync(server.App, made, stop));
    }

    /// <summary>Addresses for somebody who is signed in as owner, by the page's template; of some pages several states.</summary>
    public async Task<List<(string Template, string Address)>> SignedInAsync()
    {
        var eventId = EventId;
        var exhibitor = demo.Exhibitors[0].Id;
        var (registrant, question, license, secret, account) = await Store.ReadAsync(async data => (
            await data.Connections.Where(c => c.EventId == eventId).Select(c => c.RegistrantId).FirstAsync(),
            await data.ProfileQuestions.Where(q => q.EventId == eventId).Select(q => q.Id).FirstAsync(),
            await data.Licenses.Where(l => l.EventId == eventId).OrderBy(l => l.Id).ToListAsync(),
            await data.ClientSecrets.ToListAsync(),
            await data.Accounts.Select(a => a.Id).SingleAsync()));
        var (exhibitorId, clientId) = (IdOf(exhibitor), IdOf(demo.Exhibitors[0].ClientId));
        await RestrictAsync(clientId);
        await ConnectPretixAsync();

        var event_ = Event.Replace("{eventId}", demo.Event.Id, StringComparison.Ordinal);
        var ids = new Dictionary<string, string>
        {
            ["eventId"] = demo.Event.Id,
            ["exhibitorId"] = exhibitor,
            ["registrantId"] = ShortId.Format(registrant),
            ["questionId"] = ShortId.Format(question),
            ["licenseId"] = ShortId.Format(license.First(l => l.ExhibitorId == exhibitorId).Id),
            ["clientId"] = demo.Exhibitors[0].ClientId,
            ["secretId"] = ShortId.Format(secret.First(s => s.ClientId == clientId).Id),
            ["accountId"] = ShortId.Format(account),
        };
        string[] plain =
        [
            "/organise", "/organise/account", "/organise/account/second-factor", "/organise/audit", "/organise/members",
            "/organise/members/{accountId}/remove", "/organise/events/new", Event, Event + "/badges", Event + "/clients",
            Event + "/clients/{clientId}", Event + "/exhibitors", Event + "/exhibitors/import", Event + "/exhibitors/new",
            Event + "/exhibitors/license", Event + "/exhibitors/{exhibitorId}", Event + "/exhibitors/{exhibitorId}/edit",
            Event + "/exhibitors/{exhibitorId}/people/{accountId}/remove", Event + "/exhibitors/{exhibitorId}/clients/{clientId}/revoke",
            Event + "/exhibitors/{exhibitorId}/clients/{clientId}/secrets/{secretId}/revoke",
            Event + "/exhibitors/{exhibitorId}/licenses/new", Event + "/exhibitors/{exhibitorId}/licenses/{licenseId}",
            Event + "/exhibitors/{exhibitorId}/licenses/{licenseId}/revoke", Event + "/import", Event + "/live", Event + "/pretix",
            Event + "/pretix/remove", Event + "/pretix/settings", Event + "/questions", Event + "/questions/new",
            Event + "/questions/{questionId}", Event + "/questions/{questionId}/delete", Event + "/questions/{questionId}/exposure",
            Event + "/registrants", Event + "/registrants/new", Event + "/registrants/{registrantId}",
            Event + "/registrants/{registrantId}/correct", Event + "/registrants/{registrantId}/erase", Event + "/registration",
            Event + "/settings", Event + "/settings/delete",
        ];
        var all = plain.Select(template => (template, Fill(template, ids))).ToList();
        all.Add((Event + "/exhibitors/import/{fileId}", $"{event_}/exhibitors/import/{ShortId.Format(await ExhibitorFileAsync())}"));
        foreach (var import in await ImportsAsync())
            all.Add((Event + "/import/{importId}", $"{event_}/import/{ShortId.Format(import)}"));
        return [.. all, .. await ConnectAsync(ids)];
    }

    /// <summary>Addresses for somebody who is not signed in.</summary>
    public async Task<List<(string Template, string Address)>> SignedOutAsync()
    {
        var (organiser, account) = await Store.ReadAsync(data => data.OrganiserMembers
            .Select(m => ValueTuple.Create(m.OrganiserId, m.AccountId)).SingleAsync());
        var join = await Invitations.InviteAsync(organiser, "bo@example.com", OrganiserRole.Staff, Actor.Operator, default);
        var password = await Invitations.PasswordLinkOrNullAsync(organiser, account, Actor.Operator, default);
        var work = await Invitations.InviteAsync(Exhibitor, "cy@example.com", ExhibitorRights.Scan, Actor.Operator, null, default);
        return
        [
            ("/", "/"), ("/organise/sign-in", "/organise/sign-in"), ("/organise/not-found", "/organise/not-found"),
            ("/organise/join/{secret}", $"/organise/join/{join}"), ("/organise/password/{secret}", $"/organise/password/{password}"),
            ("/connect/join/{secret}", $"/connect/join/{work}"),
        ];
    }

    /// <summary>The next sign-in asks the owner for a code.</summary>
    public async Task AskForCodeAsync()
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = (await accounts.FindByEmailAsync(Email))!;
        await accounts.ResetAuthenticatorKeyAsync(account);
        await accounts.SetTwoFactorEnabledAsync(account, true);
    }

    private static string Fill(string template, Dictionary<string, string> ids) =>
        ids.Aggregate(template, (path, id) => path.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    private static long IdOf(string text) => ShortId.TryParse(text, out var id) ? id : throw new FormatException(text);

    private Task RestrictAsync(long clientId) => Store.WriteAsync(data =>
    {
        var now = TimeProvider.System.GetUtcNow();
        data.Restrictions.Add(new()
        {
            EventId = EventId, ClientId = clientId, Rule = FairUseRule.Frequency, Step = FairUseStep.Throttle,
            Since = now, Until = now.AddDays(1), Observed = 900, Limit = 60, WindowSeconds = 60,
        });
        return Task.FromResult(0);
    }, default);

    /// <summary>A pretix that is nowhere.</summary>
    private async Task ConnectPretixAsync()
    {
        using var organiser = await server.SignInAsync(demo.Organiser.ClientId, demo.Organiser.ClientSecret);
        await TestServer.OkAsync(organiser.PutAsJsonAsync($"/organise/v1/events/{demo.Event.Id}/pretix",
            new { url = "https://pretix.invalid", organiser = "shows", @event = "expo", token = "token" }));
    }

    private async Task<long> ExhibitorFileAsync()
    {
        var id = ShortId.New();
        using var file = new MemoryStream("Name;Hall;E-mail\r\nLantern Optics;3;hello@example.com\r\n;4;no address\r\n"u8.ToArray());
        await server.App.Services.GetRequiredService<ImportFiles>().WriteAsync(EventId, id, file, default);
        return id;
    }

    /// <summary>Imports at the columns, with faults, under way and done.</summary>
    private async Task<List<long>> ImportsAsync()
    {
        var jobs = server.App.Services.GetRequiredService<ImportJobs>();
        var imports = new List<Import>();
        for (var i = 0; i < 3; i++)
        {
            using var file = new MemoryStream("Name;E-mail\r\nAda Lovelace;ada@example.com\r\nGrace Hopper;no address\r\n"u8.ToArray());
            imports.Add(await jobs.UploadAsync(EventId, $"people-{i}.csv", file, Actor.Operator, default));
        }
        foreach (var import in imports.Skip(1))
            await jobs.CheckAsync(import, default);
        await ReachesAsync(jobs, imports[1], ImportState.Checked);
        await ReachesAsync(jobs, imports[2], ImportState.Checked);
        await jobs.RunAsync((await jobs.FindAsync(EventId, imports[2].Id, default))!, Actor.Operator, default);
        await ReachesAsync(jobs, imports[2], ImportState.Done);
        var running = new Import
        {
            EventId = EventId, FileName = "many.csv", Size = 1, Format = "CSV", Columns = imports[0].Columns, Mapping = imports[0].Mapping,
            State = ImportState.Running, Rows = 100_000, Progress = 40_000, CreatedBy = "Demo", CreatedAt = TimeProvider.System.GetUtcNow(),
            // Of another node, which is busy with it.
            Worker = 1, WorkerUntil = TimeProvider.System.GetUtcNow().AddDays(1),
        };
        await Store.WriteAsync(data => Task.FromResult(data.Imports.Add(running)), default);
        return [.. imports.Select(i => i.Id), running.Id];
    }

    private Task ReachesAsync(ImportJobs jobs, Import import, ImportState state) =>
        TestServer.UntilAsync(async () => (await jobs.FindAsync(EventId, import.Id, default))!.State == state);
}
