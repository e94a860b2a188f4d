using System.Text;
using Lanyard.Server.Demo;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Demo;

public sealed class DemoShowTests
{
    [Fact]
    public async Task The_demo_has_leads_in_all_states_with_answers_and_notes()
    {
        await using var server = await TestServer.StartAsync();
        var demo = await ActivatorUtilities.CreateInstance<DemoMaker>(server.App.Services)
            .MakeAsync(server.Http.BaseAddress!.ToString(), server.Folder, TestContext.Current.CancellationToken);
        using var client = await server.SignInAsync(demo.Exhibitors[0].ClientId, demo.Exhibitors[0].ClientSecret);
        var states = new Dictionary<string, int>(StringComparer.Ordinal);
        var noteTypes = new HashSet<string>(StringComparer.Ordinal);
        var file = "";
        long from = 0;
        while (true)
        {
            var page = await OkAsync(client.GetAsync($"/connect/v1/connections?fromRevision={from}"));
            foreach (var lead in page.EnumerateArray())
            {
                from = lead.GetProperty("revision").GetInt64() + 1;
                var state = lead.GetProperty("state").GetString()!;
                states[state] = states.GetValueOrDefault(state) + 1;
                foreach (var note in lead.GetProperty("notes").EnumerateArray())
                {
                    noteTypes.Add(note.GetProperty("type").GetString()!);
                    file = note.TryGetProperty("fileURL", out var url) ? url.GetString()! : file;
                }
            }
            if (page.GetArrayLength() == 0)
                break;
        }
        Assert.True(states.Values.Sum() >= 260);
        Assert.Equal(["completed", "noAccess", "noLicense"], states.Keys.Order());
        Assert.Equal(["audio", "image", "memo"], noteTypes.Order());
        Assert.True(demo.Badges.Unscanned.Count >= 1000);
        Assert.NotEmpty(await client.GetByteArrayAsync(new Uri(file), TestContext.Current.CancellationToken));
        using var other = await server.SignInAsync(demo.Exhibitors[1].ClientId, demo.Exhibitors[1].ClientSecret);
        using var refused = await other.GetAsync(new Uri(file), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)refused.StatusCode);
    }
}
