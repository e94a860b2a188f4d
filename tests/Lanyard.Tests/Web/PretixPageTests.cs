using System.Net;
using System.Text.RegularExpressions;
using Lanyard.Tests.Registrants.Pretix;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.Web;

public sealed class PretixPageTests
{
    [Fact]
    public async Task A_pretix_is_tried_set_read_and_disconnected_and_its_token_is_on_no_page()
    {
        await using var pretix = await PretixDouble.StartAsync();
        await using var server = await TestServer.StartShowAsync(configure: b => PretixShow.Configure(b, clock: null));
        pretix.Put(1, _ => { });
        using var page = await PageClient.SignedInAsync(server);
        var home = $"/organise/events/{server.EventId}/pretix";
        var form = home + "/settings";
        Assert.Contains("Not connected to pretix", await page.GetAsync(home), StringComparison.Ordinal);

        var faulty = await page.PostAsync(form, "pretix", new() { ["Url"] = "pretix", ["Organiser"] = "a/b", ["Do"] = "save", ["Interval"] = "0" });
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        foreach (var words in new[] { "Give the https address", "Give the organiser&#x27;s short form", "Give the event&#x27;s short form", "Choose from 1 to 1440 minutes." })
            Assert.Contains(words, faulty, StringComparison.Ordinal);
        Assert.Contains("value=\"a/b\"", faulty, StringComparison.Ordinal);

        var fields = new Dictionary<string, string>
        {
            ["Url"] = pretix.Url, ["Organiser"] = "shows", ["Event"] = "expo", ["Interval"] = "60", ["Do"] = "test",
        };
        var wrong = await page.PostAsync(form, "pretix", new(fields) { ["Token"] = "wrong" });
        Assert.Contains("pretix could not be read.", wrong, StringComparison.Ordinal);
        var tried = await page.PostAsync(form, "pretix", new(fields) { ["Token"] = PretixDouble.Token });
        Assert.Contains("name=\"Products\" value=\"1\"", tried, StringComparison.Ordinal);
        Assert.DoesNotContain(PretixDouble.Token, tried, StringComparison.Ordinal);

        // What was typed for the trial counts when it is saved, at the same address alone.
        var elsewhere = await page.SendAsync(form, tried, "pretix", new(fields) { ["Url"] = "https://example.com", ["Do"] = "save" });
        Assert.Contains("Give the API token", elsewhere, StringComparison.Ordinal);
        var saved = await page.SendAsync(form, tried, "pretix", new(fields) { ["Do"] = "save" });
        Assert.Equal(home, page.Path);
        Assert.Contains("Saved. All orders are being read.", saved, StringComparison.Ordinal);
        await TestServer.UntilAsync(async () => Figure(await page.GetAsync(home), "New registrants") == "1");
        var settings = await page.GetAsync(form);
        Assert.Contains("value=\"shows\"", settings, StringComparison.Ordinal);
        Assert.DoesNotContain(PretixDouble.Token, settings, StringComparison.Ordinal);

        pretix.Put(2, _ => { });
        await page.PostAsync(home, "run");
        await TestServer.UntilAsync(async () =>
            (await TestServer.OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants"))).GetArrayLength() == 2);
        var gone = await page.PostAsync(home + "/remove", "confirm");
        Assert.Contains("Not connected to pretix", gone, StringComparison.Ordinal);
    }

    private static string Figure(string html, string label) => Regex.Match(
        html, $"figure-value\">(?<value>[^<]*)</span>\\s*<span class=\"figure-label\">{label}", RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)).Groups["value"].Value;
}
