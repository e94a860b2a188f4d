using System.Net.Http.Json;
using Lanyard.Core.Registrants;
using Lanyard.Core.SelfRegistration;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.SelfRegistration;

public abstract class SelfRegistrationTests(TestStore store)
{
    private static readonly object Simple = new
    {
        open = true,
        fields = new[] { new { name = "lastName", required = true }, new { name = "email", required = false } },
    };

    [Fact]
    public async Task A_registered_person_has_a_badge_code_that_scans_into_a_lead()
    {
        await using var show = await FormServer.StartAsync(Simple, store);
        var registered = await show.RegisterAsync(show.Fill("Žižka", "z@example.com"));
        Assert.Equal(RegisteredKind.Registered, registered.Kind);
        var form = (await show.Registrations.FindAsync(show.EventId, default))!;
        var confirmation = await show.Registrations.ConfirmationOrNullAsync(
            show.EventId, show.Registrations.ConfirmationOf(form, registered.RegistrantId), default);
        Assert.Equal("Žižka", confirmation!.Contact.LastName);
        var (client, _, _) = await show.Server.CreateExhibitorAsync("acme");
        var lead = await TestServer.OkAsync(
            client.PostAsJsonAsync("/connect/v1/connections", new { code = confirmation.Code }));
        Assert.Equal("Žižka", lead.GetProperty("contact").GetProperty("lastName").GetString());
        Assert.StartsWith("web-", (await show.RegistrantsAsync())[0].GetProperty("key").GetString());
    }

    [Fact]
    public async Task Fifty_people_at_once_for_ten_places_are_exactly_ten()
    {
        await using var show = await FormServer.StartAsync(
            new { open = true, capacity = 10, fields = new[] { new { name = "lastName", required = true } } }, store);
        var inputs = Enumerable.Range(0, 50).Select(i => show.Fill($"Person {i}")).ToList();
        var results = await Task.WhenAll(inputs.Select(input => Task.Run(() => show.RegisterAsync(input))));
        Assert.Equal(10, results.Count(r => r.Kind is RegisteredKind.Registered));
        Assert.Equal(40, results.Count(r => r.Kind is RegisteredKind.NotOpen));
        Assert.Equal(10, (await show.RegistrantsAsync()).Length);
    }

    [Fact]
    public async Task The_same_page_sent_eight_times_at_once_registers_one_person()
    {
        await using var show = await FormServer.StartAsync(Simple, store);
        var input = show.Fill("Person", "p@example.com");
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => show.RegisterAsync(input))));
        Assert.Single(results.Select(r => (r.Kind, r.RegistrantId)).Distinct());
        Assert.Single(results, r => r.IsNew);
        Assert.Single(await show.RegistrantsAsync());
    }

    [Fact]
    public async Task An_address_registers_once_however_it_is_written_and_the_second_one_is_told_by_mail_alone()
    {
        await using var show = await FormServer.StartAsync(Simple, store);
        var first = await show.RegisterAsync(show.Fill("First", "p@example.com"));
        var second = await show.RegisterAsync(show.Fill("Second", " P@Example.com "));
        Assert.Equal((RegisteredKind.EmailKnown, first.RegistrantId), (second.Kind, second.RegistrantId));
        Assert.Single(await show.RegistrantsAsync());
    }

    [Fact]
    public async Task A_page_that_was_gone_back_to_registers_the_next_person()
    {
        await using var show = await FormServer.StartAsync(Simple, store);
        var first = show.Fill("First");
        await show.RegisterAsync(first);
        await show.RegisterAsync(show.Fill("Second", token: first.Token));
        Assert.Equal(2, (await show.RegistrantsAsync()).Length);
    }

    [Fact]
    public async Task Who_is_erased_leaves_no_photograph_and_no_confirmation_and_can_register_again()
    {
        await using var show = await FormServer.StartAsync(Simple, store);
        var input = show.Fill("Person", "p@example.com") with { Photo = [1, 2, 3] };
        var registered = await show.RegisterAsync(input);
        var form = (await show.Registrations.FindAsync(show.EventId, default))!;
        var address = show.Registrations.ConfirmationOf(form, registered.RegistrantId);
        var registrant = Assert.Single(await show.RegistrantsAsync());
        var picture = registrant.GetProperty("contact").GetProperty("pictureUrl").GetString()!;
        Assert.StartsWith(FormServer.Host + "/pictures/", picture);
        using var kept = await show.Server.Http.GetAsync(new Uri(picture).AbsolutePath);
        Assert.Equal([1, 2, 3], await kept.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/jpeg", kept.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", kept.Headers.GetValues("X-Content-Type-Options").Single());
        await TestServer.OkAsync(show.Server.Organiser.DeleteAsync(
            $"{show.Server.Event}/registrants/{registrant.GetProperty("key").GetString()}"));
        using var gone = await show.Server.Http.GetAsync(new Uri(picture).AbsolutePath);
        Assert.Equal(404, (int)gone.StatusCode);
        Assert.Null(await show.Registrations.ConfirmationOrNullAsync(show.EventId, address, default));
        Assert.Equal(RegisteredKind.Registered, (await show.RegisterAsync(show.Fill("Person", "p@example.com"))).Kind);
    }

    protected static string[] FieldsOf(Registered registered) =>
        [.. registered.Faults.Select((FieldFault f) => f.Field).Order(StringComparer.Ordinal)];
}

