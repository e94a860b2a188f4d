using System.Net;
using System.Net.Http.Json;
using Lanyard.Core.Accounts;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.Web;

/// <summary>What holds for all pages.</summary>
public sealed class PageTests
{
    private static readonly Dictionary<string, string> Fair = new()
    {
        ["Name"] = "Spring fair <1>", ["StartsOn"] = "2027-03-02", ["EndsOn"] = "2027-03-04", ["TimeZone"] = "Europe/Amsterdam",
    };

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task An_owner_signs_in_makes_an_event_and_signs_out(TestStore store)
    {
        await using var server = await TestServer.StartAsync(store);
        using var page = await PageClient.SignedInAsync(server);
        Assert.Contains("No events yet", await page.GetAsync("/organise"), StringComparison.Ordinal);
        var overview = await page.PostAsync("/organise/events/new", "new-event", Fair);
        Assert.Contains("Spring fair &lt;1&gt;", overview, StringComparison.Ordinal);
        Assert.Contains("The event was made.", overview, StringComparison.Ordinal);
        Assert.DoesNotContain("The event was made.", await page.GetAsync(page.Path), StringComparison.Ordinal);
        await page.SendAsync("/organise/sign-out", overview, "/organise/sign-out");
        Assert.Equal("/organise/sign-in", page.Path);
        await page.GetAsync("/organise");
        Assert.Equal("/organise/sign-in?to=%2Forganise", page.Path);
    }

    [Fact]
    public async Task A_form_with_faults_keeps_what_was_sent_and_says_what_is_wrong()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await PageClient.SignedInAsync(server);
        var html = await page.PostAsync("/organise/events/new", "new-event", new(Fair) { ["EndsOn"] = "2027-03-01", ["TimeZone"] = "Mars" });
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("value=\"Spring fair &lt;1&gt;\"", html, StringComparison.Ordinal);
        Assert.Contains("The last day is before the first.", html, StringComparison.Ordinal);
        Assert.Contains("href=\"#field-TimeZone\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_sees_events_and_changes_none_on_pages_or_in_the_api()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server, OrganiserRole.ReadOnly);
        Assert.Contains("Show", await page.GetAsync($"/organise/events/{server.EventId}"), StringComparison.Ordinal);
        await page.PostAsync("/organise/events/new", "new-event", Fair);
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        using var read = await page.Http.GetAsync("/organise/v1/events");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("read_only", await CodeAsync(page, "same-origin"));
    }

    [Fact]
    public async Task The_api_takes_a_change_by_session_from_its_own_pages_alone()
    {
        await using var server = await TestServer.StartShowAsync();
        using var page = await PageClient.SignedInAsync(server, OrganiserRole.Staff);
        Assert.Equal("cross_site", await CodeAsync(page, "cross-site"));
        Assert.Equal("cross_site", await CodeAsync(page, null));
        Assert.Null(await CodeAsync(page, "same-origin"));
    }

    [Fact]
    public async Task An_event_of_another_organiser_is_not_there()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await PageClient.SignedInAsync(server);
        await server.BeginShowAsync();
        var html = await page.GetAsync($"/organise/events/{server.EventId}");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("There is nothing here", html, StringComparison.Ordinal);
        await page.GetAsync("/organise/events/0000000000000");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        await page.GetAsync("/organise/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
    }

    [Fact]
    public async Task A_form_without_its_token_or_from_another_site_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await PageClient.SignedInAsync(server);
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>(Fair) { ["_handler"] = "new-event" });
        using var bare = await page.Http.PostAsync("/organise/events/new", content);
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        page.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        await page.PostAsync("/organise/events/new", "new-event", Fair);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("No events yet", await page.GetAsync("/organise"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_says_what_a_browser_may_do_with_it_and_its_cookies_are_out_of_reach()
    {
        await using var server = await TestServer.StartAsync(trustedProxies: "127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/organise/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await server.Http.SendAsync(request);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.All(response.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("secure; samesite=strict; httponly", cookie, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_visitor_gets_the_browsers_language_or_the_one_chosen()
    {
        await using var server = await TestServer.StartAsync();
        using var page = new PageClient(server, "pt, nl-BE;q=0.9, en;q=0.5");
        Assert.Contains("<html lang=\"nl\">", await page.GetAsync("/organise/sign-in"), StringComparison.Ordinal);
        Assert.Contains("Inloggen", await page.GetAsync("/organise/sign-in"), StringComparison.Ordinal);
        Assert.Contains("Anmelden", await page.GetAsync("/organise/sign-in?lang=de"), StringComparison.Ordinal);
        Assert.Contains("Anmelden", await page.GetAsync("/organise/sign-in"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stylesheet_is_kept_for_good_under_an_address_that_changes_with_it()
    {
        await using var server = await TestServer.StartAsync();
        using var page = new PageClient(server);
        var html = await page.GetAsync("/organise/sign-in");
        var start = html.IndexOf("/assets/lanyard.", StringComparison.Ordinal);
        using var style = await server.Http.GetAsync(html[start..html.IndexOf('"', start)]);
        Assert.Equal("text/css", style.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", style.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string?> CodeAsync(PageClient page, string? site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/organise/v1/events");
        request.Content = JsonContent.Create(new { name = "Fair", startsOn = "2027-03-02", endsOn = "2027-03-04", timeZone = "UTC" });
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await page.Http.SendAsync(request);
        return response.IsSuccessStatusCode ? null : (await TestServer.ReadAsync(response)).GetProperty("code").GetString();
    }
}
