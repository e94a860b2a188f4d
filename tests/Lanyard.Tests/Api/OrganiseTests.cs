using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Api;

public sealed class OrganiseTestsOnSqlite() : OrganiseTests(TestStore.Sqlite);

public sealed class OrganiseTestsOnPostgres() : OrganiseTests(TestStore.Postgres);

/// <summary>What an organiser does in a show, through the API.</summary>
public abstract class OrganiseTests(TestStore store)
{
    [Fact]
    public async Task Hidden_fields_leave_every_answer_and_a_lead_that_was_read_comes_once_more()
    {
        await using var server = await TestServer.StartShowAsync(store);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/R1",
            new { code = "badge-1", contact = new { lastName = "Doe", email = "doe@example.com", address = new { city = "Utrecht" } } }));
        var before = await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-1" }));
        Assert.Equal("doe@example.com", before.GetProperty("contact").GetProperty("email").GetString());

        var settings = await OkAsync(server.Organiser.PutAsJsonAsync(
            $"{server.Event}/settings", new { hiddenFields = new[] { "email", "address" } }));
        Assert.Equal("address,email", string.Join(',', settings.GetProperty("hiddenFields").EnumerateArray()));
        var from = before.GetProperty("revision").GetInt64() + 1;
        var after = Assert.Single((await OkAsync(client.GetAsync($"/connect/v1/connections?fromRevision={from}"))).EnumerateArray());
        foreach (var answer in new[]
        {
            after,
            await OkAsync(client.GetAsync($"/connect/v1/connections/{after.GetProperty("id")}")),
            await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-1" })),
        })
        {
            var contact = answer.GetProperty("contact");
            Assert.Equal(JsonValueKind.Null, contact.GetProperty("email").ValueKind);
            Assert.Equal(JsonValueKind.Null, contact.GetProperty("address").GetProperty("city").ValueKind);
            Assert.Equal("Doe", contact.GetProperty("lastName").GetString());
        }
        var held = await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants/R1"));
        Assert.Equal("doe@example.com", held.GetProperty("contact").GetProperty("email").GetString());
        await RefusedAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/settings", new { hiddenFields = new[] { "badge" } }), 400, "invalid_request");
    }

    [Fact]
    public async Task Where_consent_is_required_a_scan_without_it_answers_not_consented_alone_and_in_a_batch()
    {
        await using var server = await TestServer.StartShowAsync(store);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/settings", new { consentRequired = true, consentText = "May they?" }));
        await server.RegisterAsync("R1", "badge-1", "Doe");
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/R2",
            new { code = "badge-2", contact = new { lastName = "Smith" }, consent = new { state = "yes" } }));

        await RefusedAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-1" }), 403, "not_consented");
        var batch = await OkAsync(client.PostAsJsonAsync("/connect/v1/connections/batch",
            new { scans = new[] { new { code = "badge-1" }, new { code = "badge-2" } } }));
        var results = batch.GetProperty("results");
        Assert.Equal("not_consented", results[0].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("Smith", results[1].GetProperty("connection").GetProperty("contact").GetProperty("lastName").GetString());
        Assert.Equal(1, (await OkAsync(client.GetAsync("/connect/v1/connections"))).GetArrayLength());

        var consent = (await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants/R2/person"))).GetProperty("consent");
        Assert.Equal(("yes", "1", "May they?"), (consent.GetProperty("state").GetString(),
            consent.GetProperty("version").GetString(), consent.GetProperty("text").GetString()));
        await RefusedAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/R3",
            new { consent = new { state = "perhaps", at = "soon" } }), 400, "invalid_request");
    }

    [Fact]
    public async Task A_person_is_found_told_who_scanned_and_erased_without_the_badge_code_coming_out()
    {
        await using var server = await TestServer.StartShowAsync(store);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/profile-questions/goal", new { name = "Goal?", type = "text" }));
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/R1", new
        {
            code = "badge-1", contact = new { lastName = "Doe" }, answers = new[] { new { question = "goal", text = "To buy" } },
            consent = new { state = "yes", at = "2026-11-01T10:00:00Z", version = "2026-A" },
        }));
        await server.RegisterAsync("R2", "badge-2", "Smith");
        await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-1", time = "2025-11-24T10:00:00Z" }));

        var found = await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants?search=DOE"));
        Assert.Equal("R1", Assert.Single(found.EnumerateArray()).GetProperty("key").GetString());
        var person = await OkAsync(server.Organiser.PostAsync($"{server.Event}/registrants/R1/export", null));
        Assert.DoesNotContain("badge-1", person.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("To buy", person.GetProperty("answers")[0].GetProperty("text").GetString());
        var connection = Assert.Single(person.GetProperty("connections").EnumerateArray());
        Assert.Equal("northlight", connection.GetProperty("exhibitor").GetString());
        Assert.Equal("2025-11-24T10:00:00+00:00", connection.GetProperty("scans")[0].GetProperty("time").GetString());

        Assert.Equal(204, (int)(await server.Organiser.DeleteAsync($"{server.Event}/registrants/R1")).StatusCode);
        Assert.Equal(0, (await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants?search=doe"))).GetArrayLength());
        var erased = await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants/R1/person"));
        Assert.DoesNotContain("Doe", erased.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("2026-A", erased.GetProperty("consent").GetProperty("version").GetString());
        await RefusedAsync(server.Organiser.PostAsync($"{server.Event}/registrants/R9/export", null), 404, "not_found");
    }

    [Fact]
    public async Task An_event_is_changed_and_can_be_deleted_only_while_nobody_is_registered()
    {
        await using var server = await TestServer.StartShowAsync(store);
        var other = await server.CreateEventAsync("Other");
        await OkAsync(server.Organiser.PutAsync($"{server.Event}/related/{other}", null));
        Assert.Equal(other, (await OkAsync(server.Organiser.GetAsync($"{server.Event}/related")))[0].GetProperty("id").GetString());
        var changed = await OkAsync(server.Organiser.PutAsJsonAsync($"/organise/v1/events/{other}",
            new { name = "Renamed", startsOn = "2027-01-01", endsOn = "2027-01-02" }));
        Assert.Equal(("Renamed", "Europe/Amsterdam"), (changed.GetProperty("name").GetString(), changed.GetProperty("timeZone").GetString()));
        await OkAsync(server.Organiser.PutAsJsonAsync($"/organise/v1/events/{other}/exhibitors/x", new { name = "X" }));

        await server.RegisterAsync("R1", "badge-1", "Doe");
        await RefusedAsync(server.Organiser.DeleteAsync(server.Event), 409, "conflict");
        await OkAsync(server.Organiser.DeleteAsync($"/organise/v1/events/{other}"));
        await RefusedAsync(server.Organiser.GetAsync($"/organise/v1/events/{other}"), 404, "not_found");
        Assert.Equal(0, (await OkAsync(server.Organiser.GetAsync($"{server.Event}/related"))).GetArrayLength());
    }

    [Fact]
    public async Task A_question_tells_how_many_leads_it_touches_and_takes_its_answers_along_when_deleted()
    {
        await using var server = await TestServer.StartShowAsync(store);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/profile-questions/goal", new { name = "Goal?", type = "text", exposed = true }));
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/R1",
            new { code = "badge-1", contact = new { }, answers = new[] { new { question = "goal", text = "To buy" } } }));
        await server.RegisterAsync("R2", "badge-2", "Smith");
        var lead = await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-1" }));
        var last = await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code = "badge-2" }));
        Assert.Equal(1, lead.GetProperty("profileQuestions").GetArrayLength());
        var count = await OkAsync(server.Organiser.GetAsync($"{server.Event}/profile-questions/goal/leads"));
        Assert.Equal(1, count.GetProperty("leads").GetInt64());

        await OkAsync(server.Organiser.DeleteAsync($"{server.Event}/profile-questions/goal"));
        var again = Assert.Single((await OkAsync(client.GetAsync(
            $"/connect/v1/connections?fromRevision={last.GetProperty("revision").GetInt64() + 1}"))).EnumerateArray());
        Assert.Equal(0, again.GetProperty("profileQuestions").GetArrayLength());
        await RefusedAsync(server.Organiser.DeleteAsync($"{server.Event}/profile-questions/goal"), 404, "not_found");
    }

    [Theory]
    [InlineData("application/json", """[{"key":"A","name":"Alpha","hall":"1","stand":"B12"},{"key":"","name":"x"},7,{"key":"B","name":"Beta"}]""")]
    [InlineData("application/x-ndjson", "{\"key\":\"A\",\"name\":\"Alpha\",\"hall\":\"1\",\"stand\":\"B12\"}\n{\"key\":\"\",\"name\":\"x\"}\n7\n{\"key\":\"B\",\"name\":\"Beta\"}\n")]
    public async Task Exhibitors_come_in_as_a_list_with_faults_by_row_and_again_they_change_nothing(string type, string list)
    {
        await using var server = await TestServer.StartShowAsync(store);
        Assert.Equal("2 created, 0 unchanged, 2: key, 3: ", await ImportAsync());
        Assert.Equal("0 created, 2 unchanged, 2: key, 3: ", await ImportAsync());
        var first = (await OkAsync(server.Organiser.GetAsync($"{server.Event}/exhibitors")))[0];
        Assert.Equal("1 B12", $"{first.GetProperty("hall")} {first.GetProperty("stand")}");

        async Task<string> ImportAsync()
        {
            using var content = new StringContent(list, Encoding.UTF8, type);
            var result = await OkAsync(server.Organiser.PostAsync($"{server.Event}/exhibitors", content));
            var faults = result.GetProperty("faults").EnumerateArray().Select(f => $"{f.GetProperty("line")}: {f.GetProperty("field")}");
            return $"{result.GetProperty("created")} created, {result.GetProperty("unchanged")} unchanged, {string.Join(", ", faults)}";
        }
    }

    [Fact]
    public async Task A_license_gets_other_seats_and_dates_until_it_is_revoked()
    {
        await using var server = await TestServer.StartShowAsync(store);
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/exhibitors/x", new { name = "X" }));
        var licenses = $"{server.Event}/exhibitors/x/licenses";
        var granted = await OkAsync(server.Organiser.PostAsJsonAsync(licenses, new { kind = "scan", seats = 2, from = "2026-01-01T00:00:00Z" }));
        var one = $"{licenses}/{granted.GetProperty("id").GetString()}";
        var changed = await OkAsync(server.Organiser.PutAsJsonAsync(one, new { seats = 5, until = "2030-01-01T00:00:00Z" }));
        Assert.Equal(5, changed.GetProperty("seats").GetInt32());
        Assert.Equal(granted.GetProperty("from").GetString(), changed.GetProperty("from").GetString());
        await RefusedAsync(server.Organiser.PutAsJsonAsync(one, new { until = "2030-01-01T00:00:00Z" }), 400, "invalid_request");
        await OkAsync(server.Organiser.PostAsync($"{one}/revoke", null));
        await RefusedAsync(server.Organiser.PutAsJsonAsync(one, new { seats = 5 }), 409, "conflict");
    }

    [Fact]
    public async Task Statistics_count_scans_and_leads_by_hour_of_the_show_by_hall_and_by_exhibitor()
    {
        await using var server = await TestServer.StartShowAsync(store);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/exhibitors/northlight", new { name = "Northlight", hall = "2" }));
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/exhibitors/quiet", new { name = "Quiet" }));
        await server.RegisterAsync("R1", "badge-1", "Doe");
        await server.RegisterAsync("R2", "badge-2", "Smith");
        foreach (var (code, time) in new[] { ("badge-1", "10:10"), ("badge-1", "11:50"), ("badge-2", "10:50") })
            await OkAsync(client.PostAsJsonAsync("/connect/v1/connections", new { code, time = $"2025-11-24T{time}:00Z" }));

        var counted = await OkAsync(server.Organiser.GetAsync($"{server.Event}/statistics"));
        Assert.Equal("2 registrants, 3 scans, 2 leads, 1 with, 1 without", $"{counted.GetProperty("registrants")} registrants, "
            + $"{counted.GetProperty("scans")} scans, {counted.GetProperty("leads")} leads, "
            + $"{counted.GetProperty("exhibitorsWithLeads")} with, {counted.GetProperty("exhibitorsWithoutLeads")} without");
        Assert.Equal(["2025-11-24T11:00:00+01:00 2 2", "2025-11-24T12:00:00+01:00 1 0"], counted.GetProperty("hours").EnumerateArray()
            .Select(h => $"{h.GetProperty("from")} {h.GetProperty("scans")} {h.GetProperty("leads")}"));
        Assert.Equal(["2 1 3 2", " 1 0 0"], counted.GetProperty("halls").EnumerateArray().Select(h =>
            $"{h.GetProperty("hall")} {h.GetProperty("exhibitors")} {h.GetProperty("scans")} {h.GetProperty("leads")}"));
    }

    private static async Task RefusedAsync(Task<HttpResponseMessage> request, int status, string code)
    {
        using var response = await request;
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(code, (await ReadAsync(response)).GetProperty("code").GetString());
    }
}
