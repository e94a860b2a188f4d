using Lanyard.Client;
using Lanyard.Sync.Tests.Doubles;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

public sealed class SalesforceTargetTests : TargetContract
{
    private static readonly DateTimeOffset Opening = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private protected override async Task<Place> CreatePlaceAsync() =>
        await SalesforcePlace.CreateAsync(converts: true);

    [Fact]
    public async Task A_lead_that_Salesforce_refuses_is_set_aside_in_its_words_and_the_rest_arrives()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        place.Salesforce.Fields["Lead"]["Score__c"] = new("Score__c", "double", 0);
        place.Fields["Score__c"] = "contact.department";
        var feed = new ScriptedFeed();
        feed.PutMany(40);
        feed.Put(With(TestLeads.Completed(40), c => c with { Email = "no address" }));
        feed.Put(With(TestLeads.Completed(41), c => c with { Department = "Not a number" }));
        feed.PutMany(20, first: 42);
        Assert.Equal(new SyncResult(60, 2), await RunAsync(place, feed));
        var aside = Aside(place);
        Assert.Contains("invalid email address", aside[TestLeads.Id(40)], StringComparison.Ordinal);
        Assert.Contains("Cannot deserialize", aside[TestLeads.Id(41)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Salesforce_demands_is_made_up_once_and_never_over_what_is_there()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(With(TestLeads.Completed(1), c => c with { LastName = null, Company = null }));
        feed.Put(TestLeads.Completed(2));
        await RunAsync(place, feed);
        Assert.Equal(("[not provided]", "[not provided]"), (Record(place, 1)["LastName"], Record(place, 1)["Company"]));
        var company = Record(place, 2)["Company"];
        feed.Put(With(TestLeads.Completed(2), c => c with { LastName = null, Company = null }));
        await RunAsync(place, feed);
        Assert.Equal(company, Record(place, 2)["Company"]);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_is_cut_visibly_and_kept_whole_in_a_note()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        place.Salesforce.Fields["Lead"]["Salutation"] = new("Salutation", "picklist", 40) { Choices = ["Mr.", "Ms."] };
        var city = new string('x', 50);
        var feed = new ScriptedFeed();
        feed.Put(
            With(TestLeads.Completed(1), c => c with { Title = "Prof.", Address = c.Address! with { City = city } }));
        await RunAsync(place, feed);
        Assert.Equal(city[..39] + "…", Record(place, 1)["City"]);
        Assert.DoesNotContain("Salutation", Record(place, 1).Keys);
        Assert.Contains(place.Salesforce.Of("Task").Values, t =>
            t["Description"].Contains($"City: {city}", StringComparison.Ordinal)
                && t["Description"].Contains("Salutation: Prof.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_converted_lead_is_followed_to_its_contact_also_when_it_was_converted_just_now()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(7);
        await RunAsync(place, feed);
        var early = place.Salesforce.Convert(Record(place, 5)["Id"]);
        place.Salesforce.AfterQuery = () => place.Salesforce.Convert(Record(place, 6)["Id"]);
        feed.Put(TestLeads.Completed(5, "-changed"));
        feed.Put(TestLeads.Completed(6, "-changed"));
        Assert.Equal(new SyncResult(2, 0), await RunAsync(place, feed));
        await AssertInStepAsync(place, feed);
        Assert.Equal("lead5-changed@example.com", place.Salesforce.Of("Contact")[early]["Email"]);
        Assert.Equal(2, place.Salesforce.Of("Task").Values.Count(t => t["WhoId"] == early));

        feed.Erase(TestLeads.Id(5));
        await RunAsync(place, feed);
        Assert.Equal(["Id", "LastName"], place.Salesforce.Of("Contact")[early].Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(place.Salesforce.Of("Task").Values, t => t["WhoId"] == early);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(50, 1)]
    public async Task A_locked_record_is_tried_again_for_a_while(int refusals, int aside)
    {
        await using var place = await SalesforcePlace.CreateAsync();
        place.Salesforce.Locks[TestLeads.Id(1)] = refusals;
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        Assert.Equal(new SyncResult(3 - aside, aside), await RunAsync(place, feed));
    }

    [Fact]
    public async Task Duplicate_rules_that_warn_are_passed_and_those_that_block_set_the_lead_aside()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        place.Salesforce.Add("Lead", ("LastName", "Other"), ("Email", "lead1@example.com"));
        place.Salesforce.WarnsOfDuplicates = true;
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        Assert.Equal(new SyncResult(3, 0), await RunAsync(place, feed));

        place.Salesforce.BlocksDuplicates = true;
        place.Salesforce.Add("Lead", ("LastName", "Other"), ("Email", "lead4@example.com"));
        feed.PutMany(3, first: 3);
        Assert.Equal(new SyncResult(2, 1), await RunAsync(place, feed));
        Assert.Contains("Merge the two", Aside(place)[TestLeads.Id(4)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_several_records_bear_is_for_a_person_to_settle()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        place.Salesforce.Add("Lead", ("LastName", "A"), ("LR_Connection_Id__c", TestLeads.Id(1)));
        place.Salesforce.Add("Lead", ("LastName", "B"), ("LR_Connection_Id__c", TestLeads.Id(1).ToUpperInvariant()));
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        Assert.Equal(new SyncResult(2, 1), await RunAsync(place, feed));
        Assert.Contains("more than one Lead", Aside(place)[TestLeads.Id(1)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_is_replaced()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(250);
        place.Salesforce.Fail(Fault.Unauthorized, at: 2, path: "/composite/sobjects/Lead");
        Assert.Equal(new SyncResult(250, 0), await RunAsync(place, feed));
        Assert.Equal(2, place.Salesforce.History.Count(c => c.Path == "/services/oauth2/token"));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_used_up_limit_is_left_to_the_caller()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        place.Salesforce.Fail(Fault.RateLimited, path: "/composite/");
        Assert.NotNull((await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed))).RetryAfter);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Theory]
    [InlineData(Fault.ErrorAfter, "composite/sobjects")]
    [InlineData(Fault.ResetAfter, "composite/sobjects")]
    [InlineData(Fault.TruncatedJson, "composite/sobjects")]
    [InlineData(Fault.HtmlPage, "composite/sobjects")]
    [InlineData(Fault.Unavailable, "composite/sobjects")]
    [InlineData(Fault.ErrorAfter, "ContentVersion")]
    [InlineData(Fault.ResetBefore, "ContentVersion")]
    public async Task A_note_whose_creation_is_uncertain_is_looked_for_before_it_is_created_again(
        Fault fault, string path)
    {
        await using var place = await SalesforcePlace.CreateAsync();
        var feed = new ScriptedFeed();
        var lead = TestLeads.Completed(1) with { Notes = [Memo("n1", "One"), Image("n2")] };
        feed.Put(With(lead, c => c));
        // The first call of collections brings the lead itself.
        place.Salesforce.Fail(fault, at: path == "ContentVersion" ? 1 : 2, path: path);
        await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        await RunAsync(place, feed);
        Assert.Equal(2, place.Salesforce.Of("Task").Count);
        Assert.Single(place.Salesforce.Of("ContentDocument"));
    }

    [Fact]
    public async Task Erasure_empties_the_record_and_deletes_its_notes_and_files()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(1) with { Notes = [Memo("n1", "Call back"), Image("n2")] });
        await RunAsync(place, feed);
        Assert.Equal(2, place.Salesforce.Of("Task").Count);
        Assert.Equal("n2.bin", Assert.Single(place.Salesforce.Of("ContentDocument").Values)["PathOnClient"]);
        Assert.All(place.Salesforce.Of("Task").Values, t => Assert.Equal("Done", t["Status"]));
        feed.Erase(TestLeads.Id(1));
        await RunAsync(place, feed);
        Assert.Equal(
            [("Company", "[removed]"), ("LR_Connection_Id__c", TestLeads.Id(1)), ("LastName", "[removed]")],
            Record(place, 1)
                .Where(f => f.Key != "Id").Select(f => (f.Key, f.Value)).OrderBy(f => f.Key, StringComparer.Ordinal));
        Assert.Empty(place.Salesforce.Of("Task"));
        Assert.Empty(place.Salesforce.Of("ContentDocument"));
    }

    [Fact]
    public async Task Erasure_that_Salesforce_refuses_in_part_is_not_taken_for_done()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(1) with { Notes = [Memo("n1", "Call back")] });
        await RunAsync(place, feed);
        place.Salesforce.ForbidsDeletes = true;
        feed.Erase(TestLeads.Id(1));
        Assert.Equal(new SyncResult(0, 1), await RunAsync(place, feed));
        Assert.Contains("does not delete a note", Aside(place)[TestLeads.Id(1)], StringComparison.Ordinal);
        place.Salesforce.ForbidsDeletes = false;
        await WithSyncAsync(place, feed, new SyncObserver(), sync => sync.RetryAsync(default));
        Assert.Empty(place.Salesforce.Of("Task"));
        Assert.Empty(Aside(place));
    }

    [Fact]
    public async Task Contacts_the_mapping_and_the_owner_are_the_users_choice()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        place.Options["object"] = "Contact";
        place.Options["owners"] = "Eva=005000000000001";
        place.Options["questions"] = "none";
        place.Fields["LeadSource"] = "text:ISE 2026";
        place.Fields["Title"] = null;
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        var contact = place.Salesforce.Of("Contact").Values.Single(c => c["LR_Connection_Id__c"] == TestLeads.Id(2));
        Assert.Equal(("005000000000001", "ISE 2026", "12a Business Park"),
            (contact["OwnerId"], contact["LeadSource"], contact["MailingStreet"]));
        Assert.DoesNotContain("Title", contact.Keys);
        Assert.Single(place.Salesforce.Of("Task"));

        contact["OwnerId"] = "005000000000099";
        feed.Put(TestLeads.Completed(2, "changed"));
        await RunAsync(place, feed);
        Assert.Equal("005000000000099", contact["OwnerId"]);
    }

