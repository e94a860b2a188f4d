using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants.Pretix;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Registrants.Pretix;

public sealed class PretixPullTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task Orders_become_registrants_once_and_changes_follow_by_modified_since(TestStore store)
    {
        await using var show = await PretixShow.StartAsync(store);
        for (var i = 1; i <= 120; i++)
            show.Pretix.Put(i, _ => { });
        show.Pretix.Now += Hour;
        await show.SetAsync();
        var first = await show.RunAsync();
        Assert.Equal(120, first.GetProperty("created").GetInt32());
        Assert.Equal(show.Fold(), await show.RegistrantsAsync());

        show.Pretix.Now += Hour;
        show.Clock.Now += Hour;
        show.Pretix.Put(7, o => o["positions"]![0]!["attendee_name_parts"] = new JsonObject { ["full_name"] = "Zoë" });
        show.Pretix.Put(7, o => o["positions"]![0]!["attendee_name"] = "Zoë");
        show.Pretix.Put(8, o => o["positions"]![0]!["secret"] = "secret-anew");
        show.Pretix.Put(9, o => o["positions"]![0]!["canceled"] = true);
        show.Pretix.Put(10, o => o["status"] = "c");
        show.Pretix.Put(121, _ => { });
        var pages = show.Pretix.PagesServed;
        var second = await show.RunAsync();
        Assert.Equal(1, show.Pretix.PagesServed - pages);
        Assert.Equal((1, 2, 2), (second.GetProperty("created").GetInt32(), second.GetProperty("updated").GetInt32(), second.GetProperty("withdrawn").GetInt32()));
        Assert.Equal(show.Fold(), (await show.RegistrantsAsync()).Where(r => !r.EndsWith('-')));

        var third = await show.RunAsync();
        Assert.Equal((0, 0), (third.GetProperty("created").GetInt32(), third.GetProperty("updated").GetInt32()));
        Assert.Equal(1, show.Pretix.FullWalks);
    }

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task A_cancelled_badge_opens_nothing_its_leads_stay_and_a_reinstated_one_scans_again(TestStore store)
    {
        await using var show = await PretixShow.StartAsync(store);
        show.Pretix.Put(1, _ => { });
        await show.SetAsync();
        await show.RunAsync();
        var (exhibitor, _, _) = await show.Server.CreateExhibitorAsync("northlight");
        var code = new { code = "secret-of-10" };
        await OkAsync(exhibitor.PostAsJsonAsync("/connect/v1/connections", code));

        show.Pretix.Put(1, o => o["status"] = "c");
        await show.RunAsync();
        using (var refused = await exhibitor.PostAsJsonAsync("/connect/v1/connections", code))
            Assert.Equal(404, (int)refused.StatusCode);
        var lead = (await OkAsync(exhibitor.GetAsync("/connect/v1/connections")))[0];
        Assert.Equal("Person 1", lead.GetProperty("contact").GetProperty("lastName").GetString());
        // Corrected by the organiser meanwhile, without a code: the badge stays withdrawn.
        await OkAsync(show.Server.Organiser.PutAsJsonAsync($"{show.Server.Event}/registrants/pretix-10", new { contact = new { lastName = "Other" } }));
        using (var refused = await exhibitor.PostAsJsonAsync("/connect/v1/connections", code))
            Assert.Equal(404, (int)refused.StatusCode);

        show.Pretix.Put(1, o => o["status"] = "p");
        await show.RunAsync();
        await OkAsync(exhibitor.PostAsJsonAsync("/connect/v1/connections", code));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_walk_that_breaks_off_goes_on_where_it_stopped_and_misses_nothing(int status)
    {
        await using var show = await PretixShow.StartAsync();
        for (var i = 1; i <= 200; i++)
            show.Pretix.Put(i, _ => { });
        await show.SetAsync();
        var failures = 0;
        show.Pretix.BeforePage = (page, context) =>
        {
            show.Pretix.Now += TimeSpan.FromSeconds(1);
            if (page != 3 || failures++ >= 2)
                return false;
            if (status == 0)
                context.Abort();
            context.Response.StatusCode = status == 0 ? 200 : status;
            context.Response.Headers.RetryAfter = "17";
            return true;
        };
        var stopped = await show.RunAsync();
        Assert.NotNull(stopped.GetProperty("fault").GetString());
        Assert.Equal(100, stopped.GetProperty("created").GetInt32());
        // A page that was read is changed while the walk stands still.
        show.Pretix.Put(1, o => o["positions"]![0]!["secret"] = "secret-anew");
        await show.RunAsync();
        var done = await show.RunAsync();
        Assert.Null(done.GetProperty("fault").GetString());
        Assert.Equal(100, done.GetProperty("created").GetInt32());
        await show.RunAsync();
        Assert.Equal(show.Fold(), await show.RegistrantsAsync());
        Assert.Equal(1, show.Pretix.FullWalks);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_changes_and_fails_while_pages_are_read_the_registrants_are_the_orders_in_the_end(int seed)
    {
        await using var show = await PretixShow.StartAsync();
        show.Pretix.MostOfPage = 5;
        var random = new Random(seed);
        for (var i = 1; i <= 40; i++)
            show.Pretix.Put(i, _ => { });
        var last = 40;
        var turbulent = true;
        show.Pretix.BeforePage = (_, context) =>
        {
            if (!turbulent)
                return false;
            show.Pretix.Now += TimeSpan.FromSeconds(random.Next(1, 200));
            for (var n = random.Next(4); n > 0; n--)
                Change(show.Pretix, random, ref last);
            if (random.Next(5) != 0)
                return false;
            context.Response.StatusCode = new[] { 429, 500, 502 }[random.Next(3)];
            return true;
        };
        await show.SetAsync();
        for (var i = 0; i < 30; i++)
        {
            await show.RunAsync();
            show.Clock.Now += TimeSpan.FromMinutes(10);
        }
        turbulent = false;
        show.Pretix.Now += Hour;
        await show.RunAsync();
        await show.RunAsync();
        Assert.Equal(show.Fold(), (await show.RegistrantsAsync()).Where(r => !r.EndsWith('-')));
    }

    [Fact]
    public async Task Orders_deleted_while_pages_are_read_hide_no_other()
    {
        await using var show = await PretixShow.StartAsync();
        show.Pretix.MostOfPage = 10;
        for (var i = 1; i <= 40; i++)
            show.Pretix.Put(i, o => o["testmode"] = i <= 10);
        show.Pretix.BeforePage = (page, _) =>
        {
            if (page == 2)
                Enumerable.Range(1, 10).ToList().ForEach(show.Pretix.Delete);
            return false;
        };
        await show.SetAsync();
        await show.RunAsync();
        Assert.Equal(30, (await show.RegistrantsAsync()).Count);
    }

    [Fact]
    public async Task A_position_that_moves_into_another_order_stays_the_same_registrant()
    {
        await using var show = await PretixShow.StartAsync();
        show.Pretix.Put(1, o => o["positions"]!.AsArray().Add((JsonNode)PretixDouble.NewPosition(11, "Second")));
        await show.SetAsync();
        await show.RunAsync();
        show.Pretix.Put(1, o => o["positions"]!.AsArray().RemoveAt(1));
        show.Pretix.Put(2, o => o["positions"] = new JsonArray(PretixDouble.NewPosition(11, "Second")));
        var status = await show.RunAsync();
        Assert.Equal(0, status.GetProperty("failed").GetInt32());
        Assert.Equal(show.Fold(), await show.RegistrantsAsync());
    }

    [Fact]
    public async Task What_an_attendee_did_not_give_comes_from_the_invoice_and_what_cannot_be_taken_is_left_out()
    {
        await using var show = await PretixShow.StartAsync();
        show.Pretix.Put(1, o =>
        {
            o["positions"]![0]!["attendee_name"] = null;
            o["positions"]![0]!["attendee_name_parts"] = new JsonObject();
            o["email"] = "not an address";
            o["phone"] = "+31612345678";
            o["invoice_address"] = JsonNode.Parse(
                """
                {"company":"Northlight","name":"Jo van Dam","name_parts":{"_scheme":"given_family","given_name":"Jo","family_name":"van Dam"},
                 "street":"Main street 12\r\nRear building","zipcode":"1011 AB","city":"Amsterdam","country":"Testikistan","state":"","vat_id":"NL1"}
                """);
            o["positions"]![0]!["answers"] = JsonNode.Parse(
                """
                [{"question":7,"answer":"Meat","question_identifier":"FOOD","options":[1],"option_identifiers":["MEAT"]},
                 {"question":8,"answer":"True","question_identifier":"NEWS","options":[],"option_identifiers":[]},
                 {"question":9,"answer":"https://pretix.eu/file","question_identifier":"CV","options":[],"option_identifiers":[]}]
                """);
        });
        await show.SetAsync(new { createQuestions = true });
        var status = await show.RunAsync();
        Assert.Equal(0, status.GetProperty("failed").GetInt32());
        var contact = (await OkAsync(show.Server.Organiser.GetAsync($"{show.Server.Event}/registrants/pretix-10"))).GetProperty("contact");
        Assert.Equal("Jo|van Dam|Northlight|+31612345678|NL1", string.Join('|',
            new[] { "firstName", "lastName", "company", "phone1", "vatNumber" }.Select(f => contact.GetProperty(f).GetString())));
        Assert.Null(contact.GetProperty("email").GetString());
        var address = contact.GetProperty("address");
        Assert.Equal("Main street 12, Rear building", address.GetProperty("address").GetString());
        Assert.Null(address.GetProperty("country").GetString());

        await OkAsync(show.Server.Organiser.PutAsJsonAsync($"{show.Server.Event}/profile-questions/FOOD", new
        {
            name = "Food", type = "radio", exposed = true,
            options = new[] { new { key = "MEAT", name = "Meat" }, new { key = "VEG", name = "Vegetables" } },
        }));
        var (exhibitor, _, _) = await show.Server.CreateExhibitorAsync("northlight");
        var lead = await OkAsync(exhibitor.PostAsJsonAsync("/connect/v1/connections", new { code = "secret-of-10" }));
        Assert.Equal("Meat", lead.GetProperty("profileQuestions")[0].GetProperty("answers")[0].GetProperty("name").GetString());
        var questions = await OkAsync(show.Server.Organiser.GetAsync($"{show.Server.Event}/profile-questions"));
        Assert.Equal(["FOOD", "NEWS"], questions.EnumerateArray().Select(q => q.GetProperty("key").GetString()).Order());
    }

    [Fact]
    public async Task Only_paid_admission_counts_unless_the_organiser_says_otherwise()
    {
        await using var show = await PretixShow.StartAsync();
        show.Pretix.Put(1, o => o["status"] = "n");
        show.Pretix.Put(2, o => o["positions"]![0]!["item"] = 2);
        show.Pretix.Put(3, o => o["testmode"] = true);
        show.Pretix.Put(4, o => o["positions"]![0]!["blocked"] = new JsonArray("api:lost"));
        show.Pretix.Put(5, o => (o["status"], o["require_approval"]) = ("n", true));
        await show.SetAsync();
        await show.RunAsync();
        Assert.Empty(await show.RegistrantsAsync());
        await show.SetAsync(new { pending = true, products = new[] { 1, 2 } });
        await show.RunAsync();
        Assert.Equal(["pretix-10 Person 1 secret-of-10", "pretix-20 Person 2 secret-of-20"], await show.RegistrantsAsync());
    }

    [Fact]
    public async Task Two_nodes_do_not_read_one_source_at_once_and_a_dead_ones_place_is_taken()
    {
        await using var show = await PretixShow.StartAsync(TestStore.Postgres);
        var clock = show.Clock;
        await using var other = await TestServer.StartOnAsync(show.Server.Folder, show.Server.Database, b => PretixShow.Configure(b, clock));
        show.Pretix.Put(1, _ => { });
        await show.SetAsync();
        using var read = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        show.Pretix.BeforePage = (_, _) =>
        {
            read.Release();
            go.Wait();
            return false;
        };
        var first = show.Pull.RunAsync(show.EventId, default);
        await read.WaitAsync();
        var second = other.App.Services.GetRequiredService<PretixPull>();
        Assert.False(await second.RunAsync(show.EventId, default));
        // The first node stands still for longer than its lease.
        clock.Now += TimeSpan.FromMinutes(6);
        var takenOver = second.RunAsync(show.EventId, default);
        await read.WaitAsync();
        go.Release(2);
        Assert.True(await takenOver);
        Assert.False(await first);
        Assert.Equal(show.Fold(), await show.RegistrantsAsync());
        // What the first may have written too late is read once more.
        show.Pretix.BeforePage = null;
        var walks = show.Pretix.FullWalks;
        await show.RunAsync();
        Assert.Equal(walks + 1, show.Pretix.FullWalks);
    }

    private static void Change(PretixDouble pretix, Random random, ref int last)
    {
        switch (random.Next(5))
        {
            case 0:
                pretix.Put(++last, _ => { });
                break;
            case 1:
                var secret = $"secret-{random.Next()}";
                pretix.Put(random.Next(1, last + 1), o => o["positions"]![0]!["secret"] = secret);
                break;
            case 2:
                pretix.Put(random.Next(1, last + 1), o => o["status"] = (string)o["status"]! == "p" ? "c" : "p");
                break;
            case 3:
                pretix.Put(random.Next(1, last + 1), o => o["positions"]![0]!["canceled"] = !(bool)o["positions"]![0]!["canceled"]!);
                break;
            default:
                var name = $"Person {random.Next()}";
                pretix.Put(random.Next(1, last + 1), o =>
                {
                    o["positions"]![0]!["attendee_name"] = name;
                    o["positions"]![0]!["attendee_name_parts"] = new JsonObject { ["full_name"] = name };
                });
                break;
        }
    }
}
