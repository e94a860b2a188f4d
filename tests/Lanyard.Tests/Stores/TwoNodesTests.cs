using System.Net.Http.Json;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Stores;

/// <summary>Two nodes on one PostgreSQL: what one commits, the other knows.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private const string List = "/connect/v1/connections";
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    private TestServer _first = null!;
    private TestServer _second = null!;
    private HttpClient _onFirst = null!;
    private HttpClient _onSecond = null!;
    private string _clientId = "";
    private string _secret = "";

    public async ValueTask InitializeAsync()
    {
        _first = await TestServer.StartShowAsync(TestStore.Postgres);
        _second = await TestServer.StartOnAsync(_first.Folder, _first.Database);
        (_onFirst, _clientId, _secret) = await _first.CreateExhibitorAsync("northlight");
        _onSecond = new HttpClient { BaseAddress = _second.Http.BaseAddress };
        _onSecond.DefaultRequestHeaders.Authorization = _onFirst.DefaultRequestHeaders.Authorization;
    }

    public async ValueTask DisposeAsync()
    {
        _onFirst.Dispose();
        _onSecond.Dispose();
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_one_node_opens_the_other_and_a_scan_on_one_is_seen_on_the_other()
    {
        await _first.RegisterAsync("R1", "badge-1", "Doe");
        Assert.Equal(0, (await OkAsync(_onSecond.GetAsync(List))).GetArrayLength());
        var scanned = await OkAsync(_onFirst.PostAsJsonAsync(List, new { code = "badge-1" }));
        await UntilAsync(async () => (await OkAsync(_onSecond.GetAsync(List))).GetArrayLength() == 1);
        Assert.Equal(scanned.GetRawText(), (await OkAsync(_onSecond.GetAsync(List)))[0].GetRawText());
        var again = await OkAsync(_onSecond.PostAsJsonAsync(List, new { code = "badge-1" }));
        Assert.Equal(scanned.GetProperty("id").GetString(), again.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_node_that_lost_its_notifications_sees_a_scan_of_the_other_all_the_same()
    {
        await _first.RegisterAsync("R1", "badge-1", "Doe");
        Assert.Equal(0, (await OkAsync(_onSecond.GetAsync(List))).GetArrayLength());
        await using var connection = new Npgsql.NpgsqlConnection(_first.Database);
        await connection.OpenAsync();
        await using (var command = new Npgsql.NpgsqlCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection))
            await command.ExecuteNonQueryAsync();
        await UntilAsync(async () =>
        {
            using var answer = await _onFirst.PostAsJsonAsync(List, new { code = "badge-1" });
            return answer.IsSuccessStatusCode;
        });
        await UntilAsync(async () =>
        {
            using var answer = await _onSecond.GetAsync(List);
            return answer.IsSuccessStatusCode && (await ReadAsync(answer)).GetArrayLength() == 1;
        });
    }

    [Fact]
    public async Task A_token_revoked_on_one_node_is_refused_on_the_other_within_a_second()
    {
        await OkAsync(_onSecond.GetAsync(List));
        var token = _onFirst.DefaultRequestHeaders.Authorization!.Parameter!;
        using var form = new FormUrlEncodedContent([new("client_id", _clientId), new("client_secret", _secret), new("token", token)]);
        await OkAsync(_first.Http.PostAsync("/oauth2/revoke", form));
        await UntilAsync(async () => await StatusAsync() == 401, ASecond);
    }

    [Fact]
    public async Task A_client_revoked_and_a_license_revoked_on_one_node_are_refused_on_the_other_within_a_second()
    {
        await OkAsync(_onSecond.GetAsync(List));
        var licenses = await OkAsync(_first.Organiser.GetAsync($"{_first.Event}/exhibitors/northlight/licenses"));
        await OkAsync(_first.Organiser.PostAsync(
            $"{_first.Event}/exhibitors/northlight/licenses/{licenses[0].GetProperty("id").GetString()}/revoke", null));
        await UntilAsync(async () => await StatusAsync() == 403, ASecond);
        await OkAsync(_first.Organiser.PostAsync($"{_first.Event}/exhibitors/northlight/api-clients/{_clientId}/revoke", null));
        await UntilAsync(async () => await StatusAsync() == 401, ASecond);
    }

    [Fact]
    public async Task Of_two_secrets_asked_for_on_two_nodes_at_once_only_the_second_place_is_given()
    {
        var organiser = new HttpClient { BaseAddress = _second.Http.BaseAddress };
        organiser.DefaultRequestHeaders.Authorization = _first.Organiser.DefaultRequestHeaders.Authorization;
        var path = $"{_first.Event}/exhibitors/northlight/api-clients/{_clientId}/secrets";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? _first.Organiser : organiser).PostAsync(path, null)));
        Assert.Equal([201, 409, 409, 409, 409, 409, 409, 409], answers.Select(a => (int)a.StatusCode).Order());
        organiser.Dispose();
    }

    [Fact]
    public async Task The_same_badge_scanned_on_two_nodes_at_once_becomes_one_connection()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _first.RegisterAsync($"R{i}", $"badge-{i}", "Doe")));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            OkAsync((i % 2 == 0 ? _onFirst : _onSecond).PostAsJsonAsync(List, new { code = $"badge-{i / 2 % 20}" }))));
        Assert.Equal(20, answers.Select(a => a.GetProperty("id").GetString()).Distinct().Count());
        var listed = await OkAsync(_onFirst.GetAsync(List + "?fromRevision=0"));
        Assert.Equal(20, listed.GetArrayLength());
    }

    private async Task<int> StatusAsync()
    {
        using var answer = await _onSecond.GetAsync(List);
        return (int)answer.StatusCode;
    }
}
