using System.Text;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Tests.Support;
using Lanyard.Sync.Tests.Support.Tryton;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>Against a real Tryton.</summary>
public sealed class TrytonTargetTests : TargetContract
{
    private const string Mine = """[["party.code", "=", "LR:364e2t0000005"]]""";

    private protected override async Task<Place> CreatePlaceAsync() => await TrytonPlace.CreateAsync();

    // Tryton brings in some thirty leads a second.
    private protected override int RoundSize => LongRun.IsWanted ? 40 : 15;

    private protected override int SeveralPages => LongRun.IsWanted ? 250 : 105;

    [Fact]
    public async Task A_lead_is_a_party_with_an_opportunity_a_note_and_its_files()
    {
        await using var place = await TrytonPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(Full());
        await RunAsync(place, feed);

        var party = Assert.Single(await place.Admin.FindAsync("party.party", """[["code", "=", "LR:364e2t0000005"]]""", "name"));
        Assert.Equal("Zoë Müller-5", party["name"]!.ToString());
        var mechanisms = await place.Admin.FindAsync("party.contact_mechanism", Mine, "type", "value");
        Assert.Equal(
            ["email lead5@example.com", "fax +44 121 234 5679", "mobile +44 7400 123456", "phone +44 121 234 5678",
                "website https://example.com"],
            mechanisms.Select(m => $"{m["type"]} {m["value"]}").Order(StringComparer.Ordinal));
        var address = Assert.Single(
            await place.Admin.FindAsync("party.address", Mine, "street", "postal_code", "city", "country.code"));
        Assert.Equal("12a Business Park\nHerts", address["street"]!.ToString());
        Assert.Equal(("WD2 3AB", "Elstree"), (address["postal_code"]!.ToString(), address["city"]!.ToString()));
        Assert.Equal("GB", address["country."]!["code"]!.ToString());
        var opportunity = Assert.Single(await OpportunitiesAsync(place));
        Assert.Equal("lead", opportunity["state"]!.ToString());
        Assert.Equal(party["id"]!.ToString(), opportunity["party"]!.ToString());
        Assert.Equal("Acme 5 \"Söhne\", & Co; =1+1", opportunity["description"]!.ToString());
        var note = Assert.Single(
            await place.Admin.FindAsync("ir.note", Of(opportunity), "message"))["message"]!.ToString();
        Assert.Equal(
            """
            LR:364e2t0000005
            Scanned: 2026-11-24 09:00 UTC
            Company: Acme 5 "Söhne",
            & Co; =1+1
            Job function: Einkäuferin
            Lead rating: Medium
            What is your seniority level?: Director
            Memo of Eva: Wants a quote
            for 5
            """, note, ignoreLineEndingDifferences: true, ignoreAllWhiteSpace: true);
        var file = Assert.Single(await place.Admin.FindAsync("ir.attachment", Of(opportunity), "name", "data"));
        Assert.Equal("LR:picture1 image.jpg", file["name"]!.ToString());
        Assert.Equal(
            "file of https://lanyard.example.com/files/picture1.jpg",
            Encoding.UTF8.GetString(Convert.FromBase64String(
                file["data"]!["base64"]!.ToString().Replace("\n", "", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task What_people_added_in_Tryton_stays()
    {
        await using var place = await TrytonPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(Full());
        await RunAsync(place, feed);
        var party = (await place.Admin.FindAsync("party.party", """[["code", "=", "LR:364e2t0000005"]]""", "id")).Single()["id"]!.GetValue<int>();
        await place.Admin.CreateAsync(
            "party.contact_mechanism", $$"""{"party": {{party}}, "type": "email", "value": "private@example.org"}""");
        await place.Admin.CreateAsync("party.address", $$"""{"party": {{party}}, "street": "Second home"}""");
        var opportunity = (await OpportunitiesAsync(place)).Single();
        await place.Admin.WriteAsync("sale.opportunity", opportunity["id"]!.GetValue<int>(), """{"description": "Twelve pumps", "comment": "Called"}""");
        await place.Admin.CreateAsync(
            "ir.note", $$"""{"resource": "sale.opportunity,{{opportunity["id"]}}", "message": "Rings back"}""");

        feed.Put(Full("changed"));
        await RunAsync(place, feed);
        Assert.Equal(
            ["lead5changed@example.com", "private@example.org"],
            (await place.Admin.FindAsync("party.contact_mechanism", Mine, "type", "value"))
                .Where(m => m["type"]!.ToString() == "email")
                    .Select(m => m["value"]!.ToString()).Order(StringComparer.Ordinal));
        opportunity = (await OpportunitiesAsync(place)).Single();
        Assert.Equal(
            ("Twelve pumps", "Called"), (opportunity["description"]!.ToString(), opportunity["comment"]!.ToString()));

        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);
        Assert.Equal("private@example.org", Assert.Single(
            await place.Admin.FindAsync("party.contact_mechanism", Mine, "value"))["value"]!.ToString());
        Assert.Equal("Second home", Assert.Single(await place.Admin.FindAsync("party.address", Mine, "street"), a =>
            a["street"] is not null)["street"]!.ToString());
        Assert.Equal("Rings back", Assert.Single(
            await place.Admin.FindAsync("ir.note", Of(opportunity), "message"))["message"]!.ToString());
    }

    [Fact]
    public async Task A_party_merged_into_another_leaves_that_one_as_it_is()
    {
        await using var place = await TrytonPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(Full());
        await RunAsync(place, feed);
        var source = (await place.Admin.FindAsync("party.party", """[["code", "=", "LR:364e2t0000005"]]""", "id")).Single()["id"];
        var destination = await place.Admin.CreateAsync("party.party", """{"name": "Zoë Müller-5", "code": "C1"}""");
        var wizard = await place.Admin.CallAsync("wizard.party.replace.create");
        await place.Admin.CallAsync(
            "wizard.party.replace.execute", wizard![0]!.DeepClone(),
            JsonNode.Parse($$"""{"ask": {"source": {{source}}, "destination": {{destination}} } }"""), "replace");

        feed.Put(Full("changed"));
        Assert.Equal(new(1, 0), await RunAsync(place, feed));
        Assert.Equal("Zoë Müller-5", Assert.Single(await place.Admin.FindAsync("party.party", """[["code", "=", "C1"]]""", "name"))["name"]!.ToString());
        Assert.Single(await place.Admin.FindAsync("party.party", """[["code", "like", "LR:%"]]""", "name"));
        Assert.Single(
            await place.Admin.FindAsync("party.contact_mechanism", """[["party.code", "=", "C1"]]""", "value", "active"),
            m => m["value"]!.ToString() == "lead5changed@example.com" && m["active"]!.ToString() is "0" or "false");
        Assert.All(await place.CreatesAsync(), created => Assert.Equal(1, created.Value));

        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);
        Assert.Empty(await place.Admin.FindAsync("party.contact_mechanism", "[]", "value"));
        Assert.All(await place.Admin.FindAsync("party.address", """[["party.code", "=", "C1"]]""", "street"), a => Assert.Null(a["street"]));
        var own = Assert.Single(await place.Admin.FindAsync("party.party", """[["code", "like", "LR:%"]]""", "name"));
        Assert.Equal("[erased]", own["name"]!.ToString());
        Assert.Single(await place.Admin.FindAsync("party.party", """[["name", "=", "Zoë Müller-5"]]""", "name"));
    }

    [Fact]
    public async Task Of_an_erased_lead_nothing_of_ours_is_left()
    {
        await using var place = await TrytonPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(Full());
        await RunAsync(place, feed);
        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);

        var party = Assert.Single(await place.Admin.FindAsync("party.party", """[["code", "=", "LR:364e2t0000005"]]""", "name"));
        Assert.Equal("[erased]", party["name"]!.ToString());
        Assert.Empty(await place.Admin.FindAsync("party.contact_mechanism", Mine, "value"));
        var address = Assert.Single(
            await place.Admin.FindAsync("party.address", Mine, "street", "postal_code", "city", "country", "active"));
        Assert.All((string[])["street", "postal_code", "city", "country"], f => Assert.Null(address[f]));
        Assert.Contains(address["active"]!.ToString(), (string[])["false", "0"]);
        var opportunity = Assert.Single(await OpportunitiesAsync(place));
        Assert.Null(opportunity["description"]);
        Assert.Empty(await place.Admin.FindAsync("ir.note", Of(opportunity), "message"));
        Assert.Empty(await place.Admin.FindAsync("ir.attachment", Of(opportunity), "name"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_lost_or_a_kill_at_any_call_doubles_nothing(bool isKill)
    {
        await using var place = await TrytonPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(Full());
        await RunAsync(place, feed);
        // As many as a run makes; each time with another lead and with a change of the one before.
        var calls = place.Forwarder.Calls;
        var lost = 0;
        for (var call = 0; call < calls; call += isKill ? 3 : 1)
        {
            feed.Put(Full("changed") with { Id = TestLeads.Id(1000 + call) });
            feed.Put(Full($"-{call}"));
            place.Forwarder.Disturb(isKill ? TrytonDisturbance.KillServer
                : TrytonDisturbance.LoseAnswer, call, TimeSpan.FromMilliseconds(20 * call % 70));
            try
            {
                await RunAsync(place, feed);
            }
            catch (TargetUnavailableException)
            {
                lost++;
                await RunAsync(place, feed);
            }
        }
        Assert.True(lost > 0, "No call was lost that may not be repeated.");
        await AssertInStepAsync(place, feed);
        Assert.Equal(feed.Latest.Count, (await OpportunitiesAsync(place)).Count);
        Assert.Equal(feed.Latest.Count, (await place.Admin.FindAsync("ir.attachment", """[["name", "like", "LR:%"]]""", "resource")).Count);
    }

    [Fact]
    public async Task A_session_that_ended_is_opened_again()
    {
        await using var place = await TrytonPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        place.Forwarder.Disturb(TrytonDisturbance.EndSession, 6, default);
        Assert.Equal(new(3, 0), await RunAsync(place, feed));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_lead_that_Tryton_refuses_goes_aside_alone_with_its_words()
    {
        await using var place = await TrytonPlace.CreateAsync(
            fields: new() { ["opportunity.state"] = "contact.department" });
        var feed = new ScriptedFeed();
        for (var number = 0; number < 20; number++)
        {
            var lead = TestLeads.Completed(number);
            feed.Put(lead with { Contact = lead.Contact! with { Department = number == 7 ? "nonsense" : "lead" } });
        }
        Assert.Equal(new(19, 1), await RunAsync(place, feed));
        using (var state = TargetState.Open(place.StatePath))
        {
            var aside = Assert.Single(state.Aside());
            Assert.Equal(TestLeads.Id(7), aside.Id);
            Assert.Contains("required for field \"Employee\"", aside.Reason, StringComparison.Ordinal);
        }
        Assert.Equal(19, (await place.Admin.FindAsync("sale.opportunity", "[]", "id")).Count);
        var healed = TestLeads.Completed(7);
        feed.Put(healed with { Contact = healed.Contact! with { Department = "lead" } });
        Assert.Equal(new(1, 0), await RunAsync(place, feed));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Without_opportunities_the_note_hangs_on_the_party()
    {
        await using var place = await TrytonPlace.CreateAsync(new() { ["opportunity"] = "false" });
        var feed = new ScriptedFeed();
        feed.Put(Full(
            ) with { Contact = Full().Contact! with { Address = new Address { City = "Berlin", Country = "DE" } } });
        await RunAsync(place, feed);
        Assert.Empty(await OpportunitiesAsync(place));
        var note = Assert.Single(await place.Admin.FindAsync("ir.note", "[]", "resource"));
        Assert.StartsWith("party.party,", note["resource"]!.ToString(), StringComparison.Ordinal);
        // A country that Tryton does not know.
        Assert.Equal("Germany", Assert.Single(
            await place.Admin.FindAsync("party.address", Mine, "street"))["street"]!.ToString());
    }

    [Fact]
    public async Task A_check_says_what_is_there()
    {
        await using var place = await TrytonPlace.CreateAsync();
        var findings = await CheckAsync(place);
        Assert.All(findings, f => Assert.Equal(FindingKind.Fine, f.Kind));
        Assert.Contains(findings, f => f.Text.StartsWith("Tryton 6.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("password", "wrong", "refuses the user admin")]
    [InlineData("database", "elsewhere", "no database elsewhere")]
    [InlineData("address", "http://127.0.0.1:9/", "does not answer")]
    public async Task A_check_says_what_is_wrong(string option, string value, string words)
    {
        await using var place = await TrytonPlace.CreateAsync(new() { [option] = value });
        var fault = Assert.Single(await CheckAsync(place), f => f.Kind is FindingKind.Fault);
        Assert.Contains(words, fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_rights_or_company_and_an_unknown_field_are_named()
    {
        await using var place = await TrytonPlace.CreateAsync(
            new() { ["user"] = "lanyard", ["password"] = "Hq4-zbn-Wx7-" });
        var user = await place.Admin.CreateAsync("res.user",
            $$"""{"name": "Lanyard", "login": "lanyard", "password": "{{place.Settings.Required("password")}}"}""");
        Assert.Contains("may not read", Fault(await CheckAsync(place)), StringComparison.Ordinal);
        var groups = (await place.Admin.FindAsync("res.group", """[["name", "in", ["Sales", "Party Administration", "Sales Opportunity", "Sale Opportunity"]]]""", "id"))
            .Select(g => g["id"]!.ToString());
        await place.Admin.WriteAsync("res.user", user, $$"""{"groups": [["add", [{{string.Join(',', groups)}}]]]}""");
        Assert.Contains("belongs to no company", Fault(await CheckAsync(place)), StringComparison.Ordinal);
        await place.Admin.WriteAsync("res.user", user, """{"companies": [["add", [1]]], "company": 1}""");
        Assert.All(await CheckAsync(place), f => Assert.Equal(FindingKind.Fine, f.Kind));

        await using var other = await TrytonPlace.CreateAsync(
            fields: new() { ["opportunity.colour"] = "contact.title" });
        Assert.Contains(
            "sale.opportunity has no field colour", Fault(await CheckAsync(other)), StringComparison.Ordinal);
    }

    private static string Fault(IReadOnlyList<Finding> findings) =>
        Assert.Single(findings, f => f.Kind is FindingKind.Fault).Text;

    private static async Task<IReadOnlyList<Finding>> CheckAsync(TrytonPlace place)
    {
        using var http = new HttpClient();
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(
            new(place.Settings, state, http, (_, _) => Task.FromResult<byte[]?>([]), place.Time));
        return await target.CheckAsync(TestContext.Current.CancellationToken);
    }

    private static Task<IReadOnlyList<JsonObject>> OpportunitiesAsync(TrytonPlace place) =>
        place.Admin.FindAsync("sale.opportunity", """[["reference", "like", "LR:%"]]""", "party", "state", "description", "comment");

    private static string Of(JsonObject opportunity) =>
        $$"""[["resource", "=", "sale.opportunity,{{opportunity["id"]}}"]]""";

    private static Connection Full(string change = "")
    {
        var lead = TestLeads.Completed(5, change);
        return lead with
        {
            Contact = lead.Contact! with
            {
                Phone1 = "+44 121 234 5678", Phone2 = "+44 7400 123456", Fax = "+44 121 234 5679",
                Website = "https://example.com",
                Address = lead.Contact.Address! with { State = "Herts" },
            },
            Notes =
            [
                .. lead.Notes!,
                new Note { Id = "picture1", Type = "image", FileUrl = "https://lanyard.example.com/files/picture1.jpg",
                    Time = lead.Time },
            ],
        };
    }
}
