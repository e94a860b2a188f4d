using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Imports;
using Lanyard.Core.Leads;
using Lanyard.Core.Seats;
using Lanyard.Core.SelfRegistration;
using Lanyard.Core.Webhooks;
using Lanyard.Server.Hosting.Files;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Access;

/// <summary>What routes are about, all of it the exhibitor's <c>one</c> or its organiser's.</summary>
internal sealed class AccessThings(TestServer server, AccessPeople people)
{
    private const string Events = "/organise/v1/events/{eventId}";

    // What comes first fills a path in first.
    private readonly List<(string Part, string Value)> _values = [];
    private long _spare;
    private long _registrant;
    private int _gone;

    /// <summary>The secret of the exhibitor's scan-only link.</summary>
    public string Link { get; private set; } = "";

    private string One => $"{server.Event}/exhibitors/one";

    private ExhibitorKey Exhibitor => people["one"];

    /// <param name="owner">The account of the organiser's only owner, whom nobody can take away.</param>
    /// <param name="scanner">The account of a worker, who has scanned the lead as a device has.</param>
    public async Task MakeAsync(long owner, long scanner)
    {
        await MakeLeadAsync(scanner);
        await MakeExhibitorAsync();
        await MakeEventAsync(owner);
        Put("{accountId}", ShortId.Format(owner));
    }

    /// <summary>The address of a route; makes anew what the request before it may have taken away.</summary>
    public async Task<string> AddressAsync(AccessRow row)
    {
        switch (row.Key)
        {
            case $"DELETE {Events}/registrants/{{key}}":
                await server.RegisterAsync($"gone-{++_gone}", $"gone-{_gone}", "Gone");
                return $"{server.Event}/registrants/gone-{_gone}";
            case $"DELETE {Events}/profile-questions/{{key}}":
                await QuestionAsync("gone");
                return $"{server.Event}/profile-questions/gone";
            case $"POST {Events}/exhibitors/{{key}}/licenses/{{licenseId}}/revoke":
                var license = await OkAsync(server.Organiser.PostAsJsonAsync(One + "/licenses", new { kind = "scan", seats = 1 }));
                return $"{One}/licenses/{license.GetProperty("id").GetString()}/revoke";
            case $"POST {Events}/exhibitors/{{key}}/api-clients/{{clientId}}/revoke":
                var client = await OkAsync(server.Organiser.PostAsJsonAsync(One + "/api-clients", new { name = "Gone" }));
                return $"{One}/api-clients/{client.GetProperty("clientId").GetString()}/revoke";
            case $"DELETE {Events}/pretix":
                await PretixAsync();
                break;
            case $"DELETE {Events}/related/{{otherId}}":
                await OkAsync(server.Organiser.PutAsync(Fill(row.Path), null));
                break;
            case $"DELETE {Events}/exhibitors/{{key}}/members/{{accountId}}":
                await people.GiveAsync(_spare, "one", ExhibitorRights.Scan);
                break;
        }
        return Fill(row.Path);
    }

    private string Fill(string path)
    {
        var filled = _values.Aggregate(path, (text, value) => text.Replace(value.Part, value.Value, StringComparison.Ordinal));
        Assert.True(!filled.Contains('{', StringComparison.Ordinal), $"{path}: AccessThings has nothing for what remains of {filled}");
        return filled;
    }

    private void Put(string part, string value) => _values.Add((part, value));

    private void Put(string part, long id, string before = "") => Put(before + part, before + ShortId.Format(id));

    private T Get<T>() where T : notnull => server.App.Services.GetRequiredService<T>();

    private async Task MakeLeadAsync(long scanner)
    {
        await OkAsync(server.Organiser.PostAsJsonAsync(One + "/licenses", new { kind = "scan", seats = 9 }));
        await server.RegisterAsync("visitor", "badge-1", "Doe");
        var name = (await Get<Scanners>().OfMemberAsync(Exhibitor, scanner, "Worker", default)).Name;
        ConnectionRow lead = default;
        foreach (var by in (string[])["Device", name])
            lead = (await Get<Scanning>().ScanAsync(Exhibitor, "badge-1", 1_700_000_000, by, ScanOrigin.Connect)).Connection;
        var note = ShortId.New();
        Assert.Null((await Get<NoteUpload>().AddAsync(Exhibitor, lead.Id, note, LeadEntryKind.Audio,
            [.. "OggS"u8, .. new byte[32]], DateTimeOffset.UnixEpoch, "Device", default)).Refusal);
        var (id, noteId) = (ShortId.Format(lead.Id), ShortId.Format(note));
        Put("/scan/files/{lead}/{note}", $"/scan/files/{id}/{noteId}?kind=image&time=2026-11-24T10:32:00Z&exhibitor={Exhibitor.Format()}");
        foreach (var asked in (string[])["/scan/session", "/scan/items"])
            Put(asked, $"{asked}?exhibitor={Exhibitor.Format()}");
        Put("/leads/news", "/leads/news?after=0");
        Put("{leadId}", id);
        Put("{connectionId}", id);
        Put("connections/{id}", "connections/" + id);
        Put("{noteId}", noteId);
        Put("registrants/{key}", "registrants/visitor");
        Put("{registrantId}", _registrant = await Get<IStore>().ReadAsync(data => data.Registrants.Select(r => r.Id).SingleAsync()));
    }

