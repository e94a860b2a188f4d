using Lanyard.Core.Data;
using Lanyard.Server.Demo;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Demo;

public sealed class ShowMakerTests
{
    private static readonly ShowSize Size = new(Registrants: 400, Exhibitors: 7, Connections: 1_750);

    [Fact]
    public async Task A_show_has_the_size_asked_for_and_is_read_page_by_page()
    {
        await using var server = await TestServer.StartAsync();
        var show = await MakeAsync(server);

        Assert.Equal(Size.Registrants, show.Badges.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Size.Exhibitors, show.Exhibitors.Count);
        Assert.Equal(Size.Registrants, await CountAsync(server, data => data.Registrants));
        Assert.Equal(Size.Exhibitors, await CountAsync(server, data => data.Exhibitors));
        Assert.Equal(Size.Connections, await CountAsync(server, data => data.Connections));
        Assert.Equal(Size.Connections, await CountAsync(server, data => data.Scans));
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var exhibitor in show.Exhibitors)
        {
            var revisions = await ReadAllAsync(server, exhibitor, ids);
            Assert.Equal(Size.Connections / Size.Exhibitors, revisions.Count);
            Assert.Equal(revisions.Distinct().Order(), revisions);
        }
        Assert.Equal(Size.Connections, ids.Count);
    }

    [Fact]
    public async Task A_scan_after_filling_is_a_new_connection_or_the_one_that_was_made()
    {
        await using var server = await TestServer.StartAsync();
        var show = await MakeAsync(server);
        using var client = await server.SignInAsync(show.Exhibitors[0].ClientId, show.Exhibitors[0].ClientSecret);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var before = await ReadAllAsync(server, show.Exhibitors[0], ids);
        foreach (var badge in show.Badges)
        {
            var connection = await OkAsync(client.PostAsync("/connect/v1/connections",
                new StringContent($$"""{"code":"{{badge}}"}""", System.Text.Encoding.UTF8, "application/json")));
            ids.Add(connection.GetProperty("id").GetString()!);
        }
        var after = await ReadAllAsync(server, show.Exhibitors[0], ids);
        Assert.Equal(Size.Registrants, ids.Count);
        Assert.Equal(Size.Registrants, after.Count);
        Assert.Equal(before, after.Take(before.Count));
    }

    [Fact]
    public async Task A_store_with_connections_is_refused_and_stays_as_it_is()
    {
        await using var server = await TestServer.StartAsync();
        await MakeAsync(server);
        var fault = await Assert.ThrowsAsync<StoreException>(() => MakeAsync(server));
        Assert.Contains("connections already", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Size.Connections, await CountAsync(server, data => data.Connections));
        Assert.Equal(1, await CountAsync(server, data => data.Events));
    }

    private static Task<int> CountAsync<T>(TestServer server, Func<LanyardDbContext, IQueryable<T>> rows) =>
        server.App.Services.GetRequiredService<IStore>()
            .ReadAsync(data => rows(data).CountAsync(TestContext.Current.CancellationToken));

    [Fact]
    public void More_connections_than_pairs_cannot_be_made()
    {
        Assert.Null(new ShowSize(10, 10, 100).FaultOrNull());
        Assert.NotNull(new ShowSize(10, 10, 101).FaultOrNull());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 3)]
    [InlineData(64, 64)]
    [InlineData(97, 12)]
    public void Nobody_meets_anyone_twice(int registrants, int exhibitors)
    {
        var meetings = new ShowSize(registrants, exhibitors, (long)registrants * exhibitors).Meetings().ToList();
        Assert.Equal(meetings.Count, meetings.Distinct().Count());
        Assert.Equal(registrants * exhibitors, meetings.Count);
    }

    private static Task<ShowFile> MakeAsync(TestServer server) =>
        ActivatorUtilities.CreateInstance<ShowMaker>(server.App.Services)
        .MakeAsync(Size, new ProgressLine(TextWriter.Null, isTerminal: false), TestContext.Current.CancellationToken);

    private static async Task<List<long>> ReadAllAsync(TestServer server, ShowClient exhibitor, HashSet<string> ids)
    {
        using var client = await server.SignInAsync(exhibitor.ClientId, exhibitor.ClientSecret);
        var revisions = new List<long>();
        while (true)
        {
            var page = await OkAsync(client.GetAsync(
                $"/connect/v1/connections?fromRevision={(revisions.Count == 0 ? 0 : revisions[^1] + 1)}"));
            foreach (var connection in page.EnumerateArray())
            {
                revisions.Add(connection.GetProperty("revision").GetInt64());
                ids.Add(connection.GetProperty("id").GetString()!);
            }
            if (page.GetArrayLength() < 100)
                return revisions;
        }
    }
}
