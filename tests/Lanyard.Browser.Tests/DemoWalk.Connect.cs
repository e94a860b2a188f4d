using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Seats;
using Lanyard.Core.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Browser.Tests;

/// <summary>The pages of exhibitors.</summary>
internal sealed partial class DemoWalk
{
    private const string Exhibitors = "/connect/exhibitors/{eventId}/{exhibitorId}";

    private ExhibitorKey Exhibitor => new(EventId, IdOf(demo.Exhibitors[0].Id));

    /// <param name="organiser">What fills in the templates of the organiser's pages.</param>
    private async Task<List<(string Template, string Address)>> ConnectAsync(Dictionary<string, string> organiser)
    {
        var question = await Store.ReadAsync(data => data.ExhibitorQuestions.Where(q => q.ExhibitorId == Exhibitor.Id).Select(q => q.Id).FirstAsync());
        var scanners = server.App.Services.GetRequiredService<Scanners>();
        var device = (await scanners.JoinAsync((await scanners.LinkOrNullAsync(Exhibitor, default))!, "Kim", default)).Value!.Scanner;
        await WorkForSecondAsync(IdOf(organiser["accountId"]));
        var ids = new Dictionary<string, string>(organiser)
        {
            ["questionId"] = ShortId.Format(question),
            ["scannerId"] = ShortId.Format(device.Id),
            ["webhookId"] = ShortId.Format(await WebhookAsync()),
        };
        string[] plain =
        [
            "", "/leads", "/export", "/team", "/team/link", "/team/devices/{scannerId}", "/team/people/{accountId}",
            "/team/people/{accountId}/remove", "/questions", "/questions/new", "/questions/{questionId}", "/questions/{questionId}/delete",
            "/webhooks", "/webhooks/new", "/webhooks/{webhookId}", "/webhooks/{webhookId}/remove", "/webhooks/{webhookId}/send-again",
            "/api-clients", "/api-clients/{clientId}/requests", "/api-clients/{clientId}/revoke", "/api-clients/{clientId}/secrets/{secretId}/revoke",
        ];
        var all = plain.Select(page => (Exhibitors + page, Fill(Exhibitors + page, ids))).ToList();
        all.Add(("/connect", "/connect"));
        foreach (var lead in await LeadsAsync())
            all.Add((Exhibitors + "/leads/{leadId}", Fill(Exhibitors, ids) + "/leads/" + lead));
        all.Add((Exhibitors + "/leads", Fill(Exhibitors, ids) + "/leads?search=nobody%20at%20all"));
        // One that nothing was done for.
        ids["exhibitorId"] = demo.Exhibitors[1].Id;
        foreach (var page in (string[])["", "/team", "/questions", "/webhooks"])
            all.Add((Exhibitors + page, Fill(Exhibitors + page, ids)));
        return all;
    }

    private Task WorkForSecondAsync(long accountId) => Store.WriteAsync(data => Task.FromResult(data.Add(new ExhibitorMember
    {
        EventId = EventId, ExhibitorId = IdOf(demo.Exhibitors[1].Id), AccountId = accountId,
        Rights = ExhibitorRights.All, AddedAt = TimeProvider.System.GetUtcNow(),
    })), default);

    /// <summary>A lead with notes and files, and one of each state in which nothing can be read.</summary>
    private async Task<IEnumerable<string>> LeadsAsync()
    {
        var keys = server.App.Services.GetRequiredService<Keys>();
        var seqs = await Store.ReadAsync(async data =>
        {
            var own = data.Connections.Where(c => c.EventId == EventId && c.ExhibitorId == Exhibitor.Id);
            return new[]
            {
                await data.LeadEntries.Where(e => e.EventId == EventId && e.Kind == Core.Leads.LeadEntryKind.Audio).Select(e => e.ConnectionSeq).FirstAsync(),
                await own.Where(c => c.State == ConnectionState.NoLicense).Select(c => c.Seq).FirstAsync(),
                await own.Where(c => c.State == ConnectionState.NoAccess).Select(c => c.Seq).FirstAsync(),
            };
        });
        return seqs.Select(seq => ShortId.Format(keys.ConnectionId(seq)));
    }

    /// <summary>One that has been switched off, with a delivery that arrived and one that did not.</summary>
    private async Task<long> WebhookAsync()
    {
        var webhooks = server.App.Services.GetRequiredService<WebhookAdministration>();
        var id = (await webhooks.AddAsync(Exhibitor, "https://crm.example.com/hooks/lanyard", Actor.Operator, default)).Value!.Id;
        await webhooks.DisableAsync(new(Exhibitor, id), Actor.Operator, default);
        await Store.WriteAsync(async data =>
        {
            var lead = await data.Connections.FirstAsync(c => c.EventId == EventId && c.ExhibitorId == Exhibitor.Id);
            foreach (var fault in (WebhookFault?[])[null, WebhookFault.Of(503)])
            {
                data.Add(new WebhookDelivery
                {
                    EventId = EventId, WebhookId = id, At = TimeProvider.System.GetUtcNow(), MessageId = $"{ShortId.Format(lead.Seq)}-{lead.Revision}",
                    ConnectionSeq = lead.Seq, Revision = lead.Revision, Status = fault is null ? 200 : 503, Milliseconds = 41, Fault = fault,
                });
            }
            return true;
        }, default);
        return id;
    }
}
