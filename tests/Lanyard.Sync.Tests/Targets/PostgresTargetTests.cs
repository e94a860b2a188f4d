using Lanyard.Client;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

public sealed class PostgresTargetTests : TargetContract
{
    private protected override bool ShowsWithdrawn => true;

    private protected override async Task<Place> CreatePlaceAsync() => await PostgresPlace.CreateAsync();

    [Fact]
    public async Task A_lead_arrives_with_every_field()
    {
        await using var place = await PostgresPlace.CreateAsync();
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(30));
        await RunAsync(place, feed);
        var row = Assert.Single(await place.QueryAsync(
            "SELECT revision, time, first_name, last_name_prefix, street, house_number, house_number_suffix, country, state, source, "
            + "scan_info, exhibitor_questions->0->'answers'->0->>'name', profile_questions->0->>'name', notes->0->>'text', fax, company FROM leads"));
        Assert.Equal(
            [
                lead.Revision, lead.Time.UtcDateTime, "Zoë", "van de", "Business Park", "12", "a", "GB", "completed",
                "barcode", "Eva", "Medium",
                "What is your seniority level?", "Wants a quote\nfor 30", null, lead.Contact!.Company,
            ],
            row);
    }

    [Fact]
    public async Task What_the_table_refuses_is_set_aside_and_the_rest_arrives()
    {
        await using var place = await PostgresPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(1);
        await RunAsync(place, feed);
        await place.QueryAsync("ALTER TABLE leads ALTER company TYPE varchar(40), ADD CHECK (city <> 'Atlantis')");
        feed.PutMany(150, first: 1);
        feed.Put(Change(20, c => c with { FirstName = "A\0B" }));
        feed.Put(Change(40, c => c with { Company = new string('x', 41) }));
        feed.Put(Change(60, c => c with { Address = c.Address! with { City = "Atlantis" } }));
        feed.Put(Change(80, c => c with { Title = "\ud83d" }));
        feed.Put(TestLeads.Completed(
            99) with { Notes = [new Note { Id = "n", Type = "memo", Text = "\0", Time = default }] });
        Assert.Equal(new SyncResult(145, 5), await RunAsync(place, feed));
        using (var state = TargetState.Open(place.StatePath))
        {
            var reasons = state.Aside().OrderBy(a => a.Id).Select(a => a.Reason).ToList();
            Assert.Collection(reasons,
                r => Assert.StartsWith("first_name has a NUL character.", r, StringComparison.Ordinal),
                r => Assert.StartsWith("company is 41 characters long. value too long for type character varying(40)",
                    r, StringComparison.Ordinal),
                r => Assert.Contains("leads_city_check", r, StringComparison.Ordinal),
                r => Assert.StartsWith("title has half a character.", r, StringComparison.Ordinal),
                r => Assert.StartsWith("unsupported Unicode escape sequence", r, StringComparison.Ordinal));
        }
        Assert.Equal(146L, await place.ScalarAsync("SELECT count(*) FROM leads"));
        Assert.Equal(
            feed.Latest.Max(l => l.Revision), await place.ScalarAsync("SELECT position FROM lanyard_position"));
        await place.QueryAsync("ALTER TABLE leads ALTER company TYPE text");
        Assert.Equal(new SyncResult(
            1, 4), await WithSyncAsync(place, feed, new SyncObserver(), sync => sync.RetryAsync(default)));
        Assert.Equal(147L, await place.ScalarAsync("SELECT count(*) FROM leads"));
    }

    [Fact]
    public async Task A_mapping_renames_adds_and_leaves_out_columns()
    {
        await using var place = await PostgresPlace.CreateAsync(fields: new Dictionary<string, string?>
        {
            ["id"] = null, ["lead"] = "id", ["fax"] = "", ["vorname"] = "contact.firstName",
            ["Lead rating"] = "question:Lead rating", ["show"] = "text:Expo",
        });
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        feed.Erase(TestLeads.Id(1));
        await RunAsync(place, feed);
        Assert.Equal(
            [[TestLeads.Id(0), "Zoë", "Medium", "Expo"], [TestLeads.Id(1), null, null, "Expo"],
                [TestLeads.Id(2), "Zoë", "Medium", "Expo"]],
            await place.QueryAsync("""SELECT lead, vorname, "Lead rating", show FROM leads ORDER BY 1"""));
        Assert.Equal(0L, await place.ScalarAsync("SELECT count(*) FROM information_schema.columns WHERE table_name = 'leads' AND column_name IN ('id', 'fax')"));
    }

    [Fact]
    public async Task A_column_that_is_added_is_filled_for_the_leads_that_are_there()
    {
        await using var place = await PostgresPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(120);
        await RunAsync(place, feed);
        await place.QueryAsync("ALTER TABLE leads DROP company");
        await place.QueryAsync(
            "UPDATE lanyard_position SET fields = replace(fields, E'company: contact.company\\n', '')");
        Assert.Equal(120, (await RunAsync(place, feed)).Arrived);
        Assert.Equal(120L, await place.ScalarAsync("SELECT count(company) FROM leads"));
    }

    [Fact]
    public async Task A_table_that_was_dropped_is_filled_anew()
    {
        await using var place = await PostgresPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(120);
        await RunAsync(place, feed);
        await place.QueryAsync("DROP TABLE leads");
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task An_older_revision_changes_nothing()
    {
        await using var place = await PostgresPlace.CreateAsync();
        var feed = new ScriptedFeed();
        var old = feed.Put(TestLeads.Completed(1));
        feed.Put(TestLeads.Completed(1, "-new"));
        await RunAsync(place, feed);
        var before = await place.ScalarAsync("SELECT xmin::text FROM leads");
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(place.Settings, state);
        await target.ApplyAsync(new Batch([old], null, (_, _) => { }), default);
        await target.ApplyAsync(new Batch([.. feed.Latest], null, (_, _) => { }), default);
        Assert.Equal(before, await place.ScalarAsync("SELECT xmin::text FROM leads"));
        await AssertInStepAsync(place, feed);
    }

    [Theory]
    [InlineData("""
        "od""d.schema"."Lea""ds; --"
        """, "od\"d.schema")]
    [InlineData("Sales.Leads 2026", "Sales")]
    [InlineData("$1 @table ? :x", null)]
    public async Task A_table_may_have_any_name(string table, string? schema)
    {
        await using var place = await PostgresPlace.CreateAsync(table);
        if (schema is not null)
            await place.QueryAsync($"CREATE SCHEMA \"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        var feed = new ScriptedFeed();
        feed.PutMany(3);
        Assert.Equal(3, (await RunAsync(place, feed)).Arrived);
        Assert.Equal(0, (await RunAsync(place, feed)).Arrived);
        Assert.Equal(schema ?? "public", await place.ScalarAsync(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'lanyard_position'"));
    }

    [Theory]
    [InlineData("odd\"name")]
    [InlineData("a.b.c")]
    [InlineData("leads\0")]
    [InlineData(".leads")]
    public async Task What_is_no_name_is_refused(string table)
    {
        await using var place = await PostgresPlace.CreateAsync(table);
        Assert.Contains("is not the name of a table",
            (await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed())))
                .Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_there_is_not_is_refused()
    {
        await using var place = await PostgresPlace.CreateAsync(
            fields: new Dictionary<string, string?> { ["x"] = "contact.shoeSize" });
        Assert.Contains("contact.shoeSize",
            (await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed())))
                .Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_writer_is_refused_until_the_first_one_ends()
    {
        await using var place = await PostgresPlace.CreateAsync();
        using var state = TargetState.Open(place.StatePath);
        await using var second = place.Open(place.Settings, state);
        await using (var first = place.Open(place.Settings, state))
        {
            await first.PrepareAsync(default);
            var fault = await Assert.ThrowsAsync<TargetFaultException>(() => second.PrepareAsync(default));
            Assert.StartsWith("Another lanyard is writing to this table", fault.Message, StringComparison.Ordinal);
            await using var elsewhere = place.Open(place.With("table", "others"), state);
            await elsewhere.PrepareAsync(default);
        }
        await second.PrepareAsync(default);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_the_password()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await place.DemandPasswordAsync("secretive", "right-one");
        foreach (var connection in (string[])
            [place.As("secretive", "wrong-one"), "postgres://lanyard:wrong-one@localhost/db",
                "Host=localhost;Sesame=wrong-one"])
        {
            using var state = TargetState.Open(place.StatePath);
            await using var target = place.Open(place.With("connection", connection), state);
            var fault = await Assert.ThrowsAsync<TargetFaultException>(() => target.PrepareAsync(default));
            Assert.Contains("connection", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong-one", fault.ToString(), StringComparison.Ordinal);
            Assert.Equal(fault.Message, Assert.Single(await target.CheckAsync(default)).Text);
        }
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_outage()
    {
        await using var place = await PostgresPlace.CreateAsync();
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(
            place.With("connection", "Host=127.0.0.1;Port=1;Username=lanyard;Password=any"), state);
        await Assert.ThrowsAsync<TargetUnavailableException>(() => target.PrepareAsync(default));
    }

    [Fact]
    public async Task The_check_tells_what_is_missing_and_changes_nothing()
    {
        await using var place = await PostgresPlace.CreateAsync();
        Assert.Equal(
            ["Fine: PostgreSQL", "Warning: The table leads is not there; it will be made.",
                "Warning: The table lanyard_position is not there; it will be made."],
            await CheckAsync(place, place.Settings));
        Assert.Equal(0L, await place.ScalarAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
        await RunAsync(place, new ScriptedFeed());
        Assert.Equal(
            ["Fine: PostgreSQL", "Fine: The table leads is as it should be."], await CheckAsync(place, place.Settings));
        Assert.Equal(["Fine: PostgreSQL", "Fault: There is no schema sales. Create it, or name another in table."],
            await CheckAsync(place, place.With("table", "sales.leads")));
    }

    [Fact]
    public async Task The_check_tells_what_does_not_fit()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await RunAsync(place, new ScriptedFeed());
        await place.QueryAsync(
            """
            ALTER TABLE leads DROP CONSTRAINT leads_pkey, ALTER revision TYPE integer, ALTER city SET NOT NULL, ALTER company TYPE varchar(30),
            ALTER phone1 TYPE integer USING NULL, DROP fax, ADD owner text NOT NULL, ADD region text NOT NULL DEFAULT 'EU'
            """);
        var wrong = await CheckAsync(place, place.Settings);
        Assert.Equal(
            [
                "Fault: The column city must allow null: a lead without contact.address.city, or one that may not be seen any more, has none.",
                "Fault: The column id of leads must be the primary key or have a unique index of its own.",
                "Fault: The column owner must not be null and has no default, and no field fills it.",
                "Fault: The column revision is of the type integer, which cannot hold revision.",
                "Fine: PostgreSQL",
                "Warning: The column company takes 30 characters: leads with a longer contact.company are set aside.",
                "Warning: The column fax is not there; it will be made.",
                "Warning: The column phone1 is of the type integer: leads whose contact.phone1 does not fit are set aside.",
            ],
            wrong.Order(StringComparer.Ordinal));
        var fault = await Assert.ThrowsAsync<TargetFaultException>(() => RunAsync(place, new ScriptedFeed()));
        Assert.Contains("The column owner must not be null", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_that_are_lacking_are_told_and_those_of_the_docs_are_enough()
    {
        await using var place = await PostgresPlace.CreateAsync();
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        await RunAsync(place, feed);
        await place.DemandPasswordAsync("clerk", "clerks-own");
        var settings = place.With("connection", place.As("clerk", "clerks-own"));
        await place.QueryAsync("GRANT SELECT ON leads TO clerk; GRANT SELECT, UPDATE ON lanyard_position TO clerk; ALTER TABLE leads DROP fax");
        Assert.Equal(
            [
                "Fault: The column fax is not there, and the user may not make it: that needs the right to be the owner of the table.",
                """Fault: The user lacks INSERT on "public"."lanyard_position". Grant it.""",
                """Fault: The user lacks INSERT on "public"."leads". Grant it.""",
                """Fault: The user lacks UPDATE on "public"."leads". Grant it.""",
                "Fine: PostgreSQL",
            ],
            (await CheckAsync(place, settings)).Order(StringComparer.Ordinal));
        await place.QueryAsync(
            "ALTER TABLE leads ADD fax text; GRANT SELECT, INSERT, UPDATE ON leads, lanyard_position TO clerk");
        feed.PutMany(10, first: 5);
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(settings, state);
        await target.PrepareAsync(default);
        Assert.Equal(10, (await new TargetSync(target, state, feed, place.Time, new SyncObserver())
            .RunAsync(null, default)).Arrived);
        await AssertInStepAsync(place, feed);
        await place.QueryAsync("REVOKE UPDATE ON leads FROM clerk");
        feed.PutMany(1);
        var fault = await Assert.ThrowsAsync<TargetFaultException>(
            () => new TargetSync(target, state, feed, place.Time, new SyncObserver()).RunAsync(null, default));
        Assert.Contains("permission denied for table leads", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_at_any_moment_it_loses_and_doubles_nothing()
    {
        await using var place = await PostgresPlace.CreateAsync();
        var feed = await KillRounds.RunAsync(place, 20261125);
        await AssertInStepAsync(place, feed);
        Assert.Equal((long)feed.Latest.Count, await place.ScalarAsync("SELECT count(*) FROM leads"));
        Assert.Equal(
            feed.Latest.Sum(l => (decimal)l.Revision), await place.ScalarAsync("SELECT sum(revision) FROM leads"));
    }

    [Fact]
    public async Task A_position_ahead_of_its_rows_is_found_out()
    {
        await using var place = await PostgresPlace.CreateAsync();
        var feed = await KillRounds.RunPositionFirstAsync(place);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => AssertInStepAsync(place, feed));
        Assert.Equal(250L, await place.ScalarAsync("SELECT count(*) FROM leads"));
    }

    private static async Task<List<string>> CheckAsync(PostgresPlace place, TargetSettings settings)
    {
        using var state = TargetState.Open(place.StatePath);
        await using var target = place.Open(settings, state);
        return [.. (await target.CheckAsync(default))
            .Select(f => $"{f.Kind}: {f.Text}".Split(" 15.")[0].Split(" 16.")[0].Split(" 17.")[0])];
    }

    private static Connection Change(int number, Func<Contact, Contact> change)
    {
        var lead = TestLeads.Completed(number);
        return lead with { Contact = change(lead.Contact!) };
    }
}
