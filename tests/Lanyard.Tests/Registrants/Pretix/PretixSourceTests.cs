using System.Net.Http.Json;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Registrants.Pretix;

public sealed class PretixSourceTests
{
    [Fact]
    public async Task A_source_that_is_set_is_read_at_once_and_again_on_request_and_its_token_is_never_told()
    {
        await using var pretix = await PretixDouble.StartAsync();
        using var logs = new LogLines();
        await using var server = await TestServer.StartShowAsync(configure: b =>
        {
            PretixShow.Configure(b, clock: null);
            b.Logging.AddProvider(logs);
        });
        pretix.Put(1, _ => { });
        var path = $"{server.Event}/pretix";
        var settings = new { url = pretix.Url, organiser = "shows", @event = "expo", token = PretixDouble.Token };
        var set = await OkAsync(server.Organiser.PutAsJsonAsync(path, settings));
        await UntilAsync(async () => await CountAsync(server) == 1);
        pretix.Put(2, _ => { });
        using (var accepted = await server.Organiser.PostAsync($"{path}/run", null))
            Assert.Equal(202, (int)accepted.StatusCode);
        await UntilAsync(async () => await CountAsync(server) == 2);
        Assert.DoesNotContain(PretixDouble.Token, set.GetRawText(), StringComparison.Ordinal);

        // Without a token the one that is there is kept, but it goes to no other server.
        await OkAsync(server.Organiser.PutAsJsonAsync(path, new { url = pretix.Url, organiser = "shows", @event = "expo", intervalMinutes = 60 }));
        foreach (var call in new[] { server.Organiser.PutAsJsonAsync(path, Elsewhere()), server.Organiser.PostAsJsonAsync($"{path}/test", Elsewhere()) })
        {
            using var refused = await call;
            Assert.Equal(400, (int)refused.StatusCode);
            Assert.Equal("token", (await ReadAsync(refused)).GetProperty("faults")[0].GetProperty("field").GetString());
        }
        var stored = await server.App.Services.GetRequiredService<IStore>().ReadAsync(data => data.PretixSources.SingleAsync());
        Assert.DoesNotContain(PretixDouble.Token, stored.Settings + System.Text.Encoding.Latin1.GetString(stored.Token), StringComparison.Ordinal);
        await OkAsync(server.Organiser.DeleteAsync(path));
        using (var gone = await server.Organiser.GetAsync(path))
            Assert.Equal(404, (int)gone.StatusCode);
        Assert.Equal(2, await CountAsync(server));
        Assert.DoesNotContain(logs.All, l => l.Contains(PretixDouble.Token, StringComparison.Ordinal)
            || l.Contains("Person 1", StringComparison.Ordinal) || l.Contains("secret-of", StringComparison.Ordinal));
        var actions = await server.App.Services.GetRequiredService<IStore>().ReadAsync(data =>
            data.AuditEntries.OrderBy(e => e.Number).Select(e => e.Action).ToListAsync());
        Assert.Equal(["pretix.set", "pretix.set", "pretix.removed"], actions.Where(a => a.StartsWith("pretix", StringComparison.Ordinal)));

        static object Elsewhere() => new { url = "http://127.0.0.1:9", organiser = "shows", @event = "expo" };
    }

