using System.Net;
using System.Text.RegularExpressions;
using Lanyard.Tests.Support;
using Lanyard.Tests.Webhooks;
using Microsoft.AspNetCore.Builder;

namespace Lanyard.Tests.Web;

/// <summary>Webhooks as their exhibitor's manager sees them.</summary>
public sealed class WebhookPageTests
{
    [Fact]
    public async Task A_manager_adds_tests_and_removes_a_webhook_and_nobody_elses_is_there()
    {
        await using var server = await TestServer.StartShowAsync(
            configure: builder => builder.Configuration["Webhooks:AllowPrivate"] = "true");
        await using var receiver = await Receiver.StartAsync();
        using var owner = await PageClient.SignedInAsync(server);
        using var manager = new PageClient(server);
        using var stranger = new PageClient(server);
        var own = await JoinAsync(server, owner, manager, "Northlight");
        var others = await JoinAsync(server, owner, stranger, "Ardent");

        Assert.Contains("No webhooks yet", await manager.GetAsync(own), StringComparison.Ordinal);
        Assert.Contains("Give an address such as", await manager.PostAsync(own + "/new", "new-webhook", new() { ["Url"] = "nowhere" }),
            StringComparison.Ordinal);
        var made = await manager.PostAsync(own + "/new", "new-webhook", new() { ["Url"] = receiver.Url });
        var secret = Regex.Match(made, "id=\"webhook-secret\"[^>]*value=\"(?<secret>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Groups["secret"].Value;
        var id = Regex.Match(await manager.GetAsync(own), own + "/(?<id>[0-9a-z]{13})\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Groups["id"].Value;
        var page = $"{own}/{id}";
        Assert.DoesNotContain(WebUtility.HtmlDecode(secret), WebUtility.HtmlDecode(await manager.GetAsync(page)), StringComparison.Ordinal);

        Assert.Contains("your server answered 200", await manager.PostAsync(page, "test"), StringComparison.Ordinal);
        Assert.True(receiver.All.Single().IsSignedBy(WebUtility.HtmlDecode(secret), TimeProvider.System.GetUtcNow()));
        receiver.Answer(503);
        Assert.Contains("The receiver answered 503.", await manager.PostAsync(page, "test"), StringComparison.Ordinal);
        manager.Http.DefaultRequestHeaders.Remove("Accept-Language");
        manager.Http.DefaultRequestHeaders.Add("Accept-Language", "de");
        Assert.Contains("Der Empfänger hat mit 503 geantwortet.", WebUtility.HtmlDecode(await manager.GetAsync(page)), StringComparison.Ordinal);
        manager.Http.DefaultRequestHeaders.Remove("Accept-Language");
        manager.Http.DefaultRequestHeaders.Add("Accept-Language", "en");
        Assert.Contains("Switched off by Manager.", await manager.PostAsync(page, "disable"), StringComparison.Ordinal);
        Assert.Contains("Working", await manager.PostAsync(page, "enable"), StringComparison.Ordinal);
        Assert.Contains("whsec_", await manager.PostAsync(page, "secret"), StringComparison.Ordinal);
        await manager.PostAsync(page + "/send-again", "confirm");
        Assert.Equal(page, manager.Path);

        foreach (var (client, path) in (IEnumerable<(PageClient, string)>)
            [(stranger, page), (stranger, $"{others}/{id}"), (stranger, $"{others}/{id}/remove"), (owner, page)])
        {
            await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, client.Status);
        }
        await manager.PostAsync(page + "/remove", "confirm");
        Assert.Equal(own, manager.Path);
        Assert.Contains("No webhooks yet", await manager.GetAsync(own), StringComparison.Ordinal);
    }

    /// <returns>The address of the exhibitor's webhooks.</returns>
    private static async Task<string> JoinAsync(TestServer server, PageClient owner, PageClient manager, string exhibitor)
    {
        await owner.PostAsync($"/organise/events/{server.EventId}/exhibitors/new", "exhibitor", new() { ["Name"] = exhibitor, ["Key"] = "" });
        var path = owner.Path;
        var html = await owner.PostAsync(path, "invite", new() { ["Email"] = exhibitor + "@example.com", ["By"] = "link" });
        var link = Regex.Match(html, "id=\"link-to-copy\"[^>]*value=\"(?<link>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Groups["link"].Value;
        await manager.PostAsync(new Uri(link).AbsolutePath, "join", new() { ["Name"] = "Manager", ["Password"] = "correct horse battery staple" });
        return $"/connect/exhibitors/{server.EventId}/{path[^13..]}/webhooks";
    }
}