public sealed class SqliteSelfRegistrationTests() : SelfRegistrationTests(TestStore.Sqlite)
{
    [Fact]
    public async Task What_is_required_is_told_by_the_field_and_nothing_is_kept()
    {
        await using var show = await FormServer.StartAsync();
        await TestServer.OkAsync(show.Server.Organiser.PutAsJsonAsync($"{show.Server.Event}/profile-questions/role",
            new { name = "Role", type = "radio", options = new[] { new { key = "buyer", name = "Buyer" } } }));
        await show.SaveAsync(new
        {
            open = true,
            fields = new object[]
            {
                new { name = "title" }, new { name = "lastName", required = true },
                new { name = "email", required = true }, new { name = "phone1" },
            },
            titles = new[] { "Dr.", "Prof." },
            checksPhones = true,
            photo = "required",
            consent = "required",
            questions = new[] { new { key = "role", required = true } },
            texts = new { en = new { consent = "Exhibitors who scan my badge may contact me." } },
        });
        var empty = show.Fill(" ");
        var faulty = await show.RegisterAsync(empty with
        {
            Fields = new Dictionary<string, string>(empty.Fields) { ["title"] = "King", ["phone1"] = "123" },
        });
        Assert.Equal(
            ["answers.role", "consent", "contact.email", "contact.lastName", "contact.phone1", "contact.title", "photo"],
            FieldsOf(faulty));
        var full = show.Fill("Person", "p@example.com") with
        {
            Photo = [1],
            Consents = true,
            ConsentVersion = 1,
            Answers = [new() { Question = "role", Options = ["nobody"] }],
        };
        Assert.Equal(["answers.role"], FieldsOf(await show.RegisterAsync(full)));
        Assert.Empty(await show.RegistrantsAsync());
        var registered = await show.RegisterAsync(full with { Answers = [new() { Question = "role", Options = ["buyer"] }] });
        Assert.Equal(RegisteredKind.Registered, registered.Kind);
        var consent = (await show.RegistrantsAsync())[0].GetProperty("consent");
        Assert.Equal(
            ("yes", "form-1"), (consent.GetProperty("state").GetString(), consent.GetProperty("version").GetString()));
    }

    [Theory]
    [InlineData("020 624 1111", "NL", "+31 20 624 1111")]
    [InlineData("00 31 20 6241111", "NL", "+31 20 624 1111")]
    [InlineData("+49 30 901820", "NL", "+49 30 901820")]
    [InlineData("(212) 555-2368", "US", "+1 212-555-2368")]
    [InlineData("12", "NL", null)]
    [InlineData("020 624 1111", null, null)]
    [InlineData("call me", "NL", null)]
    public async Task A_telephone_number_is_kept_in_international_notation_or_refused(
        string entered, string? country, string? kept)
    {
        await using var show = await FormServer.StartAsync(new
        {
            open = true,
            checksPhones = true,
            phoneCountry = country,
            fields = new object[] { new { name = "lastName", required = true }, new { name = "phone1" } },
        });
        var input = show.Fill("Person");
        var registered = await show.RegisterAsync(
            input with { Fields = new Dictionary<string, string>(input.Fields) { ["phone1"] = entered } });
        if (kept is null)
            Assert.Equal(["contact.phone1"], FieldsOf(registered));
        else
            Assert.Equal(kept, (await show.RegistrantsAsync())[0].GetProperty("contact").GetProperty("phone1").GetString());
    }

    [Fact]
    public async Task A_form_takes_people_between_its_two_moments_alone()
    {
        await using var show = await FormServer.StartAsync();
        var now = show.Clock.GetUtcNow();
        await show.SaveAsync(new { open = true, opensAt = now.AddHours(1), closesAt = now.AddHours(2) });
        Assert.Equal(FormState.NotYetOpen, (await show.Registrations.FindAsync(show.EventId, default))!.State);
        show.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(FormState.Open, (await show.Registrations.FindAsync(show.EventId, default))!.State);
        var late = show.Fill("Person", "p@example.com");
        show.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(RegisteredKind.NotOpen, (await show.RegisterAsync(late)).Kind);
    }

    [Fact]
    public async Task A_page_that_is_sent_at_once_or_was_not_made_here_registers_nobody()
    {
        await using var show = await FormServer.StartAsync(new { open = true });
        var input = show.Fill("Person", "p@example.com") with
        {
            Fields = new Dictionary<string, string>
            {
                ["firstName"] = "A", ["lastName"] = "Person", ["email"] = "p@example.com",
            },
        };
        foreach (var token in (string?[])[null, "", new string('A', 43), show.Registrations.NewToken(show.EventId + 1),
            show.Registrations.NewToken(show.EventId)])
        {
            Assert.Equal([""], FieldsOf(await show.RegisterAsync(input with { Token = token })));
        }
        Assert.Equal(RegisteredKind.Registered, (await show.RegisterAsync(input)).Kind);
    }
}

public sealed class PostgresSelfRegistrationTests() : SelfRegistrationTests(TestStore.Postgres);
