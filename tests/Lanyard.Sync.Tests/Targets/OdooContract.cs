using System.Text;
using Lanyard.Client;
using Lanyard.Sync.Tests.Doubles;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>What holds for Odoo by either API.</summary>
public abstract class OdooContract : TargetContract
{
    private protected abstract int Version { get; }

    private protected override async Task<Place> CreatePlaceAsync() => await CreateAsync();

    private Task<OdooPlace> CreateAsync() => OdooPlace.CreateAsync(Version);

    [Fact]
    public async Task A_lead_stands_in_the_fields_of_a_lead()
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(6) with
        {
            Contact = TestLeads.Completed(6).Contact! with { Department = "R&D",
                Address = new() { Street = "Main St", HouseNumber = "1", State = "california", Country = "US" } },
        });
        await RunAsync(place, feed);
        var record = place.Service.Record("crm.lead", lead.Id)!;
        Assert.Equal("Zoë van de Müller-6", OdooPlace.Text(record, "contact_name"));
        Assert.Equal("1 Main St", OdooPlace.Text(record, "street"));
        Assert.Equal(233, (long?)record["country_id"]);
        Assert.Equal(13, (long?)record["state_id"]);
        Assert.Equal("lead", OdooPlace.Text(record, "type"));
        Assert.Equal(
            "Department: R&amp;D<br>Lead rating: Medium<br>What is your seniority level?: Director",
            OdooPlace.Text(record, "description"));
    }

    [Fact]
    public async Task Contacts_can_be_filled_instead()
    {
        await using var place = await CreateAsync();
        place.Set("model", "res.partner");
        var feed = new ScriptedFeed();
        feed.PutMany(120);
        await RunAsync(place, feed);
        feed.Erase(TestLeads.Id(8));
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        Assert.Empty(place.Service.Records("crm.lead"));
    }

    [Fact]
    public async Task Leads_that_Odoo_does_not_take_are_set_aside_alone_in_its_words()
    {
        await using var place = await CreateAsync();
        place.Service.Constraint = (_, row) =>
            OdooPlace.Text(row, "email_from")?.Contains("bad", StringComparison.Ordinal) == true
            ? "The e-mail address is on the list of the blocked." : null;
        var feed = new ScriptedFeed();
        feed.PutMany(98);
        for (var i = 0; i < 98; i += 7)
            feed.Put(TestLeads.Completed(i, "bad"));
        Assert.Equal(new SyncResult(84, 14), await RunAsync(place, feed));
        using (var state = TargetState.Open(place.StatePath))
            Assert.All(state.Aside(), a => Assert.Equal("The e-mail address is on the list of the blocked.", a.Reason));
        place.Service.Constraint = (_, _) => null;
        Assert.Equal(
            new SyncResult(14, 0), await WithSyncAsync(place, feed, new SyncObserver(), s => s.RetryAsync(default)));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_lead_over_which_Odoo_breaks_is_set_aside_alone()
    {
        await using var place = await CreateAsync();
        place.Service.BreaksOver = row => row.Contains("lead3@example.com", StringComparison.Ordinal);
        var feed = new ScriptedFeed();
        feed.PutMany(20);
        Assert.Equal(new SyncResult(19, 1), await RunAsync(place, feed));
    }

    [Fact]
    public async Task An_erased_lead_loses_every_value_its_notes_and_its_history()
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(11);
        await RunAsync(place, feed);
        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);
        var record = place.Service.Record("crm.lead", TestLeads.Id(5))!;
        Assert.Equal($"Lead {TestLeads.Id(5)}", OdooPlace.Text(record, "name"));
        Assert.Equal(
            ["id", "name", "type"], record.Where(f => f.Value?.ToString() != "false").Select(f => f.Key).Order());
        Assert.Equal(2, place.Service.Records("ir.attachment").Count);
        Assert.Empty(place.Service.Tracked);
    }

    [Fact]
    public async Task Erasure_leaves_the_notes_of_a_lead_whose_id_begins_alike()
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(5));
        feed.Put(TestLeads.Completed(10) with { Id = lead.Id + "7" });
        await RunAsync(place, feed);
        feed.Erase(lead.Id);
        await RunAsync(place, feed);
        Assert.Single(place.Service.Records("ir.attachment"));
    }

    [Fact]
    public async Task Erasure_needs_nothing_of_the_state()
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(6);
        await RunAsync(place, feed);
        File.Delete(place.StatePath);
        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);
        Assert.Null(OdooPlace.Text(place.Service.Record("crm.lead", TestLeads.Id(5))!, "contact_name"));
        Assert.Single(place.Service.Records("ir.attachment"));
    }

    [Fact]
    public async Task Notes_stand_there_once_whatever_becomes_of_the_answers()
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        var time = TestLeads.Completed(1).Time;
        var lead = feed.Put(TestLeads.Completed(1) with
        {
            Notes =
            [
                new Note { Id = "m1", Type = "memo", Text = "Call back", ScanInfo = "Eva", Time = time },
                new Note { Id = "a1", Type = "audio", File = "/files/a.m4a", Time = time },
            ],
        });
        for (var at = 1; at < 30; at += 3)
            place.Service.Fail(Fault.ResetAfter, at: at);
        await RunAsync(place, feed);
        File.Delete(place.StatePath);
        await RunAsync(place, feed);
        Assert.Equal(2, place.Service.Records("ir.attachment").Count);
        var audio = place.Service.Records("ir.attachment").Single(a => (string?)a["name"] == "audio-a1.m4a");
        Assert.Equal((long?)place.Service.Record("crm.lead", lead.Id)!["id"], (long?)audio["res_id"]);
        Assert.Equal(
            "file of /files/a.m4a", Encoding.UTF8.GetString(Convert.FromBase64String((string)audio["datas"]!)));
        Assert.Contains(
            place.Service.Records("ir.attachment"), a => (string?)a["name"] == "Memo of Eva 2026-11-24 09.00.txt");
    }

    [Fact]
    public async Task Only_what_has_changed_is_sent_again()
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(1));
        await RunAsync(place, feed);
        place.Service.Record("crm.lead", lead.Id)!["function"] = "Head of purchasing";
        feed.Put(TestLeads.Completed(1, "x"));
        await RunAsync(place, feed);
        Assert.Equal("Head of purchasing", OdooPlace.Text(place.Service.Record("crm.lead", lead.Id)!, "function"));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_lead_that_was_deleted_there_comes_back_whole()
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(5));
        await RunAsync(place, feed);
        place.Service.Delete("crm.lead", lead.Id);
        feed.Put(TestLeads.Completed(5, "x"));
        await RunAsync(place, feed);
        var record = place.Service.Record("crm.lead", lead.Id)!;
        Assert.Equal("Einkäuferin", OdooPlace.Text(record, "function"));
        Assert.Equal((long?)record["id"], (long?)place.Service.Records("ir.attachment").Last()["res_id"]);
    }

    [Fact]
    public async Task The_users_mapping_and_owners_are_followed()
    {
        await using var place = await CreateAsync();
        place.Map("website", null);
        place.Map("date_open", "time");
        place.Map("function", "question:What is your seniority level?");
        place.Set("owners", "Eva=eva@company.com");
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        await RunAsync(place, feed);
        var record = place.Service.Record("crm.lead", TestLeads.Id(0))!;
        Assert.False(record.ContainsKey("website"));
        Assert.Equal("2026-11-24 09:00:00", OdooPlace.Text(record, "date_open"));
        Assert.Equal("Director", OdooPlace.Text(record, "function"));
        Assert.Equal(9, (long?)record["user_id"]);
        Assert.False(place.Service.Record("crm.lead", TestLeads.Id(1))!.ContainsKey("user_id"));
    }

    [Fact]
    public async Task A_mapped_field_that_there_is_not_stops_the_sync()
    {
        await using var place = await CreateAsync();
        place.Map("x_rating", "question:Lead rating");
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        Assert.Contains("no field x_rating", fault.Message, StringComparison.Ordinal);
        Assert.Contains(await CheckAsync(place), f =>
            f.Kind == FindingKind.Fault && f.Text.Contains("x_rating", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_has_ended_is_told_with_the_way_to_a_new_one()
    {
        await using var place = await CreateAsync();
        place.Service.KeyHasEnded = true;
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        Assert.Contains("three months", fault.Message, StringComparison.Ordinal);
        Assert.Contains("New API Key", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(OdooDouble.Key, fault.Message, StringComparison.Ordinal);
        Assert.Equal(FindingKind.Fault, Assert.Single(await CheckAsync(place)).Kind);
    }

    [Fact]
    public async Task A_key_that_ends_in_the_middle_loses_nothing()
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(150);
        await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, feed, new EndsKey(place.Service)));
        place.Service.KeyHasEnded = false;
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Rights_that_are_missing_are_named()
    {
        await using var place = await CreateAsync();
        place.Service.Denied.Add("create crm.lead");
        place.Service.Denied.Add("unlink ir.attachment");
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        Assert.Equal("The user may not create crm.lead, unlink ir.attachment.", fault.Message);
    }

    [Fact]
    public async Task A_missing_app_is_told_in_words()
    {
        await using var place = await CreateAsync();
        place.Service.HasCrm = false;
        Assert.Contains(
            "Is the app CRM installed", Assert.Single(await CheckAsync(place)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Fault.RateLimited))]
    [InlineData(nameof(Fault.ErrorAfter))]
    [InlineData(nameof(Fault.ResetAfter))]
    [InlineData(nameof(Fault.Hang))]
    [InlineData(nameof(Fault.HtmlPage))]
    [InlineData(nameof(Fault.TruncatedJson))]
    public async Task A_disturbance_is_got_over(string fault)
    {
        await using var place = await CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(12);
        for (var at = 1; at <= (fault == nameof(Fault.Hang) ? 1 : 20); at += 4)
            place.Service.Fail(Enum.Parse<Fault>(fault), at: at);
        Assert.Equal(12, (await RunAsync(place, feed)).Arrived);
        await AssertInStepAsync(place, feed);
    }

    private sealed class EndsKey(OdooDouble service) : SyncObserver
    {
        public override void Noted() => service.KeyHasEnded = true;
    }
}
