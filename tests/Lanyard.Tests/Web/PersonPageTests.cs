using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Core.Mail;
using Lanyard.Core.Registrants;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Web;

/// <summary>People of an event, in the browser.</summary>
public sealed class PersonPageTests
{
    private const string Code = "badge-code-of-one";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task A_person_is_found_corrected_and_the_lead_shows_it(TestStore store)
    {
        await using var server = await TestServer.StartShowAsync(store);
        var exhibitor = await ScannedAsync(server);
        using var page = await PageClient.SignedInAsync(server);
        var person = await OpenAsync(page, server, "mull");
        Assert.Contains("lens", await page.GetAsync(person), StringComparison.Ordinal);
        var form = await page.GetAsync(person + "/correct");
        Assert.Contains("value=\"Müller\"", WebUtility.HtmlDecode(form), StringComparison.Ordinal);
        var after = await page.SendAsync(person + "/correct", form, "correct", new()
        {
            ["contact.lastName"] = "Mueller", ["contact.address.country"] = "nl", ["contact.email"] = "one@example.com",
        });
        Assert.Contains("The person was corrected.", after, StringComparison.Ordinal);
        var lead = (await LeadsAsync(exhibitor)).Single().GetProperty("contact");
        Assert.Equal("Mueller", lead.GetProperty("lastName").GetString());
        Assert.Equal("NL", lead.GetProperty("address").GetProperty("country").GetString());
        await page.SendAsync(person + "/correct", form, "correct", new() { ["contact.lastName"] = "Lost" });
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("Mueller", (await LeadsAsync(exhibitor)).Single().GetProperty("contact").GetProperty("lastName").GetString());
    }

