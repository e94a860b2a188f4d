using System.Net.Http.Json;
using System.Text;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Hosting;

public sealed class LogTests
{
    private const string List = "/connect/v1/connections";

    /// <summary>Every logger at its most talkative: what is safe there is safe at every level.</summary>
    [Fact]
    public async Task No_log_line_holds_a_secret_a_token_a_badge_code_or_personal_data()
    {
        using var lines = new LogLines();
        var clock = new TestClock();
        await using var server = await StartShowAsync(configure: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Logging.ClearProviders().AddProvider(lines).AddFilter<LogLines>(category: null, LogLevel.Trace);
        });
        var (client, id, secret) = await server.CreateExhibitorAsync("northlight");
        using var signedIn = client;
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;

        await PostAsync(
            server.Http,
            "/oauth2/token",
            $"grant_type=client_credentials&client_id={id}&client_secret=canary-guess",
            "application/x-www-form-urlencoded"
        );
        await PostAsync(
            server.Http,
            "/oauth2/introspect",
            $"token={token}&client_id={id}&client_secret={secret}",
            "application/x-www-form-urlencoded"
        );
        var people = """
            {"key":"R1","code":"canary-badge-1","contact":{"lastName":"Canary-Doe","email":"canary-doe@example.com","address":{"country":"GB"}}}
            {"key":"R2","code":"canary-badge-2","contact":{"lastName":"Canary-Roe","email":"canary-roe"}}
            {"key":"R3","code":"canary-badge-3",
            """;
        await PostAsync(server.Organiser, $"{server.Event}/registrants", people, "application/x-ndjson");
        await PostAsync(client, List, """{"code":"canary-badge-1"}""", "application/json");
        await PostAsync(client, List, """{"code":"canary-badge-unknown"}""", "application/json");
        await PostAsync(client, List, """{"code":"canary-badge-broken" """, "application/json");
        await PostAsync(
            client,
            List + "/batch",
            """{"scans":[{"code":"canary-badge-1"},{"code":"canary-badge-unknown"}]}""",
            "application/json"
        );
        await OkAsync(client.GetAsync(List));
        clock.IsBroken = true;
        await PostAsync(client, List, """{"code":"canary-badge-1"}""", "application/json");
        clock.IsBroken = false;
        await OkAsync(server.Organiser.DeleteAsync($"{server.Event}/registrants/R1"));

        Assert.Contains(lines.All, line => line.Contains("A POST request failed", StringComparison.Ordinal));
        string[] canaries =
        [
            "canary-guess",
            "canary-badge",
            "Canary-Doe",
            "canary-doe",
            "Canary-Roe",
            "canary-roe",
            secret,
            secret[^20..],
            token,
        ];
        foreach (var canary in canaries)
            Assert.DoesNotContain(lines.All, line => line.Contains(canary, StringComparison.Ordinal));
    }

    private static async Task PostAsync(HttpClient client, string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await client.PostAsync(path, content);
    }
}
