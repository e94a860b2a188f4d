using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

public sealed class SqliteTargetTests : TargetContract
{
    private protected override bool ShowsWithdrawn => true;

    private protected override Task<Place> CreatePlaceAsync() => Task.FromResult<Place>(SqlitePlace.Create());

    [Fact]
    public async Task A_lead_arrives_with_every_field()
    {
        await using var place = SqlitePlace.Create();
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(30));
        await RunAsync(place, feed);
        Assert.Equal(
            [lead.Revision, "2026-11-24T09:00:30Z", "Zoë", "GB", "Medium", "Wants a quote\nfor 30", null,
                lead.Contact!.Company],
            Assert.Single(await place.QueryAsync(
                "SELECT revision, time, first_name, country, exhibitor_questions->0->'answers'->0->>'name', notes->0->>'text', fax, company FROM leads")));
    }

    [Fact]
    public async Task What_the_table_refuses_is_set_aside_and_the_rest_arrives()
    {
        await using var place = SqlitePlace.Create();
        await place.QueryAsync("CREATE TABLE leads (id TEXT PRIMARY KEY, revision BIGINT, company VARCHAR(40) CHECK (length(company) < 100))");
        var feed = new ScriptedFeed();
        feed.PutMany(120);
        var lead = TestLeads.Completed(40);
        feed.Put(lead with { Contact = lead.Contact! with { Company = new string('x', 100) } });
        lead = TestLeads.Completed(50);
        feed.Put(lead with { Contact = lead.Contact! with { FirstName = "A\0B" } });
        Assert.Equal(new SyncResult(119, 1), await RunAsync(place, feed));
        Assert.Equal(119L, await place.ScalarAsync("SELECT count(*) FROM leads"));
        Assert.Equal("A\0B", await place.ScalarAsync($"SELECT first_name FROM leads WHERE id = '{TestLeads.Id(50)}'"));
        Assert.Equal(
            feed.Latest.Max(l => l.Revision), await place.ScalarAsync("SELECT position FROM lanyard_position"));
        using var state = TargetState.Open(place.StatePath);
        Assert.Contains("CHECK constraint failed", Assert.Single(state.Aside()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_renames_adds_and_leaves_out_columns()
    {
        await using var place = SqlitePlace.Create("Leads  2026",
            new Dictionary<string,
            string?> { ["fax"] = null, ["Vor\"name"] = "contact.firstName", ["rating"] = "question:Lead rating" });
        var feed = new ScriptedFeed();
        feed.PutMany(2);
        feed.Erase(TestLeads.Id(1));
        await RunAsync(place, feed);
        Assert.Equal([["Zoë", "Medium"], [null, null]], await place.QueryAsync("""SELECT "Vor""name", rating FROM "Leads  2026" ORDER BY id"""));
        Assert.Empty(await place.QueryAsync("SELECT 1 FROM pragma_table_info('Leads  2026') WHERE name = 'fax'"));
    }

    [Fact]
    public async Task A_column_that_is_added_is_filled_for_the_leads_that_are_there()
    {
        await using var place = SqlitePlace.Create();
        var feed = new ScriptedFeed();
        feed.PutMany(120);
        await RunAsync(place, feed);
        await place.QueryAsync("ALTER TABLE leads DROP company");
        await place.QueryAsync("UPDATE lanyard_position SET fields = 'as it was without company'");
        Assert.Equal(120, (await RunAsync(place, feed)).Arrived);
        Assert.Equal(120L, await place.ScalarAsync("SELECT count(company) FROM leads"));
    }

    [Fact]
    public async Task The_check_makes_no_file_and_tells_what_is_wrong()
    {
        await using var place = SqlitePlace.Create();
        Assert.Contains(
            "Warning: The table leads is not there; it will be made.", await CheckAsync(place, "path", place.Path));
        Assert.False(File.Exists(place.Path));
        Assert.StartsWith("Fault: There is no folder", Assert.Single(
            await CheckAsync(place, "path", "/nowhere/leads.db")), StringComparison.Ordinal);
        await RunAsync(place, new ScriptedFeed());
        Assert.Contains("Fine: The table leads is as it should be.", await CheckAsync(place, "path", place.Path));
        Assert.StartsWith("Fault: The file may only be read.",
            Assert.Single(await CheckAsync(place, "connection", $"Data Source={place.Path};Mode=ReadOnly")),
            StringComparison.Ordinal);
        await File.WriteAllTextAsync(place.Path, "Not a database, but a text that is long enough to look like one.");
        Assert.StartsWith("Fault: The file is no SQLite database", Assert.Single(
            await CheckAsync(place, "path", place.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_at_any_moment_it_loses_and_doubles_nothing()
    {
        await using var place = SqlitePlace.Create();
        var feed = await KillRounds.RunAsync(place, 20261126);
        await AssertInStepAsync(place, feed);
        Assert.Equal((long)feed.Latest.Count, await place.ScalarAsync("SELECT count(*) FROM leads"));
        Assert.Equal("ok", await place.ScalarAsync("PRAGMA integrity_check"));
    }

    private static async Task<List<string>> CheckAsync(SqlitePlace place, string option, string value)
    {
        using var state = TargetState.Open(place.StatePath);
        var options = new Dictionary<string, string>(StringComparer.Ordinal) { [option] = value };
        await using var target = place.Open(
            new TargetSettings("sqlite", "sqlite", options, new Dictionary<string, string?>()), state);
        return [.. (await target.CheckAsync(default)).Select(f => $"{f.Kind}: {f.Text}")];
    }
}
