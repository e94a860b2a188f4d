using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.OAuth;

/// <summary>What RFC 6749, 6750, 7009, 7662 and 8414 ask for, beyond what <see cref="TokenTests"/> has.</summary>
public sealed class TokenCaseTests : IAsyncLifetime
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const string JsonType = "application/json";
    private static readonly string[] Endpoints =
    [
        "/connect/oauth2/token",
        "/oauth2/token",
        "/oauth2/introspect",
        "/oauth2/revoke",
    ];

    private readonly TestClock _clock = new();
    private TestServer _server = null!;
    private string _id = "";
    private string _secret = "";

    public async ValueTask InitializeAsync()
    {
        _server = await StartShowAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        (var client, _id, _secret) = await _server.CreateExhibitorAsync("northlight");
        client.Dispose();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Methods_other_than_post_are_refused_at_every_endpoint()
    {
        foreach (var path in Endpoints)
        {
            foreach (
                var method in (HttpMethod[])
                    [HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Head]
            )
            {
                using var request = new HttpRequestMessage(method, path);
                using var response = await _server.Http.SendAsync(request);
                Assert.Equal((405, "POST"), ((int)response.StatusCode, response.Content.Headers.Allow.ToString()));
                Assert.True(response.Headers.CacheControl!.NoStore);
            }
        }
    }

    [Fact]
    public async Task Ids_and_secrets_have_only_characters_that_form_encoding_leaves_alone()
    {
        Assert.Matches("^[A-Za-z0-9_.-]+$", _id);
        Assert.Matches("^[A-Za-z0-9_.-]{43,}$", _secret);
        using var response = await SendAsync(
            "grant_type=client_credentials",
            basic: $"{Escaped(_id)}:{Escaped(_secret)}"
        );
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("!!!")]
    [InlineData("bm9jb2xvbg==")]
    [InlineData("/////w==")]
    [InlineData("")]
    public async Task A_basic_header_that_cannot_be_read_is_an_invalid_request(string encoded)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoints[0])
        {
            Content = Body("grant_type=client_credentials", FormType),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + encoded);
        using var response = await _server.Http.SendAsync(request);
        Assert.Equal((400, "invalid_request"), await ErrorAsync(response));
    }

    [Fact]
    public async Task A_client_id_beside_a_basic_header_must_be_the_same_and_a_secret_must_not_be_there()
    {
        var basic = $"{_id}:{_secret}";
        using var same = await SendAsync($"grant_type=client_credentials&client_id={_id}", basic: basic);
        Assert.Equal(200, (int)same.StatusCode);
        using var other = await SendAsync("grant_type=client_credentials&client_id=other", basic: basic);
        Assert.Equal((400, "invalid_request"), await ErrorAsync(other));
        using var form = await SendAsync($"grant_type=client_credentials&client_secret={_secret}", basic: basic);
        Assert.Equal((400, "invalid_request"), await ErrorAsync(form));
        var json = $$"""{"grant_type":"client_credentials","client_secret":"{{_secret}}"}""";
        using var both = await SendAsync(json, JsonType, basic);
        Assert.Equal((400, "invalid_request"), await ErrorAsync(both));
    }

    [Theory]
    [InlineData(
        """{"grant_type":"client_credentials","client_id":7,"client_secret":"x"}""",
        JsonType,
        400,
        "invalid_request"
    )]
    [InlineData("""{"grant_type":null}""", JsonType, 400, "invalid_request")]
    [InlineData("""["client_credentials"]""", JsonType, 400, "invalid_request")]
    [InlineData("{", JsonType, 400, "invalid_request")]
    [InlineData("", JsonType, 400, "invalid_request")]
    [InlineData("", FormType, 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=&client_secret=", FormType, 401, "invalid_client")]
    [InlineData("a=1", "multipart/form-data; boundary=x", 415, "invalid_request")]
    [InlineData("a=1", "text/plain", 415, "invalid_request")]
    [InlineData("a=1", "", 415, "invalid_request")]
    public async Task A_body_that_cannot_be_taken_has_an_answer_of_OAuth(
        string body,
        string type,
        int status,
        string error
    )
    {
        foreach (var path in Endpoints)
        {
            var expected =
                path.EndsWith("token", StringComparison.Ordinal) || status != 401
                    ? (status, error)
                    : (400, "invalid_request");
            using var response = await _server.Http.PostAsync(path, Body(body, type));
            Assert.Equal(expected, await ErrorAsync(response));
            Assert.True(response.Headers.CacheControl!.NoStore);
            Assert.Equal("no-cache", response.Headers.Pragma.ToString());
        }
    }

    [Fact]
    public async Task Unknown_parameters_and_a_charset_are_ignored_and_there_is_no_refresh_token()
    {
        using var response = await SendAsync(
            $"grant_type=client_credentials&client_id={_id}&client_secret={_secret}&scope=&resource=x",
            FormType + "; charset=utf-8"
        );
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(
            ["access_token", "expires_in", "token_type"],
            (await ReadAsync(response)).EnumerateObject().Select(p => p.Name)
        );
    }

    [Fact]
    public async Task A_body_of_unknown_length_over_the_limit_is_too_large()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoints[0])
        {
            Content = Body(new string('a', 20_000), FormType),
        };
        request.Headers.TransferEncodingChunked = true;
        using var response = await _server.Http.SendAsync(request);
        Assert.Equal((413, "invalid_request"), await ErrorAsync(response));
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_client_the_answer_is_the_same()
    {
        var (client, revokedId, revokedSecret) = await _server.CreateExhibitorAsync("harbour");
        client.Dispose();
        await OkAsync(
            _server.Organiser.PostAsync($"{_server.Event}/exhibitors/harbour/api-clients/{revokedId}/revoke", null)
        );
        var answers = new List<string>();
        foreach (
            var (id, secret) in new[]
            {
                ("0000000000000", _secret),
                ("no id", _secret),
                (_id, "wrong"),
                (revokedId, revokedSecret),
                ("", ""),
            }
        )
        {
            using var response = await SendAsync(
                $"grant_type=client_credentials&client_id={Escaped(id)}&client_secret={secret}"
            );
            answers.Add(
                $"{(int)response.StatusCode} {response.Headers.WwwAuthenticate} {await response.Content.ReadAsStringAsync()}"
            );
        }
        Assert.StartsWith(
            "401 Basic realm=\"connect\", charset=\"UTF-8\" {\"error\":\"invalid_client\"",
            Assert.Single(answers.Distinct()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_fault_of_ours_says_nothing_of_itself()
    {
        _clock.IsBroken = true;
        using var response = await SendAsync($"grant_type=client_credentials&client_id={_id}&client_secret={_secret}");
        _clock.IsBroken = false;
        Assert.Equal(500, (int)response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"internal_error\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_ends_after_3600_seconds()
    {
        using var client = await _server.SignInAsync(_id, _secret);
        _clock.Now += TimeSpan.FromSeconds(3599);
        using var live = await client.GetAsync("/connect/v1/connections");
        Assert.Equal(200, (int)live.StatusCode);
        _clock.Now += TimeSpan.FromSeconds(2);
        using var ended = await client.GetAsync("/connect/v1/connections");
        Assert.Equal(
            (401, "Bearer realm=\"connect\", error=\"invalid_token\""),
            ((int)ended.StatusCode, ended.Headers.WwwAuthenticate.ToString())
        );
    }

    [Fact]
    public async Task A_token_counts_in_the_header_alone_and_once()
    {
        using var client = await _server.SignInAsync(_id, _secret);
        var token = client.DefaultRequestHeaders.Authorization!.Parameter;
        using var inAddress = await _server.Http.GetAsync($"/connect/v1/connections?access_token={token}");
        Assert.Equal(
            (401, "Bearer realm=\"connect\""),
            ((int)inAddress.StatusCode, inAddress.Headers.WwwAuthenticate.ToString())
        );
        using var inBoth = await client.GetAsync($"/connect/v1/connections?access_token={token}");
        Assert.Equal(
            (400, "Bearer realm=\"connect\", error=\"invalid_request\""),
            ((int)inBoth.StatusCode, inBoth.Headers.WwwAuthenticate.ToString())
        );
        using var basic = new HttpRequestMessage(HttpMethod.Get, "/connect/v1/connections");
        basic.Headers.Authorization = new AuthenticationHeaderValue("Basic", token);
        using var wrongScheme = await _server.Http.SendAsync(basic);
        Assert.Equal(401, (int)wrongScheme.StatusCode);
    }

    [Fact]
    public async Task Answers_with_leads_are_not_stored()
    {
        using var client = await _server.SignInAsync(_id, _secret);
        await _server.RegisterAsync("R1", "badge-1", "Doe");
        using var posted = await client.PostAsync("/connect/v1/connections", Body("""{"code":"badge-1"}""", JsonType));
        using var list = await client.GetAsync("/connect/v1/connections");
        using var one = await client.GetAsync(
            $"/connect/v1/connections/{(await ReadAsync(posted)).GetProperty("id").GetString()}"
        );
        Assert.All(
            [posted, list, one],
            response => Assert.Equal((200, true), ((int)response.StatusCode, response.Headers.CacheControl!.NoStore))
        );
    }

    [Fact]
    public async Task The_metadata_names_the_endpoints()
    {
        var address = _server.Http.BaseAddress!.ToString().TrimEnd('/');
        Assert.Equal(
            $$"""
            {"issuer":"{{address}}","token_endpoint":"{{address}}/oauth2/token",
            "introspection_endpoint":"{{address}}/oauth2/introspect","revocation_endpoint":"{{address}}/oauth2/revoke",
            "response_types_supported":[],"grant_types_supported":["client_credentials"],
            "token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],
            "introspection_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],
            "revocation_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"]}
            """.ReplaceLineEndings(""),
            await _server.Http.GetStringAsync("/.well-known/oauth-authorization-server")
        );
    }

    [Fact]
    public async Task Another_clients_token_is_not_active_and_cannot_be_revoked()
    {
        var (other, otherId, otherSecret) = await _server.CreateExhibitorAsync("harbour");
        using var signedIn = other;
        var form =
            $"token={other.DefaultRequestHeaders.Authorization!.Parameter}&client_id={_id}&client_secret={_secret}";
        foreach (var text in new[] { form, $"token=made-up&client_id={otherId}&client_secret={otherSecret}" })
        {
            using var looked = await _server.Http.PostAsync("/oauth2/introspect", Body(text, FormType));
            Assert.Equal("{\"active\":false}", await looked.Content.ReadAsStringAsync());
            using var revoked = await _server.Http.PostAsync("/oauth2/revoke", Body(text, FormType));
            Assert.Equal(200, (int)revoked.StatusCode);
        }
        using var live = await other.GetAsync("/connect/v1/connections");
        Assert.Equal(200, (int)live.StatusCode);
        using var nobody = await _server.Http.PostAsync("/oauth2/introspect", Body("token=made-up", FormType));
        Assert.Equal((401, "invalid_client"), await ErrorAsync(nobody));
    }

    [Fact]
    public async Task Descriptions_of_errors_have_only_allowed_characters_and_nothing_that_was_sent()
    {
        const string Canary = "zqcanaryqz";
        var scraps = OneOf(
            "grant_type",
            "client_id",
            "client_secret",
            "token",
            "scope",
            "client_credentials",
            Canary,
            "=",
            "&",
            ":",
            ",",
            "{",
            "}",
            "\"",
            "[",
            "%",
            "%ff",
            "+",
            "\\",
            "\u00e9"
        );
        var text = Gen.OneOf(scraps, Gen.String[0, 6]).Array[0, 14].Select(string.Concat);
        var requests = OneOf(Endpoints)
            .Select(
                OneOf(FormType, JsonType, "text/" + Canary, ""),
                text,
                text,
                OneOf("", "Basic ", "Bearer ", Canary)
            );
        await requests.SampleAsync(
            async (path, type, body, credentials, scheme) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Body(body, type) };
                if (scheme.Length > 0)
                    request.Headers.TryAddWithoutValidation(
                        "Authorization",
                        scheme + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))
                    );
                using var response = await _server.Http.SendAsync(request);
                var answer = await response.Content.ReadAsStringAsync();
                Assert.InRange((int)response.StatusCode, 400, 499);
                Assert.True(response.Headers.CacheControl!.NoStore);
                Assert.DoesNotContain(Canary, answer, StringComparison.Ordinal);
                Assert.Matches(
                    "^[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+$",
                    JsonDocument.Parse(answer).RootElement.GetProperty("error_description").GetString()
                );
            },
            iter: 1_000,
            threads: 1
        );
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static StringContent Body(string text, string type)
    {
        var content = new StringContent(text, Encoding.UTF8);
        content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static string Escaped(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static async Task<(int Status, string? Error)> ErrorAsync(HttpResponseMessage response) =>
        ((int)response.StatusCode, (await ReadAsync(response)).GetProperty("error").GetString());

    private async Task<HttpResponseMessage> SendAsync(string body, string type = FormType, string? basic = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoints[0]) { Content = Body(body, type) };
        if (basic is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(basic))
            );
        return await _server.Http.SendAsync(request);
    }
}