    [Fact]
    public async Task Trying_a_source_tells_what_there_is_and_in_words_what_is_wrong()
    {
        await using var show = await PretixShow.StartAsync();
        show.Pretix.Put(1, _ => { });
        var good = await TryAsync(show, null);
        Assert.Null(good.GetProperty("fault").GetString());
        Assert.Equal(("Expo", 1), (good.GetProperty("eventName").GetString(), good.GetProperty("orders").GetInt32()));
        Assert.Equal(["Ticket", "T-shirt"], good.GetProperty("products").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(3, good.GetProperty("questions").GetArrayLength());

        Assert.Contains("does not know the API token", await FaultAsync(show, new { token = "wrong" }), StringComparison.Ordinal);
        Assert.Contains("not one of other's, but of shows", await FaultAsync(show, new { organiser = "other" }), StringComparison.Ordinal);
        Assert.Contains("does not show the event of shows/nothing", await FaultAsync(show, new { @event = "nothing" }), StringComparison.Ordinal);
        Assert.Contains("no product 9", await FaultAsync(show, new { products = new[] { 9 } }), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1 cannot be reached", await FaultAsync(show, new { url = "http://127.0.0.1:9" }), StringComparison.Ordinal);
        Assert.Contains("There is no server named nothing.invalid", await FaultAsync(show, new { url = "https://nothing.invalid" }), StringComparison.Ordinal);
        Assert.Contains("cannot be trusted", await FaultAsync(show, new { url = show.Pretix.Url.Replace("http:", "https:", StringComparison.Ordinal) }), StringComparison.Ordinal);
        // Not pretix at all, but this server itself.
        Assert.Contains("does not show the list of organisers", await FaultAsync(show, new { url = show.Server.Http.BaseAddress!.ToString() }), StringComparison.Ordinal);
        show.Pretix.MayViewOrders = false;
        Assert.Contains("permission to view orders", await FaultAsync(show, null), StringComparison.Ordinal);
        show.Pretix.MayViewOrders = true;
        show.Pretix.BeforePage = (_, context) =>
        {
            context.Response.Headers.ContentType = "text/html";
            return true;
        };
        Assert.Contains("not with the orders as pretix does", await FaultAsync(show, null), StringComparison.Ordinal);
        Assert.Empty(await show.RegistrantsAsync());
    }

    [Theory]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://localhost")]
    [InlineData("https://[::1]")]
    [InlineData("https://169.254.169.254")]
    public async Task A_network_that_is_not_public_is_refused_while_connecting_unless_the_operator_allows_it(string url)
    {
        await using var server = await TestServer.StartShowAsync();
        var trial = await OkAsync(server.Organiser.PostAsJsonAsync($"{server.Event}/pretix/test",
            new { url, organiser = "shows", @event = "expo", token = "abc" }));
        Assert.Contains("in a network that is not public", trial.GetProperty("fault").GetString(), StringComparison.Ordinal);
        using var plain = await server.Organiser.PostAsJsonAsync($"{server.Event}/pretix/test",
            new { url = "http://example.com", organiser = "../x", @event = "", token = "a b", intervalMinutes = 0 });
        Assert.Equal(400, (int)plain.StatusCode);
        Assert.Equal(["url", "organiser", "event", "token", "intervalMinutes"],
            (await ReadAsync(plain)).GetProperty("faults").EnumerateArray().Select(f => f.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_badge_code_that_is_anothers_is_told_by_order_and_the_others_go_in()
    {
        await using var show = await PretixShow.StartAsync();
        await show.Server.RegisterAsync("R1", "secret-of-10", "Doe");
        show.Pretix.Put(1, _ => { });
        show.Pretix.Put(2, _ => { });
        await show.SetAsync();
        var status = await show.RunAsync();
        Assert.Equal((1, 1), (status.GetProperty("created").GetInt32(), status.GetProperty("failed").GetInt32()));
        Assert.Equal("O0001-1: code is the badge code of another registrant of this event", status.GetProperty("faults")[0].GetString());
        // The other gives its code up: at the latest a day later, when everything is read again, the person is in.
        await OkAsync(show.Server.Organiser.DeleteAsync($"{show.Server.Event}/registrants/R1"));
        show.Clock.Now += TimeSpan.FromDays(1);
        show.Pretix.Now += TimeSpan.FromDays(1);
        Assert.Equal(1, (await show.RunAsync()).GetProperty("created").GetInt32());
        // Who was erased here is not brought back.
        await OkAsync(show.Server.Organiser.DeleteAsync($"{show.Server.Event}/registrants/pretix-20"));
        show.Pretix.Put(2, o => o["email"] = "new@example.com");
        Assert.Equal(0, (await show.RunAsync()).GetProperty("failed").GetInt32());
    }

    private static Task<JsonElement> TryAsync(PretixShow show, object? more) =>
        OkAsync(show.Server.Organiser.PostAsJsonAsync($"{show.Server.Event}/pretix/test", show.Settings(more)));

    private static async Task<string> FaultAsync(PretixShow show, object? more) =>
        (await TryAsync(show, more)).GetProperty("fault").GetString() ?? "";

    private static async Task<int> CountAsync(TestServer server) =>
        (await OkAsync(server.Organiser.GetAsync($"{server.Event}/registrants"))).GetArrayLength();
}
