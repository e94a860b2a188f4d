using System.Net;
using System.Text.RegularExpressions;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Server.Hosting.Accounts;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Web;

/// <summary>Accounts over HTTP, as a browser without scripts uses them.</summary>
public sealed class AccountTests
{
    private const string Password = "four words nobody guesses";

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task The_set_up_link_makes_the_first_owner_once_and_then_is_gone(TestStore kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var links = server.App.Services.GetRequiredService<Invitations>();
        var path = "/organise/set-up/" + await links.SetUpOrNullAsync(default);
        using var page = new PageClient(server);
        var fields = new Dictionary<string, string>
        {
            ["Organiser"] = "Fairs Ltd", ["Name"] = "Ada", ["Email"] = "ada@example.com", ["Password"] = "password1",
        };
        Assert.Contains("one of the first that are guessed", await page.PostAsync(path, "set-up", fields), StringComparison.Ordinal);
        var events = await page.PostAsync(path, "set-up", new(fields) { ["Password"] = Password });
        Assert.Equal("/organise", page.Path);
        Assert.Contains("Fairs Ltd", events, StringComparison.Ordinal);
        await page.GetAsync(path);
        Assert.Equal(HttpStatusCode.Gone, page.Status);
        Assert.Null(await links.SetUpOrNullAsync(default));
        Assert.Contains("member.joined", await page.GetAsync("/organise/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_up_link_ends_after_an_hour()
    {
        var clock = new TestClock();
        await using var server = await TestServer.StartAsync(configure: With(clock));
        var path = "/organise/set-up/" + await server.App.Services.GetRequiredService<Invitations>().SetUpOrNullAsync(default);
        clock.Now += TimeSpan.FromMinutes(61);
        using var page = new PageClient(server);
        await page.GetAsync(path);
        Assert.Equal(HttpStatusCode.Gone, page.Status);
    }

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task An_invited_colleague_joins_with_the_role_and_loses_the_session_when_removed(TestStore kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        using var owner = await PageClient.SignedInAsync(server);
        var html = await owner.PostAsync("/organise/members", "invite", new() { ["Email"] = "bo@example.com", ["InvitedRole"] = "Staff" });
        var link = Regex.Match(html, "value=\"(?<link>http[^\"]*/organise/join/[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["link"].Value;
        using var colleague = new PageClient(server);
        await colleague.PostAsync(new Uri(link).AbsolutePath, "join", new() { ["Name"] = "Bo", ["Password"] = Password });
        Assert.Equal("/organise", colleague.Path);
        await colleague.GetAsync("/organise/members");
        Assert.Equal(HttpStatusCode.Forbidden, colleague.Status);

        var bo = await AccountAsync(server, "bo@example.com");
        await owner.PostAsync($"/organise/members/{Lanyard.Core.ShortId.Format(bo.Id)}/remove", "confirm");
        Assert.Equal("/organise/members", owner.Path);
        await colleague.GetAsync("/organise");
        Assert.StartsWith("/organise/sign-in", colleague.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_owner_can_neither_be_removed_nor_made_something_else()
    {
        await using var server = await TestServer.StartAsync();
        using var owner = await PageClient.SignedInAsync(server);
        var html = await owner.GetAsync("/organise/members");
        var id = Regex.Match(html, "members/(?<id>[0-9a-z]{13})/remove", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["id"].Value;
        Assert.Contains("last owner", await owner.PostAsync($"/organise/members/{id}/remove", "confirm"), StringComparison.Ordinal);
        Assert.Contains("last owner", await owner.PostAsync("/organise/members", $"role-{id}", new() { ["Role"] = "Staff" }), StringComparison.Ordinal);
        await owner.GetAsync("/organise/members");
        Assert.Equal(HttpStatusCode.OK, owner.Status);
    }

    [Fact]
    public async Task A_one_time_code_opens_once_and_so_does_a_recovery_code()
    {
        var clock = new TestClock();
        await using var server = await TestServer.StartAsync(configure: With(clock));
        var (email, password) = await PageClient.AddMemberAsync(server, OrganiserRole.Owner);
        using var page = new PageClient(server);
        await SignInAsync(page, email, password);
        var setUp = await page.GetAsync("/organise/account/second-factor");
        var key = Regex.Match(setUp, "<code>(?<key>[A-Z2-7 ]{20,})</code>", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal);
        var code = OneTimeCodes.CodeAt(key, clock.GetUtcNow());
        var wrong = await page.SendAsync("/organise/account/second-factor", setUp, "enable", new() { ["Code"] = "000000", ["Password"] = password });
        Assert.Contains("The code is wrong", wrong, StringComparison.Ordinal);
        var codes = await page.SendAsync("/organise/account/second-factor", wrong, "enable", new() { ["Code"] = code, ["Password"] = password });
        var recovery = Regex.Matches(codes, "<li>(?<code>[A-Z0-9]{5}-[A-Z0-9]{5})</li>", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.Equal(10, recovery.Count);

        using var phone = new PageClient(server);
        await SignInAsync(phone, email, password);
        Assert.Equal("/organise/sign-in/code", phone.Path);
        await phone.PostAsync("/organise/sign-in/code", "code", new() { ["Code"] = code });
        Assert.Equal(HttpStatusCode.BadRequest, phone.Status);
        clock.Now += TimeSpan.FromSeconds(30);
        await phone.PostAsync("/organise/sign-in/code", "code", new() { ["Code"] = OneTimeCodes.CodeAt(key, clock.GetUtcNow()) });
        Assert.Equal("/organise", phone.Path);

        foreach (var expected in (string[])["/organise", "/organise/sign-in/code"])
        {
            using var other = new PageClient(server);
            await SignInAsync(other, email, password);
            await other.PostAsync("/organise/sign-in/code", "code", new() { ["Code"] = recovery[0].Groups["code"].Value.ToLowerInvariant() });
            Assert.Equal(expected, other.Path);
        }
    }

    [Fact]
    public async Task A_new_password_ends_all_other_sessions_and_asks_for_the_old_one()
    {
        await using var server = await TestServer.StartAsync();
        var (email, password) = await PageClient.AddMemberAsync(server, OrganiserRole.Staff);
        using var here = new PageClient(server);
        using var there = new PageClient(server);
        await SignInAsync(here, email, password);
        await SignInAsync(there, email, password);
        await here.PostAsync("/organise/account", "password", new() { ["OldPassword"] = "wrong", ["NewPassword"] = Password });
        Assert.Equal(HttpStatusCode.BadRequest, here.Status);
        await here.PostAsync("/organise/account", "password", new() { ["OldPassword"] = password, ["NewPassword"] = Password });
        await here.GetAsync("/organise");
        Assert.Equal("/organise", here.Path);
        await there.GetAsync("/organise");
        Assert.StartsWith("/organise/sign-in", there.Path, StringComparison.Ordinal);
        await SignInAsync(there, email, Password);
        Assert.Equal("/organise", there.Path);
    }

    [Fact]
    public async Task Guessing_makes_strangers_wait_and_never_a_browser_in_which_the_owner_signed_in()
    {
        await using var server = await TestServer.StartAsync(configure: With(new TestClock()));
        var (email, password) = await PageClient.AddMemberAsync(server, OrganiserRole.Owner);
        using var known = new PageClient(server);
        await SignInAsync(known, email, password);
        using var stranger = new PageClient(server);
        for (var i = 0; i < 10; i++)
            Assert.Contains("E-mail address or password is wrong", await SignInAsync(stranger, email, "guess " + i), StringComparison.Ordinal);
        await SignInAsync(stranger, email, password);
        Assert.Equal(HttpStatusCode.TooManyRequests, stranger.Status);
        var home = await known.GetAsync("/organise");
        await known.SendAsync("/organise/sign-out", home, "/organise/sign-out");
        await SignInAsync(known, email, password);
        Assert.Equal("/organise", known.Path);
    }

    [Fact]
    public async Task An_unknown_address_reads_the_same_as_a_wrong_password()
    {
        await using var server = await TestServer.StartAsync();
        var (email, _) = await PageClient.AddMemberAsync(server, OrganiserRole.Owner);
        using var page = new PageClient(server);
        var (wrong, unknown) = (await SignInAsync(page, email, "wrong"), await SignInAsync(page, "nobody@example.com", "wrong"));
        Assert.Equal(Bare(wrong, email), Bare(unknown, "nobody@example.com"));
    }

    [Fact]
    public async Task A_link_for_a_new_password_works_once()
    {
        await using var server = await TestServer.StartAsync();
        using var owner = await PageClient.SignedInAsync(server);
        var (email, _) = await PageClient.AddMemberAsync(server, OrganiserRole.Staff);
        var id = Lanyard.Core.ShortId.Format((await AccountAsync(server, email)).Id);
        var html = await owner.PostAsync("/organise/members", $"password-{id}");
        var path = new Uri(Regex.Match(html, "value=\"(?<link>http[^\"]*/organise/password/[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["link"].Value).AbsolutePath;
        using var page = new PageClient(server);
        await page.PostAsync(path, "set-password", new() { ["Password"] = Password });
        Assert.Equal("/organise/sign-in", page.Path);
        await SignInAsync(page, email, Password);
        Assert.Equal("/organise", page.Path);
        await page.GetAsync(path);
        Assert.Equal(HttpStatusCode.Gone, page.Status);
    }

    [Fact]
    public async Task The_audit_page_says_when_an_entry_was_tampered_with()
    {
        await using var server = await TestServer.StartAsync();
        using var owner = await PageClient.SignedInAsync(server);
        Assert.Contains("are as they were written", await owner.GetAsync("/organise/audit"), StringComparison.Ordinal);
        await server.App.Services.GetRequiredService<IStore>().WriteAsync(data =>
            data.AuditEntries.ExecuteUpdateAsync(set => set.SetProperty(e => e.Detail, "Something else")), default);
        Assert.Contains("The log was tampered with", await owner.GetAsync("/organise/audit"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password123!")]
    [InlineData("P@ssw0rd2024")]
    [InlineData("12345678")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("qwertyuiop")]
    [InlineData("Liverpool1")]
    public async Task A_password_that_is_guessed_first_is_refused(string password) =>
        Assert.False((await new CommonPasswords().ValidateAsync(null!, Someone(), password)).Succeeded);

    [Theory]
    [InlineData("four words nobody guesses")]
    [InlineData("Rt7pLw2q")]
    [InlineData("grünes fahrrad am see")]
    public async Task Any_other_password_is_taken_whatever_it_is_made_of(string password) =>
        Assert.True((await new CommonPasswords().ValidateAsync(null!, Someone(), password)).Succeeded);

    private static Account Someone() => new()
    {
        Email = "ada@example.com", NormalizedEmail = "ADA@EXAMPLE.COM", Name = "Ada", CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static Action<WebApplicationBuilder> With(TestClock clock) => builder => builder.Services.AddSingleton<TimeProvider>(clock);

    private static Task<string> SignInAsync(PageClient page, string email, string password) =>
        page.PostAsync("/organise/sign-in", "sign-in", new() { ["Email"] = email, ["Password"] = password });

    private static Task<Account> AccountAsync(TestServer server, string email) =>
        server.App.Services.GetRequiredService<IStore>().ReadAsync(data => data.Accounts.SingleAsync(a => a.Email == email));

    private static string Bare(string html, string email) => Regex.Replace(
        html.Replace(email, "", StringComparison.Ordinal), "(?:value|nonce)=\"[A-Za-z0-9+/=_&#;-]{20,}\"", "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
