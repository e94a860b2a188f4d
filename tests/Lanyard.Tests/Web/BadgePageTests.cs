using System.Net;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Lanyard.Tests.Badges;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Web;

public sealed class BadgePageTests
{
    [Fact]
    public async Task The_page_prints_as_many_badges_as_it_says_and_none_of_who_has_no_badge_code()
    {
        await using var server = await TestServer.StartShowAsync();
        foreach (var (key, code, name) in ((string, string, string)[])
            [("R-1", "code-of-zoe", "Zoë"), ("R-2", "code-of-ben", "Ben"), ("R-3", "code-of-cem", "Cem"), ("R-4", "withdrawn", "Gone")])
            await server.RegisterAsync(key, code, name);
        Assert.True(ShortId.TryParse(server.EventId, out var eventId));
        await server.App.Services.GetRequiredService<BadgeWithdrawal>().WithdrawAsync(eventId, ["R-4"], default);
        using var page = await PageClient.SignedInAsync(server);
        var badges = $"/organise/events/{server.EventId}/badges";

        Assert.Equal(["code-of-cem"], await PrintAsync(page, badges, "?key=R-3&layout=a6", 1));
        Assert.Equal(["code-of-ben", "code-of-zoe"], await PrintAsync(page, badges, "?which=unprinted&layout=a4-80x50&startAt=10&cropMarks=true", 2));
        Assert.Equal(["code-of-zoe"], await PrintAsync(page, badges, "?q=zoe&layout=card", 1));
        Assert.Equal(["code-of-ben", "code-of-cem", "code-of-zoe"], await PrintAsync(page, badges, "", 3));

        Assert.Contains("All badges were printed before.", await page.GetAsync($"{badges}?which=unprinted"), StringComparison.Ordinal);
        Assert.Contains("There is no registrant with this id", await page.GetAsync($"{badges}?key=R-4"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("A page has 1 places", await page.GetAsync($"{badges}?layout=a6&startAt=2"), StringComparison.Ordinal);
        var entries = await server.App.Services.GetRequiredService<IStore>().ReadAsync(data =>
            data.AuditEntries.Where(e => e.Action == "badges.printed").OrderBy(e => e.Number).ToListAsync());
        Assert.Equal(["1 badges, a6", "2 badges, a4-80x50", "1 badges, card", "3 badges, a4-a6"], entries.Select(e => e.Detail));
        Assert.All(entries, e => Assert.Equal(ActorKind.Account, e.ActorKind));
    }

    private static async Task<IEnumerable<string>> PrintAsync(PageClient page, string badges, string query, int count)
    {
        var html = await page.GetAsync(badges + query);
        Assert.Contains($"Badges to be printed: {count}<", html, StringComparison.Ordinal);
        var preview = WebUtility.HtmlDecode(html[(html.IndexOf("<img class=\"badge-preview\" src=\"", StringComparison.Ordinal) + 32)..]);
        var png = await page.Http.GetByteArrayAsync(preview[..preview.IndexOf('"', StringComparison.Ordinal)]);
        Assert.DoesNotContain(await Rendered.ReadAsync(png), c => c.StartsWith("code-of", StringComparison.Ordinal));
        using var form = new FormUrlEncodedContent(Forms.Hidden(html, badges + "/print"));
        using var response = await page.Http.PostAsync(badges + "/print", form);
        Assert.Equal("application/pdf", response.Content.Headers.ContentType?.MediaType);
        return (await Rendered.CodesAsync(await response.Content.ReadAsByteArrayAsync())).Order(StringComparer.Ordinal);
    }
}
