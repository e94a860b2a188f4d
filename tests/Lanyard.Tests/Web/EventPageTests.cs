using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Core.Imports;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Mail;
using Lanyard.Core.Registrants;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Web;

/// <summary>Profile questions and settings of an event, in the browser.</summary>
public sealed class EventPageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Exposing_a_question_says_how_many_leads_it_changes_and_changes_them()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var questions = $"/organise/events/{server.EventId}/questions";
        await page.PostAsync(questions + "/new", "new-question", new() { ["Name"] = "Plans to buy?", ["Type"] = "radio", ["Options"] = "Yes\r\nNot yet\r\n" });
        await page.PostAsync(questions + "/new", "new-question", new() { ["Name"] = "Anything else?", ["Type"] = "text" });
        await TestServer.OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/one", new
        {
            key = "one", code = "badge-code-of-one", contact = new { lastName = "One" },
            answers = new[] { new { question = "plans-to-buy", options = new[] { "not-yet" } } },
        }));
        var (first, _, _) = await server.CreateExhibitorAsync("lens");
        var (second, _, _) = await server.CreateExhibitorAsync("lamp");
        foreach (var exhibitor in (HttpClient[])[first, second])
            await TestServer.OkAsync(exhibitor.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-code-of-one", time = "2026-11-24T10:00:00Z" }));
        var expose = await LinkAsync(page, questions, "/exposure");
        Assert.Contains("2 leads, of 2 exhibitors", await page.GetAsync(expose), StringComparison.Ordinal);
        Assert.Empty((await LeadAsync(first)).GetProperty("profileQuestions").EnumerateArray());
        await page.PostAsync(expose, "confirm");
        await page.PostAsync(expose, "confirm");
        var shown = (await LeadAsync(first)).GetProperty("profileQuestions")[0];
        Assert.Equal("Not yet", shown.GetProperty("answers")[0].GetProperty("name").GetString());

        var edit = expose[..expose.IndexOf("/exposure", StringComparison.Ordinal)];
        var form = await page.GetAsync(edit);
        var option = Regex.Matches(form, "name=\"(?<name>option-[^\"]*)\"", RegexOptions.ExplicitCapture, Limit).Select(m => m.Groups["name"].Value).ToList();
        await page.SendAsync(edit, form, "question", new() { ["Name"] = "Plans?", [option[0]] = "Yes", [option[1]] = "Later", ["More"] = "Never" });
        shown = (await LeadAsync(first)).GetProperty("profileQuestions")[0];
        Assert.Equal("Later", shown.GetProperty("answers")[0].GetProperty("name").GetString());

        var list = await page.GetAsync(questions);
        await page.SendAsync(questions, list, "move-" + edit[(edit.LastIndexOf('/') + 1)..], new() { ["Move"] = "down" });
        list = await page.GetAsync(questions);
        Assert.True(list.IndexOf("Anything else?", StringComparison.Ordinal) < list.IndexOf("Plans?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_that_is_hidden_is_gone_from_leads_and_stays_on_the_organisers_pages()
    {
        await using var server = await TestServer.StartShowAsync();
        await server.RegisterAsync("one", "badge-code-of-one", "One");
        var (exhibitor, _, _) = await server.CreateExhibitorAsync("lens");
        await TestServer.OkAsync(exhibitor.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-code-of-one", time = "2026-11-24T10:00:00Z" }));
        using var page = await PageClient.SignedInAsync(server);
        var settings = $"/organise/events/{server.EventId}/settings";
        Assert.Contains("comes once more: 1.", await page.GetAsync(settings), StringComparison.Ordinal);
        await page.PostAsync(settings, "fields", new() { ["Sees"] = "company" });
        Assert.Equal(JsonValueKind.Null, (await LeadAsync(exhibitor)).GetProperty("contact").GetProperty("lastName").ValueKind);
        Assert.Contains(">One<", await page.GetAsync($"/organise/events/{server.EventId}/registrants"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_saved_each_by_its_own_form_and_a_due_purge_is_announced()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server);
        var settings = $"/organise/events/{server.EventId}/settings";
        var html = await page.PostAsync(settings, "consent", new() { ["IsRequired"] = "true", ["Text"] = "I agree." });
        Assert.Contains("This is version 1.", html, StringComparison.Ordinal);
        await page.PostAsync(settings, "retention", new() { ["Days"] = "-3" });
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        await page.PostAsync(settings, "details", new() { ["Name"] = "Fair", ["StartsOn"] = "2020-03-02", ["EndsOn"] = "2020-03-03", ["Zone"] = "Europe/Paris" });
        await page.PostAsync(settings, "retention", new() { ["Days"] = "0" });
        html = await page.GetAsync($"/organise/events/{server.EventId}");
        Assert.Contains("all registrants of this event are erased", html, StringComparison.Ordinal);
        Assert.Contains("Europe/Paris", html, StringComparison.Ordinal);
        Assert.Contains("Consent required", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_related_separated_and_deleted_with_what_belongs_to_it()
    {
        await using var server = await TestServer.StartShowAsync();
        var other = await server.CreateEventAsync("Other");
        await server.CreateExhibitorAsync("lens");
        using var page = await PageClient.SignedInAsync(server);
        var settings = $"/organise/events/{server.EventId}/settings";
        Assert.Contains("The events are related.", await page.PostAsync(settings, "relate", new() { ["Other"] = other }), StringComparison.Ordinal);
        Assert.Contains("The events are separate again.", await page.PostAsync(settings, "separate-" + other), StringComparison.Ordinal);
        await server.RegisterAsync("one", "badge-code-of-one", "One");
        Assert.Contains("only an event without any can be deleted", await page.PostAsync(settings + "/delete", "confirm"), StringComparison.Ordinal);
        var store = server.App.Services.GetRequiredService<IStore>();
        Assert.True(ShortId.TryParse(other, out var id));
        var now = TimeProvider.System.GetUtcNow();
        await store.WriteAsync(data =>
        {
            data.Add(new BadgePrint { EventId = id, RegistrantId = 1, At = now });
            data.Add(new OutgoingMail { EventId = id, MessageId = "one@example.com", CreatedAt = now });
            data.Add(new ExhibitorMember { EventId = id, ExhibitorId = 1, AccountId = 1, Rights = ExhibitorRights.All, AddedAt = now });
            return Task.FromResult(data.Add(new ImportCorrection { EventId = id, ImportId = 1, Row = 1, Column = 1, Value = [1] }));
        }, default);
        Assert.Contains("The event was deleted.", await page.PostAsync($"/organise/events/{other}/settings/delete", "confirm"), StringComparison.Ordinal);
        Assert.Equal(0, await store.ReadAsync(async data => await data.BadgePrints.CountAsync(p => p.EventId == id)
            + await data.OutgoingMails.CountAsync(m => m.EventId == id) + await data.ImportCorrections.CountAsync(c => c.EventId == id)
            + await data.ExhibitorMembers.CountAsync(m => m.EventId == id)));
    }

    [Fact]
    public async Task Who_may_only_read_changes_no_setting_and_another_organisers_pages_are_not_there()
    {
        await using var server = await TestServer.StartShowAsync();
        var own = server.EventId;
        using var reader = await PageClient.SignedInAsync(server, OrganiserRole.ReadOnly);
        await reader.PostAsync($"/organise/events/{own}/settings", "retention", new() { ["Days"] = "0" });
        Assert.Equal(HttpStatusCode.Forbidden, reader.Status);
        using var owner = await PageClient.SignedInAsync(server);
        await server.BeginShowAsync();
        foreach (var path in (string[])["", "/registrants", "/registrants/new", "/questions", "/questions/new", "/settings", "/settings/delete"])
        {
            await owner.GetAsync($"/organise/events/{server.EventId}{path}");
            Assert.Equal(HttpStatusCode.NotFound, owner.Status);
        }
    }

    private static async Task<JsonElement> LeadAsync(HttpClient exhibitor) =>
        (await TestServer.OkAsync(exhibitor.GetAsync("/connect/v1/connections")))[0];

    private static async Task<string> LinkAsync(PageClient page, string path, string part)
    {
        var html = await page.GetAsync(path);
        var link = Regex.Match(html, $"href=\"(?<to>[^\"]*{part}[^\"]*)\"", RegexOptions.ExplicitCapture, Limit);
        Assert.True(link.Success, html);
        return WebUtility.HtmlDecode(link.Groups["to"].Value);
    }
}
