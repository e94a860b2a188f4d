using System.Net;
using System.Net.Http.Json;
using Lanyard.Core;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Web;

/// <summary>The team, seats, links and questions of an exhibitor, as its manager changes them.</summary>
public sealed class TeamPagesTests
{
    [Fact]
    public async Task A_manager_invites_somebody_with_rights_changes_them_and_removes_the_person()
    {
        await using var server = await StartShowAsync();
        using var manager = await ExhibitorManager.JoinAsync(server);
        var team = manager.Home + "/team";
        var page = await manager.Client.PostAsync(team, "invite", new() { ["Email"] = "staff@example.com", ["Scan"] = "true", ["By"] = "link" });
        using var staff = new PageClient(server);
        await staff.PostAsync(PageClient.ValueOf(page, "link-to-copy"), "join", new() { ["Name"] = "Staff", ["Password"] = ExhibitorManager.Password });
        Assert.Equal(manager.Home, staff.Path);
        foreach (var closed in (string[])["/team", "/questions", "/questions/new", "/api-clients", "/team/link"])
        {
            await staff.GetAsync(manager.Home + closed);
            Assert.Equal(HttpStatusCode.Forbidden, staff.Status);
        }
        var people = await manager.Client.GetAsync(team);
        Assert.Contains("Scan badges", people, StringComparison.Ordinal);

        var person = people.Split("/team/people/").Skip(1).Select(p => p[..13]).First(id => people.Contains($"{id}\">Staff", StringComparison.Ordinal));
        await manager.Client.PostAsync($"{team}/people/{person}", "rights", new() { ["Manage"] = "true" });
        await staff.GetAsync(manager.Home + "/team");
        Assert.Equal(HttpStatusCode.OK, staff.Status);
        await manager.Client.PostAsync($"{team}/people/{person}/remove", "confirm", []);
        await staff.GetAsync(manager.Home);
        Assert.Equal(HttpStatusCode.NotFound, staff.Status);

        var own = people.Split("/team/people/").Skip(1).Select(p => p[..13]).First(id => id != person);
        Assert.Contains("the only manager", await manager.Client.PostAsync($"{team}/people/{own}", "rights", []), StringComparison.Ordinal);
        Assert.Contains("the only manager", await manager.Client.PostAsync($"{team}/people/{own}/remove", "confirm", []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exhibitor_that_one_does_not_work_for_is_not_there()
    {
        await using var server = await StartShowAsync();
        using var manager = await ExhibitorManager.JoinAsync(server);
        using var other = await ExhibitorManager.JoinAsync(server, "harbour");
        foreach (var page in (string[])["", "/team", "/questions", "/api-clients", "/team/people/0000000000001"])
        {
            await other.Client.GetAsync(manager.Home + page);
            Assert.Equal(HttpStatusCode.NotFound, other.Client.Status);
        }
        using var nobody = new PageClient(server);
        await nobody.GetAsync(manager.Home);
        Assert.StartsWith("/organise/sign-in", nobody.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seat_is_freed_and_given_again_and_a_link_is_shown_until_it_is_ended()
    {
        await using var server = await StartShowAsync();
        using var manager = await ExhibitorManager.JoinAsync(server);
        await server.SeatAsync(manager.Exhibitor.EventId, manager.Exhibitor.Id, "Eva <b>");
        var team = manager.Home + "/team";
        var page = await manager.Client.GetAsync(team);
        Assert.Contains("Eva &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Waits for a seat", page, StringComparison.Ordinal);
        var seat = "seat-" + page.Split("seat-")[1][..13];
        Assert.Contains("was freed", await manager.Client.PostAsync(team, seat, []), StringComparison.Ordinal);
        Assert.Contains("at the end of the order", await manager.Client.PostAsync(team, seat, []), StringComparison.Ordinal);

        await manager.Client.PostAsync(team, "new-link", []);
        var link = PageClient.ValueOf(await manager.Client.GetAsync(team), "scan-link");
        Assert.Contains("/connect/scan/join/", link, StringComparison.Ordinal);
        await manager.Client.PostAsync(team + "/link", "confirm", []);
        Assert.DoesNotContain(link, await manager.Client.GetAsync(team), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_is_made_worded_anew_moved_and_deleted_and_leads_follow()
    {
        await using var server = await StartShowAsync();
        using var manager = await ExhibitorManager.JoinAsync(server);
        var questions = manager.Home + "/questions";
        Assert.Contains("No questions yet", await manager.Client.GetAsync(questions), StringComparison.Ordinal);
        await manager.Client.PostAsync(questions, "rating", []);
        Assert.Contains("Give at least one option.", await manager.Client.PostAsync(questions + "/new", "new-question",
            new() { ["Name"] = "Interest", ["Type"] = "checkbox" }), StringComparison.Ordinal);
        var list = await manager.Client.PostAsync(questions + "/new", "new-question",
            new() { ["Name"] = "Interest", ["Type"] = "checkbox", ["Options"] = "Lenses\nMirrors" });
        Assert.True(list.IndexOf("Lead rating", StringComparison.Ordinal) < list.IndexOf("Interest", StringComparison.Ordinal));
        var id = list.Split("\">Interest")[0][^13..];
        await manager.Client.PostAsync(questions, "move-" + id, new() { ["Move"] = "up" });
        var moved = await manager.Client.GetAsync(questions);
        Assert.True(moved.IndexOf("Interest", StringComparison.Ordinal) < moved.IndexOf("Lead rating", StringComparison.Ordinal));

        var edit = await manager.Client.GetAsync($"{questions}/{id}");
        var option = edit.Split("name=\"option-")[1][..13];
        Assert.Contains("Glass", await EditAsync("Glass"), StringComparison.Ordinal);
        Assert.DoesNotContain("Lenses", await manager.Client.GetAsync($"{questions}/{id}"), StringComparison.Ordinal);
        Assert.DoesNotContain("Interest", await manager.Client.PostAsync($"{questions}/{id}/delete", "confirm", []), StringComparison.Ordinal);

        async Task<string> EditAsync(string name)
        {
            await manager.Client.PostAsync($"{questions}/{id}", "question", new() { ["Name"] = "Interest", ["option-" + option] = name, ["More"] = "Prisms" });
            return await manager.Client.GetAsync($"{questions}/{id}");
        }
    }

    [Fact]
    public async Task A_manager_makes_and_revokes_an_API_client_and_an_organiser_removes_a_manager()
    {
        await using var server = await StartShowAsync();
        using var manager = await ExhibitorManager.JoinAsync(server);
        var clients = manager.Home + "/api-clients";
        var issued = await manager.Client.PostAsync(clients, "new-client", new() { ["ClientName"] = "CRM" });
        using (await server.SignInAsync(PageClient.ValueOf(issued, "issued-id"), PageClient.ValueOf(issued, "issued-secret")))
            Assert.DoesNotContain(PageClient.ValueOf(issued, "issued-secret"), await manager.Client.GetAsync(clients), StringComparison.Ordinal);
        await manager.Client.PostAsync($"{clients}/{PageClient.ValueOf(issued, "issued-id")}/revoke", "confirm", []);
        Assert.Contains("Revoked", await manager.Client.GetAsync(clients), StringComparison.Ordinal);

        var members = $"{server.Event}/exhibitors/northlight/members";
        var one = Assert.Single((await OkAsync(server.Organiser.GetAsync(members))).EnumerateArray());
        Assert.Equal(["scan", "seeAll", "export", "manage"], one.GetProperty("rights").EnumerateArray().Select(r => r.GetString()));
        using (var removed = await server.Organiser.DeleteAsync($"{members}/{one.GetProperty("accountId").GetString()}"))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await manager.Client.GetAsync(clients);
        Assert.Equal(HttpStatusCode.NotFound, manager.Client.Status);
    }
}
