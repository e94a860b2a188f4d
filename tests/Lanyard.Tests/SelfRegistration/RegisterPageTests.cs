using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lanyard.Tests.Support;
using SkiaSharp;

namespace Lanyard.Tests.SelfRegistration;

public sealed class RegisterPageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task The_code_of_the_confirmation_is_read_by_a_scanner_and_scans_into_a_lead()
    {
        await using var show = await FormServer.StartAsync(Form());
        using var person = new PageClient(show.Server);
        var done = await RegisterForm.SendAsync(show, person, new() { ["contact.lastName"] = "Ng", ["contact.email"] = "ng@example.com" });
        Assert.StartsWith($"/register/{show.Server.EventId}/done/", person.Path);
        Assert.Equal(200, (int)person.Status);
        var (client, _, _) = await show.Server.CreateExhibitorAsync("acme");
        var lead = await TestServer.OkAsync(
            client.PostAsJsonAsync("/connect/v1/connections", new { code = await RegisterForm.ScanAsync(done) }));
        Assert.Equal("ng@example.com", lead.GetProperty("contact").GetProperty("email").GetString());
        show.Clock.Now = new(2026, 11, 28, 0, 0, 1, TimeSpan.Zero);
        await person.GetAsync(person.Path);
        Assert.Equal(404, (int)person.Status);
    }

    [Fact]
    public async Task What_was_typed_stays_with_each_fault_at_its_field_and_the_photo_is_kept()
    {
        await using var show = await FormServer.StartAsync(Form(photo: "required"));
        using var person = new PageClient(show.Server);
        using var bitmap = new SKBitmap(800, 800);
        var photo = bitmap.Encode(SKEncodedImageFormat.Png, 90).ToArray();
        var entered = new Dictionary<string, string> { ["contact.company"] = "Ä & \"B\" <i>", ["contact.email"] = "nobody" };
        var html = await RegisterForm.SendAsync(show, person, entered, photo);
        Assert.Equal(400, (int)person.Status);
        Assert.Contains("Give an e-mail address such as name@example.com.", html);
        Assert.Matches("<input id=\"field-contact.email\"[^>]*aria-invalid=\"true\"", html);
        Assert.Matches("<a href=\"#field-contact.lastName\">", html);
        Assert.Contains("value=\"&#xC4; &amp; &quot;B&quot; &lt;i&gt;\"", html);
        Assert.Contains("data:image/jpeg;base64,", html);
        Assert.Empty(await show.RegistrantsAsync());
        entered["contact.lastName"] = "Ng";
        entered["contact.email"] = "ng@example.com";
        await RegisterForm.SendAsync(show, person, entered, html: html);
        Assert.Contains("/done/", person.Path);
        var picture = Assert.Single(await show.RegistrantsAsync()).GetProperty("contact").GetProperty("pictureUrl").GetString()!;
        using var codec = SKCodec.Create(await show.Server.Http.GetStreamAsync(new Uri(picture).AbsolutePath));
        Assert.Equal((SKEncodedImageFormat.Jpeg, 600), (codec.EncodedFormat, codec.Info.Width));
    }

    [Fact]
    public async Task Another_language_after_a_fault_keeps_what_was_typed_and_registers_nobody()
    {
        await using var show = await FormServer.StartAsync(Form());
        using var person = new PageClient(show.Server);
        var path = $"/register/{show.Server.EventId}";
        var faulty = await RegisterForm.SendAsync(
            show, person, new() { ["contact.lastName"] = "Ng", ["contact.company"] = "Lantern", ["contact.email"] = "nobody" });
        Assert.Contains($"formaction=\"{path}?lang=nl\"", faulty);
        Assert.DoesNotContain($"href=\"{path}?lang=nl\"", faulty);
        var entered = new Dictionary<string, string>
        {
            ["contact.lastName"] = "Ng", ["contact.company"] = "Lantern", ["contact.email"] = "ng@example.com",
        };
        var dutch = await RegisterForm.SendAsync(
            show, person, new(entered) { ["only-language"] = "true" }, html: faulty, language: "nl");
        Assert.Equal(200, (int)person.Status);
        Assert.Contains("<html lang=\"nl\"", dutch);
        Assert.Contains("value=\"Lantern\"", dutch);
        Assert.Contains("value=\"ng@example.com\"", dutch);
        Assert.Empty(await show.RegistrantsAsync());
        await RegisterForm.SendAsync(show, person, entered, html: dutch);
        Assert.Contains("/done/", person.Path);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("محمد الأمين ‮abc")]
    [InlineData("{{7*7}} 👩‍👩‍👧")]
    public async Task A_name_of_any_script_stays_text(string name)
    {
        await using var show = await FormServer.StartAsync(Form());
        using var person = new PageClient(show.Server);
        var done = await RegisterForm.SendAsync(show, person, new() { ["contact.lastName"] = name });
        Assert.Contains("/done/", person.Path);
        var shown = Regex.Match(done, "<p class=\"badge-name\" dir=\"auto\">(?<name>[^<]*)</p>", RegexOptions.ExplicitCapture, Limit);
        Assert.Equal(name, WebUtility.HtmlDecode(shown.Groups["name"].Value));
        Assert.Equal(name, (await show.RegistrantsAsync())[0].GetProperty("contact").GetProperty("lastName").GetString());
    }

    [Fact]
    public async Task A_second_registration_with_an_address_sees_no_code_and_makes_nobody()
    {
        await using var show = await FormServer.StartAsync(Form());
        using var first = new PageClient(show.Server);
        await RegisterForm.SendAsync(show, first, new() { ["contact.lastName"] = "Ng", ["contact.email"] = "ng@example.com" });
        using var second = new PageClient(show.Server);
        var html = await RegisterForm.SendAsync(show, second, new() { ["contact.lastName"] = "Eve", ["contact.email"] = "NG@example.com" });
        Assert.Equal($"/register/{show.Server.EventId}/received", second.Path);
        Assert.DoesNotContain("<svg viewBox=\"0 0 4", html);
        Assert.DoesNotContain("Ng", html);
        Assert.Single(await show.RegistrantsAsync());
    }

    [Fact]
    public async Task A_program_that_fills_in_every_field_and_one_that_sends_without_end_register_nobody()
    {
        await using var show = await FormServer.StartAsync(Form());
        using var program = new PageClient(show.Server);
        var html = await RegisterForm.SendAsync(show, program, new() { ["contact.lastName"] = "Bot", ["more"] = "https://example.com" });
        Assert.Equal(400, (int)program.Status);
        Assert.Contains("value=\"Bot\"", html);
        for (var i = 0; i < 60 && program.Status is not HttpStatusCode.TooManyRequests; i++)
            html = await RegisterForm.SendAsync(show, program, new() { ["more"] = "x" }, html: html);
        Assert.Equal(HttpStatusCode.TooManyRequests, program.Status);
        Assert.Empty(await show.RegistrantsAsync());
    }

    [Fact]
    public async Task A_page_speaks_the_visitors_language_with_the_organisers_words_and_colour_and_keeps_out_scripts()
    {
        await using var show = await FormServer.StartAsync(Form());
        using var person = new PageClient(show.Server, "nl-NL");
        using var response = await person.Http.GetAsync($"/register/{show.Server.EventId}");
        var html = await response.Content.ReadAsStringAsync();
        Assert.Contains("<html lang=\"nl\"", html);
        Assert.Contains("Achternaam", html);
        Assert.Contains("<p>Welkom</p>", html);
        Assert.Contains("--look: #0b5cad", html);
        Assert.DoesNotContain("style=\"", html);
        Assert.DoesNotContain("unsafe", string.Join(';', response.Headers.GetValues("Content-Security-Policy")));
        using var german = new PageClient(show.Server, "de");
        Assert.Contains("<p>Welcome</p>", await german.GetAsync($"/register/{show.Server.EventId}"));
    }

    [Fact]
    public async Task A_closed_form_says_so_and_an_event_without_one_is_not_there()
    {
        await using var show = await FormServer.StartAsync();
        using var person = new PageClient(show.Server);
        await person.GetAsync($"/register/{show.Server.EventId}");
        Assert.Equal(404, (int)person.Status);
        await show.SaveAsync(new { open = false });
        var html = await person.GetAsync($"/register/{show.Server.EventId}");
        Assert.Contains("Registration is closed.", html);
        Assert.DoesNotContain("<form method=\"post\"", html);
    }

    [Fact]
    public async Task An_organiser_sets_the_form_up_and_opens_it_in_a_browser()
    {
        await using var show = await FormServer.StartAsync();
        using var organiser = await PageClient.SignedInAsync(show.Server);
        var path = $"/organise/events/{show.Server.EventId}/registration";
        var wrong = await organiser.PostAsync(path, "form", new()
        {
            ["capacity"] = "many", ["field.lastName"] = "optional", ["accentColour"] = "#ffffff", ["titles"] = "Dr.\r\nProf.",
        });
        Assert.Equal(400, (int)organiser.Status);
        Assert.Contains("Give a number of places, or none for any number.", wrong);
        Assert.Contains("Prof.", wrong);
        await organiser.PostAsync(path, "form", new()
        {
            ["capacity"] = "5", ["field.lastName"] = "required", ["field.title"] = "optional", ["titles"] = "Dr.\r\nProf.",
            ["opensAt"] = "2026-11-24T10:30", ["consent"] = "optional", ["texts.en.consent"] = "I agree to it.",
        });
        Assert.Equal(200, (int)organiser.Status);
        await organiser.PostAsync(path, "open");
        var kept = await TestServer.OkAsync(show.Server.Organiser.GetAsync($"{show.Server.Event}/registration-form"));
        var form = kept.GetProperty("form");
        Assert.True(form.GetProperty("open").GetBoolean());
        Assert.Equal(["title", "lastName"], form.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero), form.GetProperty("opensAt").GetDateTimeOffset());
        Assert.Equal((5, 1), (form.GetProperty("capacity").GetInt32(), kept.GetProperty("consentVersion").GetInt32()));
    }

    private static object Form(string photo = "no") => new
    {
        open = true,
        fields = new object[]
        {
            new { name = "lastName", required = true }, new { name = "company" }, new { name = "email" },
        },
        photo,
        accentColour = "#0b5cad",
        texts = new { en = new { introduction = "Welcome" }, nl = new { introduction = "Welkom\n\nTot dan" } },
    };
}
