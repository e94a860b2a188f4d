using Lanyard.Client;
using Lanyard.Sync.Tests.Doubles;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

public sealed class HubSpotTargetTests : TargetContract
{
    private protected override async Task<Place> CreatePlaceAsync() => await HubSpotPlace.CreateAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lead_that_HubSpot_refuses_is_set_aside_in_its_words_and_the_rest_arrives(bool namesWhatIsWrong)
    {
        await using var place = await HubSpotPlace.CreateAsync();
        place.HubSpot.NamesWhatIsWrong = namesWhatIsWrong;
        var feed = new ScriptedFeed();
        feed.PutMany(40);
        feed.Put(With(TestLeads.Completed(40), c => c with { Email = "no address" }));
        feed.PutMany(20, first: 41);
        place.HubSpot.Rule = v => v["firstname"] == "Nobody" ? "The account's rule says no" : null;
        feed.Put(With(TestLeads.Completed(61), c => c with { FirstName = "Nobody" }));
        Assert.Equal(new SyncResult(60, 2), await RunAsync(place, feed));
        var aside = Aside(place);
        Assert.Contains("no address is invalid", aside[TestLeads.Id(40)], StringComparison.Ordinal);
        Assert.Contains("The account's rule says no", aside[TestLeads.Id(61)], StringComparison.Ordinal);

        feed.Put(TestLeads.Completed(40));
        Assert.Equal(new SyncResult(1, 0), await RunAsync(place, feed));
        Assert.DoesNotContain(TestLeads.Id(40), Aside(place));
    }

