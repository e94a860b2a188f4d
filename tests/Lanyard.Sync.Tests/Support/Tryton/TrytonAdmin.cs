using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Lanyard.Sync.Tests.Support.Tryton;

/// <summary>Tryton asked directly, by a client that shares nothing with the one that is tested.</summary>
internal sealed class TrytonAdmin(HttpClient http, Uri server, string database)
{
    private string? _session;

    public static StringContent Body(string method, JsonArray arguments) => new(
        new JsonObject { ["id"] = 1, ["method"] = method, ["params"] = arguments }.ToJsonString(
            ), Encoding.UTF8, "application/json");

    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] arguments)
    {
        if (_session is null)
        {
            var session = await SendAsync(
                "common.db.login", [TrytonServer.Login, new JsonObject { ["password"] = TrytonServer.Password }]);
            _session = Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{TrytonServer.Login}:{session![0]}:{session[1]}"));
        }
        return await SendAsync(method, [.. arguments, new JsonObject { ["active_test"] = false }]);
    }

    /// <param name="where">A domain in JSON.</param>
    public async Task<IReadOnlyList<JsonObject>> FindAsync(string model, string where, params string[] fields)
    {
        var found = await CallAsync(
            $"model.{model}.search_read", JsonNode.Parse(
                where), 0, null, null, new JsonArray([.. fields.Select(f => (JsonNode)f)]));
        return [.. ((JsonArray)found!).Select(r => (JsonObject)r!)];
    }

    /// <param name="values">In JSON.</param>
    public async Task<int> CreateAsync(string model, string values) =>
        (await CallAsync($"model.{model}.create", new JsonArray(JsonNode.Parse(values))))![0]!.GetValue<int>();

    public Task WriteAsync(string model, int id, string values) =>
        CallAsync($"model.{model}.write", new JsonArray(id), JsonNode.Parse(values));

    /// <summary>What a company has before it uses Tryton.</summary>
    public async Task FurnishAsync()
    {
        foreach (var country in (string[])["GB", "NL", "US"])
            await CreateAsync("country.country", $$"""{"name": "{{country}}", "code": "{{country}}"}""");
        var currency = await CreateAsync("currency.currency", """{"name": "Euro", "code": "EUR", "symbol": "€"}""");
        var party = await CreateAsync("party.party", """{"name": "Exhibitor"}""");
        var company = await CreateAsync("company.company", $$"""{"party": {{party}}, "currency": {{currency}}}""");
        var user = (await FindAsync("res.user", $$"""[["login", "=", "{{TrytonServer.Login}}"]]""", "id"))
            .Single()["id"];
        await WriteAsync(
            "res.user", user!.GetValue<int>(), $$"""{"companies": [["add", [{{company}}]]], "company": {{company}}}""");
    }

    private async Task<JsonNode?> SendAsync(string method, JsonArray arguments)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(server, database + "/")) { Content = Body(method, arguments) };
        if (_session is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Session", _session);
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var answer = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync())!;
        Assert.True(answer["error"] is null, $"{method}: {answer["error"]?.ToJsonString()}");
        return answer["result"]?.DeepClone();
    }
}
