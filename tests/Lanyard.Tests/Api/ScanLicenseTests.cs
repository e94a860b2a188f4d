using System.Net.Http.Json;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Api;

public sealed class ScanLicenseTestsOnSqlite() : ScanLicenseTests(TestStore.Sqlite);

public sealed class ScanLicenseTestsOnPostgres() : ScanLicenseTests(TestStore.Postgres);

public abstract class ScanLicenseTests(TestStore store)
{
    [Fact]
    public async Task Leads_scanned_in_Connect_without_a_seat_open_with_the_same_id_when_a_license_is_granted()
    {
        await using var server = await TestServer.StartShowAsync(store);
        var (client, _, _) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        await server.RegisterAsync("R1", "badge-1", "Doe");
        var exhibitors = await OkAsync(server.Organiser.GetAsync($"{server.Event}/exhibitors"));
        Assert.True(ShortId.TryParse(server.EventId, out var eventId));
        Assert.True(ShortId.TryParse(exhibitors[0].GetProperty("id").GetString(), out var exhibitorId));
        await server.SeatAsync(eventId, exhibitorId, "Eva");
        var result = await server.App.Services.GetRequiredService<Scanning>()
            .ScanAsync(new(eventId, exhibitorId), "badge-1", 1_700_000_000, "Eva", ScanOrigin.Connect);
        Assert.Equal(ConnectionState.NoLicense, result.Connection.State);

        var closed = (await OkAsync(client.GetAsync("/connect/v1/connections")))[0];
        Assert.Equal(("noLicense", "Eva"), (closed.GetProperty("state").GetString(), closed.GetProperty("scanInfo").GetString()));
        Assert.DoesNotContain("Doe", closed.GetRawText(), StringComparison.Ordinal);

        await OkAsync(server.Organiser.PostAsJsonAsync($"{server.Event}/exhibitors/northlight/licenses", new { kind = "scan", seats = 1 }));
        var opened = (await OkAsync(client.GetAsync($"/connect/v1/connections?fromRevision={closed.GetProperty("revision").GetInt64() + 1}")))[0];
        Assert.Equal("completed", opened.GetProperty("state").GetString());
        Assert.Equal(closed.GetProperty("id").GetString(), opened.GetProperty("id").GetString());
        Assert.Equal("Doe", opened.GetProperty("contact").GetProperty("lastName").GetString());
    }
}
