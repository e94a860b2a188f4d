using System.Text;
using System.Text.Json;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Api;

public sealed class ImportTestsOnSqlite() : ImportTests(TestStore.Sqlite);

public sealed class ImportTestsOnPostgres() : ImportTests(TestStore.Postgres);

public abstract class ImportTests(TestStore store)
{
    [Fact]
    public async Task A_hundred_thousand_registrants_go_in_with_one_request_and_faulty_lines_are_named()
    {
        await using var server = await TestServer.StartShowAsync(store);
        var lines = new StringBuilder();
        for (var i = 1; i <= 100_000; i++)
        {
            lines.Append(i switch
            {
                500 => """{"key":"R500","contact":{"address":{"country":"XX"}}}""",
                501 => "{",
                502 => """{"key":"R502","code":"code-1"}""",
                _ => $$$"""{"key":"R{{{i}}}","code":"code-{{{i}}}","contact":{"lastName":"Name {{{i}}}"}}""",
            }).Append('\n');
        }
        var body = lines.ToString();
        var result = await ImportAsync(server, body);
        Assert.Equal(99_997, result.GetProperty("created").GetInt64());
        Assert.Equal(
            [(500, "contact.address.country"), (501, ""), (502, "code")],
            result.GetProperty("faults").EnumerateArray().Select(f => (f.GetProperty("line").GetInt32(), f.GetProperty("field").GetString()!)));
        var again = await ImportAsync(server, body);
        Assert.Equal((0, 99_997), (again.GetProperty("created").GetInt64(), again.GetProperty("unchanged").GetInt64()));
    }

    [Fact]
    public async Task A_json_array_is_taken_too_and_another_type_is_refused()
    {
        await using var server = await TestServer.StartShowAsync(store);
        using var array = new StringContent("""[{"key":"R1"},{"key":"R2","cntact":{}}]""", Encoding.UTF8, "application/json");
        var result = await OkAsync(server.Organiser.PostAsync($"{server.Event}/registrants", array));
        Assert.Equal((1, 1), (result.GetProperty("created").GetInt64(), result.GetProperty("failed").GetInt64()));
        using var csv = new StringContent("key\nR1", Encoding.UTF8, "text/csv");
        using var refused = await server.Organiser.PostAsync($"{server.Event}/registrants", csv);
        Assert.Equal(415, (int)refused.StatusCode);
    }

    private static Task<JsonElement> ImportAsync(TestServer server, string body) => OkAsync(
        server.Organiser.PostAsync($"{server.Event}/registrants", new StringContent(body, Encoding.UTF8, "application/x-ndjson")));
}
