using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.SelfRegistration;

public sealed class RegistrationFormTests
{
    [Theory]
    [InlineData("""{"fields":[{"name":"lastName","required":true},{"name":"lastName"}]}""", "fields[1]")]
    [InlineData("""{"fields":[{"name":"lastName","required":true},{"name":"pictureUrl"}]}""", "fields[1]")]
    [InlineData("""{"fields":[{"name":"lastName"}]}""", "fields")]
    [InlineData("""{"fields":[null,{"name":"lastName","required":true}]}""", "fields[0]")]
    [InlineData("""{"questions":[{"key":"nothing"}]}""", "questions[0]")]
    [InlineData("""{"capacity":0}""", "capacity")]
    [InlineData("""{"opensAt":"2026-11-24T10:00:00Z","closesAt":"2026-11-24T10:00:00Z"}""", "closesAt")]
    [InlineData("""{"phoneCountry":"XX"}""", "phoneCountry")]
    [InlineData("""{"consent":"required"}""", "consent")]
    [InlineData("""{"texts":{"tlh":{"consent":"Qapla'"}}}""", "texts")]
    [InlineData("""{"titles":["Dr.","Dr."]}""", "titles")]
    [InlineData("""{"accentColour":"red"}""", "accentColour")]
    [InlineData("""{"accentColour":"#ffcc00"}""", "accentColour")]
    public async Task A_form_that_cannot_work_is_refused_with_its_fault_and_the_one_before_stays(string form, string field)
    {
        await using var show = await FormServer.StartAsync(new { open = true, capacity = 7 });
        using var refused = await show.Server.Organiser.PutAsync($"{show.Server.Event}/registration-form",
            new StringContent(form, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(400, (int)refused.StatusCode);
        var faults = (await TestServer.ReadAsync(refused)).GetProperty("faults");
        Assert.Equal([field], faults.EnumerateArray().Select(f => f.GetProperty("field").GetString()));
        Assert.Equal(7, (await GetAsync(show)).GetProperty("form").GetProperty("capacity").GetInt32());
    }

    [Fact]
    public async Task The_version_of_the_consent_grows_with_its_text_alone_and_the_audit_log_keeps_the_words()
    {
        await using var show = await FormServer.StartAsync();
        Assert.False((await GetAsync(show)).GetProperty("form").GetProperty("open").GetBoolean());
        var versions = new List<int>();
        foreach (var (open, text) in new[] { (false, null), (false, "One"), (true, "One"), (true, "Two") })
        {
            var saved = await show.SaveAsync(new
            {
                open,
                consent = text is null ? "no" : "optional",
                texts = new { de = new { consent = text, thanks = open ? "Danke" : null } },
                accentColour = "#0B5CAD",
            });
            versions.Add(saved.GetProperty("consentVersion").GetInt32());
        }
        Assert.Equal([0, 1, 1, 2], versions);
        var entries = await show.Server.App.Services.GetRequiredService<IStore>().ReadAsync(data =>
            data.AuditEntries.Where(e => e.Action.StartsWith("registration-form")).OrderBy(e => e.Number).ToListAsync());
        Assert.Contains(entries, e => e.Action == "registration-form.consent-text" && e.Detail!.Contains("Two"));
        Assert.Single(entries, e => e.Action == "registration-form.opened");
        Assert.All(entries, e => Assert.Equal(ActorKind.ApiClient, e.ActorKind));
    }

    [Fact]
    public async Task What_is_read_can_be_sent_back_and_is_the_same()
    {
        await using var show = await FormServer.StartAsync(new
        {
            open = true,
            titles = new[] { "Dr." },
            photo = "optional",
            phoneCountry = "nl",
            texts = new { nl = new { introduction = "Welkom\n\nTot ziens" } },
        });
        var read = (await GetAsync(show)).GetProperty("form");
        Assert.Equal("NL", read.GetProperty("phoneCountry").GetString());
        await show.SaveAsync(read);
        Assert.Equal(read.GetRawText(), (await GetAsync(show)).GetProperty("form").GetRawText());
    }

    private static Task<JsonElement> GetAsync(FormServer show) =>
        TestServer.OkAsync(show.Server.Organiser.GetAsync($"{show.Server.Event}/registration-form"));
}
