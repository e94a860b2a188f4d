using System.Net;
using System.Net.Http.Json;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Faults;

/// <summary>What clients are told while PostgreSQL is away, whatever they ask for.</summary>
public sealed class PostgresOutageTests
{
    private const string List = "/connect/v1/connections";

    [Fact]
    public async Task While_the_database_is_away_every_request_that_needs_it_is_put_off_and_none_fails()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("lanyard-test-");
        await using var server = await StartOnAsync(folder.FullName, await cluster.CreateDatabaseAsync());
        await server.BeginShowAsync();
        var (exhibitor, clientId, secret) = await server.CreateExhibitorAsync("northlight");
        using (exhibitor)
        {
            await server.RegisterAsync("R1", "badge-1", "Doe");
            var id = (await OkAsync(exhibitor.PostAsJsonAsync(List, new { code = "badge-1" }))).GetProperty("id").GetString();
            await OkAsync(exhibitor.GetAsync(List));
            cluster.Kill();

            Func<Task<HttpResponseMessage>>[] requests =
            [
                () => exhibitor.GetAsync(List),
                () => exhibitor.GetAsync($"{List}/{id}"),
                () => exhibitor.PostAsJsonAsync(List, new { code = "badge-1" }),
                () => server.Organiser.GetAsync("/organise/v1/events"),
                () => server.Organiser.GetAsync($"{server.Event}/registrants"),
                () => server.Organiser.GetAsync($"{server.Event}/registrants/R1"),
                () => server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/R1", new { contact = new { lastName = "Roe" } }),
                () => server.Organiser.DeleteAsync($"{server.Event}/registrants/R1"),
                () => server.Organiser.GetAsync($"{server.Event}/exhibitors"),
                () => server.Organiser.GetAsync($"{server.Event}/exhibitors/northlight/licenses"),
                () => server.Organiser.GetAsync($"{server.Event}/profile-questions"),
                () => server.Http.PostAsync("/oauth2/token", Credentials(clientId, secret)),
                () => server.Http.PostAsync("/oauth2/token", Credentials("0000000000001", secret)),
            ];
            foreach (var request in requests)
            {
                using var answer = await request();
                Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable,
                    $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath}: {answer.StatusCode}");
                Assert.Equal("1", answer.Headers.RetryAfter!.ToString());
            }

            await cluster.StartServerAsync();
            await UntilAsync(async () =>
            {
                using var answer = await exhibitor.PostAsJsonAsync(List, new { code = "badge-1" });
                return answer.IsSuccessStatusCode;
            });
            Assert.Equal(1, (await OkAsync(exhibitor.GetAsync(List))).GetArrayLength());
        }
        folder.Delete(recursive: true);
    }

    private static FormUrlEncodedContent Credentials(string clientId, string secret) =>
        new([new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)]);
}
