using System.Net.Http.Headers;
using System.Text;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Api;

/// <summary>Every kind of bad request has its 4xx with problem details.</summary>
public sealed class BadInputTests(BadInputTests.Show show) : IClassFixture<BadInputTests.Show>
{
    private const string Json = "application/json";

    [Theory]
    [InlineData("PUT", "", "GET, HEAD, POST")]
    [InlineData("PATCH", "", "GET, HEAD, POST")]
    [InlineData("DELETE", "", "GET, HEAD, POST")]
    [InlineData("PUT", "/0000000000000", "GET, HEAD")]
    [InlineData("DELETE", "/0000000000000", "GET, HEAD")]
    [InlineData("POST", "/0000000000000", "GET, HEAD")]
    [InlineData("PUT", "/batch", "GET, HEAD, POST")]
    public async Task Other_methods_are_refused_with_the_allowed_ones(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/connect/v1/connections" + path);
        using var response = await show.Client.SendAsync(request);
        await AssertProblemAsync(response, 405, "method_not_allowed");
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("POST", "/connect/v1/connections")]
    [InlineData("POST", "/connect/v1/connections/batch")]
    [InlineData("POST", "/organise/v1/events")]
    [InlineData("POST", "EVENT/registrants")]
    [InlineData("PUT", "EVENT/registrants/R1")]
    [InlineData("PUT", "EVENT/profile-questions/level")]
    [InlineData("PUT", "EVENT/exhibitors/northlight")]
    [InlineData("POST", "EVENT/exhibitors/northlight/licenses")]
    [InlineData("POST", "EVENT/exhibitors/northlight/api-clients")]
    public async Task Other_content_types_and_broken_JSON_are_refused(string method, string path)
    {
        foreach (var type in (string?[])["text/plain", "application/x-www-form-urlencoded", "application/xml", null])
        {
            using var response = await SendAsync(method, path, "{}", type);
            await AssertProblemAsync(response, 415, "unsupported_media_type");
        }
        if (path == "EVENT/registrants")
            return;
        using var broken = await SendAsync(method, path, "{ \"code\": \"a\" } }", Json);
        // A registrant's faults are named field by field, as in an import.
        var code = path.EndsWith("R1", StringComparison.Ordinal) ? "invalid_request" : "invalid_json";
        Assert.Contains("line 1, ", await AssertProblemAsync(broken, 400, code), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/connect/v1/connections", 20_000)]
    [InlineData("POST", "/connect/v1/connections/batch", 200_000)]
    [InlineData("POST", "/organise/v1/events", 70_000)]
    [InlineData("PUT", "EVENT/registrants/R1", 70_000)]
    [InlineData("PUT", "EVENT/exhibitors/northlight", 300_000)]
    public async Task Bodies_over_the_limit_are_refused(string method, string path, int length)
    {
        using var response = await SendAsync(method, path, $"{{\"name\":\"{new string('x', length)}\"}}", Json);
        await AssertProblemAsync(response, 413, "too_large");
    }

    [Theory]
    [InlineData("POST", "/connect/v1/connections/batch", """{"scans":[]}""")]
    [InlineData("POST", "/connect/v1/connections/batch", "{}")]
    [InlineData("POST", "/connect/v1/connections", """{"code":"a","time":"1969-12-31T23:59:59Z"}""")]
    [InlineData("POST", "/organise/v1/events", """{"startsOn":"2026-11-24","endsOn":"2026-11-26"}""")]
    [InlineData("POST", "/organise/v1/events", """{"name":"x","startsOn":"2026-11-26","endsOn":"2026-11-24"}""")]
    [InlineData(
        "POST",
        "/organise/v1/events",
        """{"name":"x","startsOn":"2026-11-24","endsOn":"2026-11-26","timeZone":"Nowhere"}"""
    )]
    [InlineData("PUT", "EVENT/registrants/R1", """{"key":"R1","contact":{"address":{"country":"XX"}}}""")]
    [InlineData("PUT", "EVENT/registrants/R1", """{"key":"R1","contact":{"email":"no mail"}}""")]
    [InlineData("PUT", "EVENT/registrants/R1", """{"key":"R1","contact":{"gender":"m"}}""")]
    [InlineData("PUT", "EVENT/registrants/R1", """{"key":"R1","contact":{"vatNumber":"123456789012345678901"}}""")]
    [InlineData("PUT", "EVENT/profile-questions/level", """{"name":"x","type":"slider"}""")]
    [InlineData(
        "PUT",
        "EVENT/profile-questions/level",
        """{"name":"x","type":"text","options":[{"key":"a","name":"A"}]}"""
    )]
    [InlineData("PUT", "EVENT/exhibitors/northlight", "{}")]
    [InlineData("POST", "EVENT/exhibitors/northlight/licenses", """{"kind":"scan"}""")]
    [InlineData("POST", "EVENT/exhibitors/northlight/licenses", """{"kind":"api","seats":3}""")]
    [InlineData("POST", "EVENT/exhibitors/northlight/licenses", """{"kind":"api","until":"2020-01-01T00:00:00Z"}""")]
    [InlineData("POST", "EVENT/exhibitors/northlight/api-clients", """{"name":" "}""")]
    public async Task A_value_that_cannot_be_taken_is_named(string method, string path, string body)
    {
        using var response = await SendAsync(method, path, body, Json);
        Assert.NotEqual("", await AssertProblemAsync(response, 400, "invalid_request"));
    }

    [Theory]
    [InlineData("GET", "/connect/v1/connections/0000000000000")]
    [InlineData("GET", "/connect/v1/connections/not-an-id")]
    [InlineData("GET", "/connect/v1/nothing")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/files/0000000000000/0000000000000")]
    [InlineData("GET", "/organise/v1/events/0000000000000/registrants")]
    [InlineData("GET", "/organise/v1/events/FOREIGN/registrants")]
    [InlineData("PUT", "EVENT/related/FOREIGN")]
    [InlineData("GET", "EVENT/registrants/nobody")]
    [InlineData("DELETE", "EVENT/registrants/nobody")]
    [InlineData("GET", "EVENT/exhibitors/nobody/licenses")]
    [InlineData("POST", "EVENT/exhibitors/northlight/licenses/0000000000000/revoke")]
    [InlineData("POST", "EVENT/exhibitors/northlight/api-clients/0000000000000/secrets")]
    public async Task What_is_unknown_or_anothers_is_not_found(string method, string path)
    {
        using var response = await SendAsync(method, path, "", type: null);
        await AssertProblemAsync(response, 404, "not_found");
    }

    [Fact]
    public async Task Clients_of_organisers_and_of_exhibitors_do_not_stand_for_each_other()
    {
        using var connections = await show.Server.Organiser.GetAsync("/connect/v1/connections");
        await AssertProblemAsync(connections, 403, "wrong_client");
        using var events = await show.Client.GetAsync("/organise/v1/events");
        await AssertProblemAsync(events, 403, "wrong_client");
    }

    private static async Task<string> AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await ReadAsync(response);
        Assert.Equal(
            (status, code),
            (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString())
        );
        Assert.NotEqual("", problem.GetProperty("traceId").GetString());
        return text;
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string body, string? type)
    {
        var address = path.Replace("EVENT", show.Server.Event, StringComparison.Ordinal)
            .Replace("FOREIGN", show.ForeignEvent, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }
        var client = address.StartsWith("/organise", StringComparison.Ordinal) ? show.Server.Organiser : show.Client;
        return await client.SendAsync(request);
    }

    /// <summary>One server for all cases: none of them changes anything.</summary>
    public sealed class Show : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public HttpClient Client { get; private set; } = null!;

        public string ForeignEvent { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Server = await StartShowAsync();
            (Client, _, _) = await Server.CreateExhibitorAsync("northlight");
            var other = await Server.CreateOrganiserAsync();
            using var organiser = await Server.SignInAsync(other.ClientId, other.Secret);
            using var body = new StringContent(
                """{"name":"x","startsOn":"2026-11-24","endsOn":"2026-11-26"}""",
                Encoding.UTF8,
                Json
            );
            ForeignEvent = (await OkAsync(organiser.PostAsync("/organise/v1/events", body)))
                .GetProperty("id")
                .GetString()!;
        }

        public ValueTask DisposeAsync()
        {
            Client.Dispose();
            return Server.DisposeAsync();
        }
    }
}
