using System.Net.Http.Json;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace Lanyard.Tests.Badges;

public sealed class PrintingTests
{
    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task All_a_selection_or_those_left_are_printed_in_order_with_their_codes(TestStore kind)
    {
        await using var server = await TestServer.StartShowAsync(kind);
        foreach (var (key, code, name) in ((string, string, string)[])
            [("R-1", "code-of-zoe", "Zoë"), ("R-2", "code-of-ben", "Ben"), ("R-3", "code-of-cem", "Cem"), ("R-4", "gone", "Gone")])
            await server.RegisterAsync(key, code, name);
        await TestServer.OkAsync(server.Organiser.DeleteAsync($"{server.Event}/registrants/R-4"));

        Assert.Equal(["code-of-cem"], await PrintAsync(server, new { layout = "a6", keys = (string[])["R-3"] }));
        Assert.Equal(["code-of-ben", "code-of-zoe"], await PrintAsync(server, new { layout = "a6", onlyUnprinted = true }));
        Assert.Equal(["code-of-ben", "code-of-cem", "code-of-zoe"], await PrintAsync(server, new { layout = "a6" }));
        Assert.Equal(["code-of-zoe", "code-of-ben"],
            await PrintAsync(server, new { layout = "a6", keys = (string[])["R-2", "R-1", "R-2"], orderBy = "key" }));

        var entries = await server.App.Services.GetRequiredService<IStore>().ReadAsync(data =>
            data.AuditEntries.Where(e => e.Action == "badges.printed").OrderBy(e => e.Number).ToListAsync());
        Assert.Equal(["1 badges, a6", "2 badges, a6", "3 badges, a6", "2 badges, a6"], entries.Select(e => e.Detail));
        Assert.All(entries, e => Assert.Equal((ActorKind.ApiClient, server.EventId), (e.ActorKind, e.Subject)));
    }

    [Theory]
    [InlineData("""{"layout":"a6"}""", "keys")]
    [InlineData("""{"layout":"a6","keys":[]}""", "keys")]
    [InlineData("""{"layout":"a6","keys":["R-9"]}""", "keys[0]")]
    [InlineData("""{"layout":"a6","category":"none"}""", "category")]
    [InlineData("""{"layout":"a6","startAt":2}""", "startAt")]
    [InlineData("""{"layout":"a6","orderBy":"age"}""", "orderBy")]
    [InlineData("""{"layout":"a7"}""", "layout")]
    [InlineData("""{}""", "layout")]
    public async Task What_cannot_be_printed_is_refused_with_the_field_that_is_wrong(string body, string field)
    {
        await using var server = await TestServer.StartShowAsync();
        using var response = await server.Organiser.PostAsync($"{server.Event}/badges",
            new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        Assert.Equal(400, (int)response.StatusCode);
        var problem = await TestServer.ReadAsync(response);
        Assert.Equal(field, problem.GetProperty("faults")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_preview_shows_the_first_page_and_no_badge_code()
    {
        await using var server = await TestServer.StartShowAsync();
        var empty = await PreviewAsync(server, "layout=a4-80x50&cropMarks=true");
        Assert.Equal(["A-sample-that-belongs-to-nobody-"], empty);
        await server.RegisterAsync("R-1", "code-of-ana", "Ana");
        await server.RegisterAsync("R-2", "code-of-ben", "Ben");
        Assert.Equal(["A-sample-th", "A-sample-th"], await PreviewAsync(server, "layout=a4-80x50"));
        Assert.Equal(["A-sample-th"], await PreviewAsync(server, "layout=a6&key=R-2"));
        using var refused = await server.Organiser.GetAsync($"{server.Event}/badges/preview?layout=a6&key=R-3");
        Assert.Equal(400, (int)refused.StatusCode);
    }

    private static async Task<string[]> PreviewAsync(TestServer server, string query)
    {
        var png = await server.Organiser.GetByteArrayAsync($"{server.Event}/badges/preview?{query}");
        using var bitmap = SKBitmap.Decode(png);
        Assert.NotNull(bitmap);
        return await Rendered.ReadAsync(png);
    }

    private static async Task<List<string>> PrintAsync(TestServer server, object body)
    {
        using var response = await server.Organiser.PostAsJsonAsync($"{server.Event}/badges", body);
        Assert.Equal((200, "application/pdf"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return await Rendered.CodesAsync(await response.Content.ReadAsByteArrayAsync());
    }
}