    private async Task MakeExhibitorAsync()
    {
        // Not those with which clients ask: of these routes some revoke.
        var client = (await OkAsync(server.Organiser.PostAsJsonAsync(One + "/api-clients", new { name = "Spare" }))).GetProperty("clientId").GetString()!;
        Assert.True(ShortId.TryParse(client, out var spare));
        var (license, secret) = await Get<IStore>().ReadAsync(async data => (
            await data.Licenses.Where(l => l.ExhibitorId == Exhibitor.Id && l.Kind == Core.Licensing.LicenseKind.Scan).Select(l => l.Id).SingleAsync(),
            await data.ClientSecrets.Where(s => s.ClientId == spare).Select(s => s.Id).SingleAsync()));
        var device = (await Get<Scanners>().JoinAsync(Link = await people.LinkAsync("one"), "Spare", default)).Value!.Scanner;
        var question = (await Get<ExhibitorQuestions>().AddAsync(
            Exhibitor, "Interest", QuestionType.Text, [], Actor.Operator, default)).Value!;
        var webhook = (await Get<WebhookAdministration>().AddAsync(Exhibitor, "https://hooks.example.com/", Actor.Operator, default)).Value!;
        _spare = (await PageClient.AddAccountAsync(server)).Id;
        await people.GiveAsync(_spare, "one", ExhibitorRights.Scan);
        var invitation = await Get<Invitations>().InviteAsync(Exhibitor, "new@example.com", ExhibitorRights.Scan, Actor.Operator, null, default);
        Put("people/{accountId}", "people/" + ShortId.Format(_spare));
        Put("exhibitors/{key}/members/{accountId}", "exhibitors/one/members/" + ShortId.Format(_spare));
        Put("exhibitors/{key}", "exhibitors/one");
        Put("{exhibitorId}/questions/{questionId}", "{exhibitorId}/questions/" + ShortId.Format(question.Id));
        Put("{exhibitorId}", Exhibitor.Id);
        Put("{licenseId}", license);
        Put("{clientId}", client);
        Put("{secretId}", secret);
        Put("{scannerId}", device.Id);
        Put("{webhookId}", webhook.Id);
        Put("connect/join/{secret}", "connect/join/" + invitation);
        Put("scan/join/{secret}", "scan/join/" + Link);
    }

    private async Task MakeEventAsync(long owner)
    {
        var (eventId, stop) = (Exhibitor.EventId, TestContext.Current.CancellationToken);
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registration-form", new { open = true }));
        var question = await QuestionAsync("industry");
        await PretixAsync();
        using var table = new MemoryStream("Name;E-mail\r\nGrace Hopper;no address\r\n"u8.ToArray());
        var import = await Get<ImportJobs>().UploadAsync(eventId, "people.csv", table, Actor.Operator, stop);
        var (file, picture) = (ShortId.New(), new string('a', 32));
        using var exhibitors = new MemoryStream("Name;Hall\r\nLantern Optics;3\r\n"u8.ToArray());
        await Get<ImportFiles>().WriteAsync(eventId, file, exhibitors, stop);
        var now = TimeProvider.System.GetUtcNow();
        await Get<IStore>().WriteAsync(data =>
        {
            data.Add(new Picture { EventId = eventId, Name = picture, Type = "image/png", Content = [1] });
            data.Add(new Submission { EventId = eventId, Hash = new byte[32], RegistrantId = _registrant, Language = "en", At = now });
            return Task.FromResult(true);
        }, stop);
        Put("profile-questions/{key}", "profile-questions/industry");
        Put("{questionId}", question.GetProperty("id").GetString()!);
        Put("{importId}", import.Id);
        Put("{row}", "2");
        Put("{fileId}", file);
        Put("/pictures/{eventId}/{name}", $"/pictures/{server.EventId}/{picture}");
        Put("{token}", new PageTokens(Get<Keys>()).Make(PageTokens.Confirmation, eventId, _registrant, now.AddDays(1)));
        Put("{otherId}", await server.CreateEventAsync("Other show"));
        Put("{eventId}", server.EventId);
        Put("organise/join/{secret}", "organise/join/" + await Get<Invitations>().InviteAsync(
            people.OrganiserId, "staff@example.com", OrganiserRole.Staff, Actor.Operator, stop));
        Put("organise/password/{secret}", "organise/password/" + await Get<Invitations>().PasswordLinkOrNullAsync(
            people.OrganiserId, owner, Actor.Operator, stop));
        Put("organise/set-up/{secret}", "organise/set-up/used");
        Put("{**name}", "lanyard.css");
        Put("{documentName}", "v1");
        Put("{documentName?}", "v1");
        Put("{version}/{name}", (await server.Http.GetStringAsync("/connect/scan", stop)).Split("/connect/scan/a/")[1].Split('"')[0]);
    }

    private Task<JsonElement> QuestionAsync(string key) => OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/profile-questions/{key}",
        new { name = "Industry", type = "text", exposed = false }));

    private Task PretixAsync() => OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/pretix",
        new { url = "https://pretix.invalid", organiser = "shows", @event = "expo", token = "token" }));
}