    [Fact]
    public async Task Countries_are_written_by_code_where_they_are_chosen_from_a_list()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        place.Salesforce.Fields["Lead"]["CountryCode"] = new("CountryCode", "picklist", 10) { Choices = ["GB", "NL"] };
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        await RunAsync(place, feed);
        Assert.Equal("GB", Record(place, 0)["CountryCode"]);
        Assert.DoesNotContain("Country", Record(place, 0).Keys);
        feed.Erase(TestLeads.Id(0));
        await RunAsync(place, feed);
        Assert.DoesNotContain("CountryCode", Record(place, 0).Keys);
    }

    [Fact]
    public async Task A_check_says_in_words_what_is_missing()
    {
        await using var place = await SalesforcePlace.CreateAsync();
        place.Salesforce.Fields["Lead"]["Region__c"] = new("Region__c", "string", 20, IsRequired: true);
        place.Fields["Rating__c"] = "question:Lead rating";
        var findings = await CheckAsync(place);
        Assert.Contains(findings, f =>
            f.Kind == FindingKind.Fault && f.Text.Contains("no field Rating__c", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Kind == FindingKind.Warning
            && f.Text.Contains("LR_Initials__c (Text, length 255)", StringComparison.Ordinal));
        Assert.Contains(findings, f =>
            f.Kind == FindingKind.Warning && f.Text.Contains("demands Region__c", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Text == "Of Salesforce's calls of 24 hours 2 of 15000 are used.");

        place.Salesforce.Fields["Lead"].Remove("LR_Connection_Id__c");
        Assert.Contains(await CheckAsync(place), f => f.Kind == FindingKind.Fault
            && f.Text.Contains("External ID, Unique (case-insensitive)", StringComparison.Ordinal));
        await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        place.Options["clientSecret"] = "wrong";
        Assert.Contains(
            "invalid client credentials", Assert.Single(await CheckAsync(place)).Text, StringComparison.Ordinal);
    }

    private static Connection With(Connection lead, Func<Contact, Contact> change) =>
        lead with { Contact = change(lead.Contact!) };

    private static Note Memo(string id, string text) =>
        new() { Id = id, Type = "memo", Text = text, ScanInfo = "Eva", Time = Opening };

    private static Note Image(string id) =>
        new() { Id = id, Type = "image", Time = Opening, FileUrl = $"https://files.example/{id}" };

    private static Dictionary<string, string> Record(SalesforcePlace place, int number) =>
        place.Salesforce.Of("Lead")
            .Values.Single(l => l.GetValueOrDefault("LR_Connection_Id__c") == TestLeads.Id(number));

    private static Dictionary<string, string> Aside(Place place)
    {
        using var state = TargetState.Open(place.StatePath);
        return state.Aside().ToDictionary(a => a.Id, a => a.Reason, StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<Finding>> CheckAsync(SalesforcePlace place)
    {
        using var http = new HttpClient();
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(
            new(place.Settings, state, http, (_, _) => Task.FromResult<byte[]?>([]), place.Time));
        return await target.CheckAsync(default);
    }
}