    [Fact]
    public async Task A_contact_of_the_same_address_becomes_the_lead_and_keeps_what_the_lead_does_not_know()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var id = place.HubSpot.Add(("email", "lead1@example.com"), ("firstname", "Zoe"), ("fax", "123"));
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
        Assert.Equal(3, place.HubSpot.Contacts.Count);
        Assert.Equal((TestLeads.Id(1), "Zoë", "123"),
            (Contact(place, id, "lr_connection_id"), Contact(place, id, "firstname"), Contact(place, id, "fax")));
    }

    [Fact]
    public async Task An_address_that_HubSpot_knows_only_when_it_is_written_is_found_by_its_conflict()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var id = place.HubSpot.Add(("email", "lead1@example.com"));
        place.HubSpot.Hidden.Add("lead1@example.com");
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        Assert.Equal(new SyncResult(10, 0), await RunAsync(place, feed));
        Assert.Equal(TestLeads.Id(1), Contact(place, id, "lr_connection_id"));
    }

    [Fact]
    public async Task Two_people_with_one_address_are_not_made_one()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(With(TestLeads.Completed(1), c => c with { Email = "Info@acme.com" }));
        feed.Put(With(
            TestLeads.Completed(2), c => c with { Email = "info@acme.com", FirstName = "Ann", LastName = "Other" }));
        Assert.Equal(new SyncResult(1, 1), await RunAsync(place, feed));
        Assert.Contains("takes an address once", Aside(place)[TestLeads.Id(2)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leads_may_exchange_an_address()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        await RunAsync(place, feed);
        feed.Put(With(TestLeads.Completed(0), c => c with { Email = "lead1@example.com" }));
        feed.Put(With(TestLeads.Completed(1), c => c with { Email = "new@example.com" }));
        Assert.Equal(new SyncResult(2, 0), await RunAsync(place, feed));
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Erasure_empties_the_contact_and_deletes_its_notes_and_files()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(0) with
        {
            Notes = [Memo("n1", "Call back"),
                new Note { Id = "n2", Type = "image", Time = Opening, File = "https://files.example/n2" }],
        });
        await RunAsync(place, feed);
        Assert.Equal(2, place.HubSpot.AllNotes.Count);
        Assert.Equal($"/Lanyard/{TestLeads.Id(0)}/n2.bin", Assert.Single(place.HubSpot.AllFiles).Value);
        var id = place.HubSpot.Contacts.Keys.Single();
        Assert.Equal("Medium", Contact(place, id, "lr_q_1zbiwx0v7"));

        feed.Erase(TestLeads.Id(0));
        await RunAsync(place, feed);
        Assert.Equal("lr_connection_id", Assert.Single(place.HubSpot.Contacts[id]).Key);
        Assert.Empty(place.HubSpot.AllNotes);
        Assert.Empty(place.HubSpot.AllFiles);

        feed.Put(TestLeads.Completed(0));
        await RunAsync(place, feed);
        Assert.Equal("lead0@example.com", Contact(place, id, "email"));
        Assert.Single(place.HubSpot.AllNotes);
    }

    [Theory]
    [InlineData(Fault.ErrorAfter)]
    [InlineData(Fault.ResetAfter)]
    [InlineData(Fault.TruncatedJson)]
    [InlineData(Fault.HtmlPage)]
    [InlineData(Fault.ErrorBefore)]
    [InlineData(Fault.Hang)]
    [InlineData(Fault.Unavailable)]
    public async Task A_note_whose_creation_is_uncertain_is_looked_for_before_it_is_created_again(Fault fault)
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(12);
        place.HubSpot.Fail(fault, path: "notes/batch/create");
        await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        await RunAsync(place, feed);
        Assert.Equal(3, place.HubSpot.AllNotes.Count);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Erasure_deletes_a_file_whose_note_was_never_created()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        var image = new Note { Id = "n2", Type = "image", Time = Opening, File = "https://files.example/n2" };
        feed.Put(TestLeads.Completed(0) with { Notes = [image] });
        place.HubSpot.Fail(Fault.ErrorBefore, path: "notes/batch/create");
        await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        Assert.Single(place.HubSpot.AllFiles);
        feed.Erase(TestLeads.Id(0));
        await RunAsync(place, feed);
        Assert.Empty(place.HubSpot.AllFiles);
    }

    [Fact]
    public async Task Notes_are_not_doubled_when_the_state_was_lost_and_change_with_the_lead()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(1) with { Notes = [Memo("n1", "<b>One</b>\nMore"), Memo("n2", "Two")] });
        await RunAsync(place, feed);
        File.Delete(place.StatePath);
        await RunAsync(place, feed);
        Assert.Equal(2, place.HubSpot.AllNotes.Count);
        feed.Put(TestLeads.Completed(
            1) with { Notes = [Memo("n1", "<b>One</b>\nMore"), Memo("n2", "Two, changed"), Memo("n3", "Three")] });
        await RunAsync(place, feed);
        Assert.Equal(
            ["<p>&lt;b&gt;One&lt;/b&gt;<br>More</p>", "<p>Three</p>", "<p>Two, changed</p>"],
            place.HubSpot.AllNotes.Select(n => n.Body[..(n.Body.IndexOf("</p>", StringComparison.Ordinal) + 4)])
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_mapping_the_owner_and_the_way_of_questions_are_the_users()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        place.Options["owners"] = "Eva=77; Bob=78";
        place.Options["questions"] = "note";
        place.Options["version"] = "v3";
        place.Fields["lr_event"] = "text:ISE 2026";
        place.Fields["company"] = null;
        place.Fields["jobtitle"] = "question:Lead rating";
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        await RunAsync(place, feed);
        var contact = place.HubSpot.Contacts.Values.Single(c => c["lr_connection_id"] == TestLeads.Id(0));
        Assert.Equal(
            ("77", "ISE 2026", "Medium"), (contact["hubspot_owner_id"], contact["lr_event"], contact["jobtitle"]));
        Assert.DoesNotContain("company", contact.Keys);
        Assert.DoesNotContain(place.HubSpot.Properties.Keys, p => p.StartsWith("lr_q_", StringComparison.Ordinal));
        Assert.Contains(
            place.HubSpot.AllNotes, n => n.Body.Contains("Lead rating: Medium<br>", StringComparison.Ordinal));

        contact["hubspot_owner_id"] = "99";
        feed.Put(TestLeads.Completed(0, "changed"));
        await RunAsync(place, feed);
        Assert.Equal("99", contact["hubspot_owner_id"]);
    }

    [Fact]
    public async Task Leads_that_may_not_be_seen_are_not_sent()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Withdrawn(TestLeads.Completed(1), "noLicense"));
        feed.Put(TestLeads.Withdrawn(TestLeads.Completed(2), "noAccess"));
        await RunAsync(place, feed);
        Assert.Empty(place.HubSpot.Contacts);
    }

    [Fact]
    public async Task A_full_window_is_waited_for_and_a_long_wait_is_left_to_the_caller()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        place.HubSpot.WindowSize = 7;
        var feed = new ScriptedFeed();
        feed.PutMany(250);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);

        place.HubSpot.Fail(Fault.RateLimitedForLong);
        var exception = await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        Assert.Equal(TimeSpan.FromHours(1), exception.RetryAfter);
    }

    [Fact]
    public async Task A_key_that_ends_in_the_middle_stops_with_words_and_loses_nothing()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(250);
        place.HubSpot.Fail(Fault.Unauthorized, at: 2, path: "batch/upsert");
        var exception = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, feed));
        Assert.Contains("does not accept the key", exception.Message, StringComparison.Ordinal);
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task A_property_that_was_deleted_in_HubSpot_is_no_fault_of_the_leads()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        await RunAsync(place, feed);
        feed.PutMany(150, first: 1);
        await WithSyncAsync(place, feed, new SyncObserver(), async sync =>
        {
            place.HubSpot.Properties.Remove("fax");
            place.HubSpot.Properties.Remove("city");
            var exception = await Assert.ThrowsAsync<TargetFaultException>(() => sync.RunAsync(null, default));
            Assert.Contains("no property fax, city any more", exception.Message, StringComparison.Ordinal);
            return default;
        });
        Assert.Empty(Aside(place));
    }

    [Fact]
    public async Task A_check_says_in_words_what_is_missing()
    {
        await using var place = await HubSpotPlace.CreateAsync();
        place.Fields["no_such"] = "contact.company";
        place.HubSpot.MissingScopes.Add("files");
        var texts = await CheckAsync(place);
        Assert.Contains(
            (FindingKind.Fault, "Contacts have no property no_such. Create it, or change the mapping."), texts);
        Assert.Contains((FindingKind.Fault, "The key lacks the scopes files."), texts);
        Assert.Contains((FindingKind.Fine, "249000 calls are left today."), texts);
        Assert.Contains(
            texts, t => t.Kind == FindingKind.Warning && t.Text.Contains("lr_connection_id", StringComparison.Ordinal));

        place.HubSpot.MissingScopes.Add("crm.schemas.contacts.read");
        Assert.Contains((FindingKind.Fault, "HubSpot does not let the key do this. Give it the scopes crm.schemas.contacts.read."), await CheckAsync(place));
        place.Options["token"] = "wrong";
        Assert.Contains(
            "does not accept the key", Assert.Single(await CheckAsync(place)).Text, StringComparison.Ordinal);
    }

    private static readonly DateTimeOffset Opening = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static Connection With(Connection lead, Func<Contact, Contact> change) =>
        lead with { Contact = change(lead.Contact!) };

    private static Note Memo(string id, string text) =>
        new() { Id = id, Type = "memo", Text = text, ScanInfo = "Eva", Time = Opening };

    private static string? Contact(HubSpotPlace place, string id, string property) =>
        place.HubSpot.Contacts[id].GetValueOrDefault(property);

    private static Dictionary<string, string> Aside(Place place)
    {
        using var state = TargetState.Open(place.StatePath);
        return state.Aside().ToDictionary(a => a.Id, a => a.Reason, StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<(FindingKind Kind, string Text)>> CheckAsync(HubSpotPlace place)
    {
        using var http = new HttpClient();
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(
            new(place.Settings, state, http, (_, _) => Task.FromResult<byte[]?>([]), place.Time));
        return [.. (await target.CheckAsync(default)).Select(f => (f.Kind, f.Text))];
    }
}