    [Fact]
    public async Task A_faulty_correction_says_where_and_loses_nothing()
    {
        await using var server = await TestServer.StartShowAsync();
        await server.RegisterAsync("one", Code, "Müller");
        using var page = await PageClient.SignedInAsync(server);
        var person = await OpenAsync(page, server, "one");
        var html = await page.PostAsync(person + "/correct", "correct", new() { ["contact.email"] = "no address", ["contact.company"] = "Lens & Co" });
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("href=\"#field-contact.email\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Lens &amp; Co\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_asks_first_says_how_many_leads_and_takes_back_the_mails()
    {
        await using var server = await TestServer.StartShowAsync();
        var exhibitor = await ScannedAsync(server);
        var id = await WaitingMailAsync(server);
        using var page = await PageClient.SignedInAsync(server);
        var person = await OpenAsync(page, server, "one");
        Assert.Contains("emptied: 1.", await page.GetAsync(person + "/erase"), StringComparison.Ordinal);
        Assert.Equal("Müller", (await LeadsAsync(exhibitor)).Single().GetProperty("contact").GetProperty("lastName").GetString());
        var after = await page.PostAsync(person + "/erase", "confirm");
        Assert.Contains("The person was erased.", after, StringComparison.Ordinal);
        Assert.DoesNotContain("Müller", WebUtility.HtmlDecode(after), StringComparison.Ordinal);
        Assert.Equal("noAccess", (await LeadsAsync(exhibitor)).Single().GetProperty("state").GetString());
        Assert.False(await server.App.Services.GetRequiredService<IStore>().ReadAsync(data => data.OutgoingMails.AnyAsync(m => m.Id == id)));
    }

    [Fact]
    public async Task The_export_is_a_file_without_the_badge_code_and_no_page_shows_the_code()
    {
        await using var server = await TestServer.StartShowAsync();
        await ScannedAsync(server);
        using var page = await PageClient.SignedInAsync(server);
        var person = await OpenAsync(page, server, "one");
        var html = await page.GetAsync(person);
        Assert.DoesNotContain(Code, html, StringComparison.Ordinal);
        var file = await page.SendAsync(person + "/export", html, person + "/export");
        Assert.DoesNotContain(Code, file, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(file);
        Assert.Equal("Müller", json.RootElement.GetProperty("contact").GetProperty("lastName").GetString());
        Assert.Equal("lens", json.RootElement.GetProperty("connections")[0].GetProperty("exhibitor").GetString());
    }

    [Fact]
    public async Task A_person_added_by_hand_whose_name_is_a_script_stays_text()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        Assert.Contains("No registrants yet", await page.GetAsync($"/organise/events/{server.EventId}/registrants"), StringComparison.Ordinal);
        const string name = "<script>alert(1)</script>\" onclick=\"x";
        var html = await page.PostAsync($"/organise/events/{server.EventId}/registrants/new", "new-person",
            new() { ["contact.lastName"] = name, ["Key"] = "a/b?c", ["Agreed"] = "yes" });
        Assert.Contains("The person was added.", html, StringComparison.Ordinal);
        foreach (var path in (string[])[page.Path, page.Path + "/correct", page.Path + "/erase", $"/organise/events/{server.EventId}/registrants"])
        {
            html = await page.GetAsync(path);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        }
        html = await page.PostAsync($"/organise/events/{server.EventId}/registrants/new", "new-person",
            new() { ["contact.lastName"] = "Other", ["Key"] = "a/b?c" });
        Assert.Contains("Somebody has this number already.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_is_recorded_and_a_correction_does_not_bring_back_a_withdrawn_badge()
    {
        await using var server = await TestServer.StartShowAsync();
        await server.RegisterAsync("one", Code, "Müller");
        await server.App.Services.GetRequiredService<BadgeWithdrawal>().WithdrawAsync(EventIdOf(server), ["one"], default);
        using var page = await PageClient.SignedInAsync(server);
        var person = await OpenAsync(page, server, "one");
        Assert.Contains("Badge not valid", await page.GetAsync(person), StringComparison.Ordinal);
        Assert.Contains("The consent was recorded.", await page.PostAsync(person, "consent", new() { ["State"] = "no" }), StringComparison.Ordinal);
        Assert.Contains("Did not agree", await page.GetAsync(person), StringComparison.Ordinal);
        await page.PostAsync(person + "/correct", "correct", new() { ["contact.lastName"] = "Other" });
        var html = await page.GetAsync(person);
        Assert.Contains("Other", html, StringComparison.Ordinal);
        Assert.Contains("Badge not valid", html, StringComparison.Ordinal);
        Assert.Contains("Did not agree", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_changes_nobody_and_another_events_people_are_not_there()
    {
        await using var server = await TestServer.StartShowAsync();
        await server.RegisterAsync("one", Code, "Müller");
        using var owner = await PageClient.SignedInAsync(server);
        var person = await OpenAsync(owner, server, "one");
        using var reader = await PageClient.SignedInAsync(server, OrganiserRole.ReadOnly);
        var html = await reader.GetAsync(person);
        Assert.Contains("Müller", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain(person + "/erase", html, StringComparison.Ordinal);
        await reader.PostAsync(person + "/erase", "confirm");
        Assert.Equal(HttpStatusCode.Forbidden, reader.Status);
        Assert.Contains("Müller", WebUtility.HtmlDecode(await owner.GetAsync(person)), StringComparison.Ordinal);
        var other = await server.CreateEventAsync("Other");
        foreach (var end in (string[])["", "/correct", "/erase"])
        {
            await owner.GetAsync(person.Replace(server.EventId, other, StringComparison.Ordinal) + end);
            Assert.Equal(HttpStatusCode.NotFound, owner.Status);
        }
    }

    private static async Task<HttpClient> ScannedAsync(TestServer server)
    {
        await server.RegisterAsync("one", Code, "Müller");
        var (client, _, _) = await server.CreateExhibitorAsync("lens");
        await TestServer.OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = Code, time = "2026-11-24T10:00:00Z" }));
        return client;
    }

    private static async Task<List<JsonElement>> LeadsAsync(HttpClient exhibitor) =>
        [.. (await TestServer.OkAsync(exhibitor.GetAsync("/connect/v1/connections"))).EnumerateArray()];

    private static async Task<string> OpenAsync(PageClient page, TestServer server, string search)
    {
        var list = await page.GetAsync($"/organise/events/{server.EventId}/registrants?search={search}");
        var link = Regex.Match(list, "<th scope=\"row\">\\s*<a href=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture, Limit);
        Assert.True(link.Success, list);
        return link.Groups["to"].Value;
    }

    private static long EventIdOf(TestServer server)
    {
        Assert.True(Core.ShortId.TryParse(server.EventId, out var id));
        return id;
    }

    private static async Task<long> WaitingMailAsync(TestServer server)
    {
        var eventId = EventIdOf(server);
        var store = server.App.Services.GetRequiredService<IStore>();
        return await store.WriteAsync(async data =>
        {
            var registrant = await data.Registrants.SingleAsync(r => r.EventId == eventId);
            var mail = new OutgoingMail
            {
                EventId = eventId, SubjectId = registrant.Id, MessageId = "one@example.com",
                CreatedAt = registrant.UpdatedAt, NextAttemptAt = registrant.UpdatedAt.AddYears(1), Content = [1],
            };
            data.Add(mail);
            return mail.Id;
        }, default);
    }
}
