using System.Text;
using Lanyard.Client;
using Lanyard.Sync.Targets.Dynamics;
using Lanyard.Sync.Tests.Doubles;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

public sealed class DynamicsTargetTests : TargetContract
{
    private protected override async Task<Place> CreatePlaceAsync() => await DynamicsPlace.CreateAsync();

    [Fact]
    public async Task A_lead_stands_in_the_columns_of_a_contact()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(6) with
        {
            Contact = TestLeads.Completed(6).Contact! with { Gender = "female", LastNamePrefix = "van de" },
        });
        await RunAsync(place, feed);
        var row = place.Service.Row(lead.Id);
        Assert.Equal("Zoë", (string?)row["firstname"]);
        Assert.Equal("van de Müller-6", (string?)row["lastname"]);
        Assert.Equal("12a Business Park", (string?)row["address1_line1"]);
        Assert.Equal("United Kingdom", (string?)row["address1_country"]);
        Assert.Equal(2, (int?)row["gendercode"]);
        Assert.Equal("2026-11-24T09:00:06Z", (string?)row["lr_scantime"]);
        Assert.Equal("Lead rating: Medium", (string?)row["lr_answers"]);
    }

    [Fact]
    public async Task The_columns_and_the_key_are_created_once_and_waited_for()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Service.Fail(Fault.ErrorAfter, path: "/Keys", at: 2);
        place.Service.Fail(Fault.ResetAfter, path: "/Attributes", at: 3);
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        await RunAsync(place, feed);
        Assert.Equal("DateTime", place.Service.Columns("contact")["lr_scantime"]);
        Assert.Equal("Memo", place.Service.Columns("contact")["lr_answers"]);
        Assert.Equal("String", place.Service.Columns("contact")["lr_connectionid"]);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_key_that_cannot_be_built_is_told_in_words()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Service.KeyEnd = "Failed";
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        Assert.Contains("two rows of contacts have the same id", fault.Message, StringComparison.Ordinal);
        Assert.Contains(await CheckAsync(place), f => f.Kind == FindingKind.Fault && f.Text == fault.Message);
    }

    [Fact]
    public async Task A_user_who_may_not_create_columns_is_told_which()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Service.MayCustomize = false;
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        Assert.Contains("the column lr_connectionid", fault.Message, StringComparison.Ordinal);
        Assert.Contains("System Customizer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_names_rights_columns_and_the_key_and_changes_nothing()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Service.Denied.Add("prvDeleteNote");
        var findings = await CheckAsync(place);
        Assert.Contains(findings, f =>
            f.Kind == FindingKind.Fault && f.Text.Contains("lacks prvDeleteNote.", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Text == "The table contacts has no column lr_company.");
        Assert.Contains(findings, f => f.Text == "The table contacts has no key on lr_connectionid.");
        Assert.DoesNotContain(place.Service.History, c => c.Method is "PATCH" or "DELETE"
            || (c.Method == "POST" && !c.Path.Contains("token", StringComparison.Ordinal)));
        place.Service.Denied.Clear();
        await RunAsync(place, new ScriptedFeed());
        Assert.All(await CheckAsync(place), f => Assert.Equal(FindingKind.Fine, f.Kind));
    }

    [Fact]
    public async Task An_expired_secret_is_told_in_words()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Service.SecretInUse = "another";
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        Assert.Contains("the client secret has expired", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(DynamicsDouble.Secret, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_is_renewed()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Service.Fail(Fault.Unauthorized, at: 20, path: "contacts(");
        var feed = new ScriptedFeed();
        feed.PutMany(40);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Only_what_has_changed_is_sent_again()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(1));
        await RunAsync(place, feed);
        place.Service.Row(lead.Id)["jobtitle"] = "Head of purchasing";
        feed.Put(TestLeads.Completed(1, "x"));
        await RunAsync(place, feed);
        Assert.Equal("Head of purchasing", (string?)place.Service.Row(lead.Id)["jobtitle"]);
        Assert.Equal(
            "{\"lastname\":\"M\\u00FCller-1x\",\"emailaddress1\":\"lead1x@example.com\"}", LastPatch(place).Body);
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_can_be_taken_back()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(1));
        await RunAsync(place, feed);
        feed.Put(TestLeads.Completed(1, "x"));
        for (var at = 1; at <= 20; at++)
            place.Service.Fail(Fault.ResetAfter, at: at, path: "contacts(");
        await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        feed.Put(TestLeads.Completed(1));
        place.Service.Heal();
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_contact_that_was_deleted_there_comes_back_whole()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(5));
        await RunAsync(place, feed);
        ((List<System.Text.Json.Nodes.JsonObject>)place.Service.Rows("contact")).Clear();
        ((List<System.Text.Json.Nodes.JsonObject>)place.Service.Rows("annotation")).Clear();
        var lead = feed.Put(TestLeads.Completed(5, "x"));
        await RunAsync(place, feed);
        Assert.Equal("Zoë", (string?)place.Service.Row(lead.Id)["firstname"]);
        Assert.Single(place.Service.Rows("annotation"));
    }

    [Fact]
    public async Task A_race_for_a_new_contact_ends_in_one()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        place.Service.RaceFor = TestLeads.Id(4);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_lead_that_a_column_cannot_hold_is_set_aside_alone()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(20);
        feed.Put(TestLeads.Completed(
            7) with { Contact = TestLeads.Completed(7).Contact! with { Company = new string('x', 500) } });
        var result = await RunAsync(place, feed);
        Assert.Equal(new SyncResult(19, 1), result);
        using (var state = TargetState.Open(place.StatePath))
            Assert.Contains(
                "exceeded the maximum allowed length", Assert.Single(state.Aside()).Reason, StringComparison.Ordinal);
        feed.Put(TestLeads.Completed(7));
        Assert.Equal(new SyncResult(1, 0), await RunAsync(place, feed));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_lead_over_which_the_service_breaks_is_set_aside_alone()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Service.BreaksOver = row => (string?)row["emailaddress1"] == "lead3@example.com";
        var feed = new ScriptedFeed();
        feed.PutMany(20);
        Assert.Equal(new SyncResult(19, 1), await RunAsync(place, feed));
    }

    [Fact]
    public async Task A_right_that_is_missing_stops_the_sync()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Service.Denied.Add("prvCreateContact");
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, feed));
        Assert.Contains("prvCreateContact", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erased_lead_loses_every_value_and_its_notes()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(11);
        await RunAsync(place, feed);
        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);
        var kept = place.Service.Row(TestLeads.Id(5)).Where(c => c.Value is not null).Select(c => c.Key).Order();
        Assert.Equal(["contactid", "lr_connectionid", "lr_scantime"], kept);
        Assert.Equal(2, place.Service.Rows("annotation").Count);
    }

    [Fact]
    public async Task Erasure_needs_nothing_of_the_state()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(6);
        await RunAsync(place, feed);
        File.Delete(place.StatePath);
        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);
        Assert.Null((string?)place.Service.Row(TestLeads.Id(5))["lastname"]);
        Assert.Single(place.Service.Rows("annotation"));
    }

    [Fact]
    public async Task Notes_stand_there_once_whatever_becomes_of_the_answers()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(1) with
        {
            Notes =
            [
                new Note { Id = "m1", Type = "memo", Text = "Call back", ScanInfo = "Eva",
                    Time = TestLeads.Completed(1).Time },
                new Note { Id = "i1", Type = "image", FileUrl = "https://example.com/files/a.jpg",
                    Time = TestLeads.Completed(1).Time },
            ],
        });
        place.Service.Fail(Fault.ResetAfter, path: "annotations(");
        place.Service.Fail(Fault.ErrorAfter, path: "annotations(", at: 3);
        await RunAsync(place, feed);
        File.Delete(place.StatePath);
        await RunAsync(place, feed);
        Assert.Equal(2, place.Service.Rows("annotation").Count);
        var image = place.Service.Rows("annotation").Single(a => (string?)a["filename"] == "image-i1.jpg");
        Assert.Equal("image/jpeg", (string?)image["mimetype"]);
        Assert.Equal("file of https://example.com/files/a.jpg", Encoding.UTF8.GetString(
            Convert.FromBase64String((string)image["documentbody"]!)));
        Assert.Contains(
            place.Service.Rows("annotation"), a => (string?)a["subject"] == "Memo of Eva, 2026-11-24 09:00 UTC");
    }

    [Fact]
    public async Task The_users_mapping_and_owners_are_followed()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Map("fax", null);
        place.Map("suffix", "text:Trade Show");
        place.Map("new_rating", "question:Lead rating");
        place.Set("owners", "Eva=11111111-0000-4000-8000-000000000001; Bob=2");
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        await RunAsync(place, feed);
        var row = place.Service.Row(TestLeads.Id(0));
        Assert.False(row.ContainsKey("fax"));
        Assert.Equal("Trade Show", (string?)row["suffix"]);
        Assert.Equal(2, (int?)row["new_rating"]);
        Assert.Equal("/systemusers(11111111-0000-4000-8000-000000000001)", (string?)row["ownerid"]);
        Assert.False(place.Service.Row(TestLeads.Id(1)).ContainsKey("ownerid"));
    }

    [Fact]
    public async Task A_choice_that_there_is_not_sets_the_lead_aside()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Map("new_rating", "question:What is your seniority level?");
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        Assert.Equal(new SyncResult(0, 1), await RunAsync(place, feed));
    }

    [Fact]
    public async Task Leads_go_to_the_table_of_leads()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        place.Set("table", "leads");
        var feed = new ScriptedFeed();
        feed.PutMany(6);
        await RunAsync(place, feed);
        Assert.Equal(6, place.Service.Rows("lead").Count);
        Assert.All(place.Service.Rows("lead"), r => Assert.Equal(7, (int?)r["leadsourcecode"]));
        Assert.Equal(2, place.Service.Rows("annotation").Count);
    }

    [Theory]
    [InlineData(nameof(Fault.RateLimited))]
    [InlineData(nameof(Fault.RateLimitedWithDelay))]
    [InlineData(nameof(Fault.ErrorAfter))]
    [InlineData(nameof(Fault.Hang))]
    [InlineData(nameof(Fault.HtmlPage))]
    public async Task A_disturbance_is_got_over(string fault)
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(12);
        for (var at = 1; at <= (fault == nameof(Fault.Hang) ? 1 : 3); at++)
            place.Service.Fail(Enum.Parse<Fault>(fault), at: at * 3, path: "contacts(");
        Assert.Equal(12, (await RunAsync(place, feed)).Arrived);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_limit_for_an_hour_is_handed_on()
    {
        await using var place = await DynamicsPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        place.Service.Fail(Fault.RateLimitedForLong, path: "contacts(");
        var away = await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        Assert.Equal(TimeSpan.FromHours(1), away.RetryAfter);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task The_service_that_the_environment_names_holds_the_contract()
    {
        await using var place = await RealPlace.OrAsync(DynamicsTarget.Kind, CreatePlaceAsync, async context =>
        {
            var answer = await new DynamicsApi(context).GetAsync(
                "contacts?$select=lr_connectionid,emailaddress1&$filter=startswith(lr_connectionid,'364e2t')", default);
            return RealPlace.Read(answer.Demand("Reading back").Rows, "lr_connectionid", "emailaddress1");
        });
        await AssertHoldsAsync(place);
    }

    private static Call LastPatch(DynamicsPlace place) => place.Service.History.Last(c => c.Method == "PATCH");
}
