using System.Text.Json;
using Lanyard.Cli.Tests.Support;

namespace Lanyard.Cli.Tests.Sync;

public sealed class SyncCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FeedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FeedServer.StartAsync(250);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_run_brings_every_lead_and_the_next_one_what_is_new()
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv");
        Assert.Equal((0, "sheet: 250 leads\n"), await TellAsync("sync"));
        _server.Put(7, "Changed");
        Assert.Equal((0, "sheet: 1 leads\n"), await TellAsync("sync"));
        var before = _server.Reads;
        Assert.Equal((0, "sheet: 0 leads\n"), await TellAsync("sync"));
        Assert.Equal(before + 1, _server.Reads);
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "leads.csv"));
        Assert.Equal(251, lines.Length);
        Assert.Single(lines, l => l.Contains("Changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_target_needs_no_file()
    {
        var result = await RunAsync("sync", "--url", _server.Address.AbsoluteUri, "--client-id", "me", "--to", "jsonl", "--set", "path=leads.jsonl");
        Assert.Equal(0, result.Code);
        Assert.Equal(250, (await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "leads.jsonl"))).Length);
    }

    [Fact]
    public async Task A_target_that_fails_holds_up_no_other()
    {
        Write("  broken:\n    type: csv\n    path: nowhere/leads.csv\n  sheet:\n    type: csv\n    path: leads.csv");
        var result = await RunAsync("sync", "--format", "json");
        Assert.Equal(1, result.Code);
        var reports = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(["fault", "done"], reports.EnumerateArray().Select(r => r.GetProperty("outcome").GetString()));
        Assert.Contains("nowhere", reports[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(250, reports[1].GetProperty("arrived").GetInt64());
    }

    [Fact]
    public async Task Status_tells_how_far_each_target_is()
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv\n  later:\n    type: csv\n    path: later.csv");
        await RunAsync("sync", "sheet");
        var statuses = JsonDocument.Parse((await RunAsync("sync", "status", "--format", "json")).Output).RootElement;
        Assert.Equal([1250L, 0L], statuses.EnumerateArray().Select(s => s.GetProperty("position").GetInt64()));
        Assert.Equal("done", statuses[0].GetProperty("outcome").GetString());
        Assert.Contains("never ran", (await RunAsync("sync", "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_what_is_wrong_at_either_end()
    {
        Write("  broken:\n    type: csv\n    path: nowhere/leads.csv");
        var result = await RunAsync("sync", "doctor");
        Assert.Equal(1, result.Code);
        Assert.Contains("source: The source accepts this client", result.Output, StringComparison.Ordinal);
        Assert.Contains("broken: ", result.Output, StringComparison.Ordinal);
        var refused = await RunAsync("wrong", "sync", "doctor");
        Assert.Contains("does not accept the client id and secret", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Going_back_brings_everything_once_more_and_doubles_nothing()
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv");
        await RunAsync("sync");
        Assert.Contains("add --yes", (await RunAsync("sync", "reset", "sheet", "--from", "0")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sync", "reset", "sheet", "--from", "0", "--yes")).Code);
        Assert.Equal((0, "sheet: 250 leads\n"), await TellAsync("sync"));
        Assert.Equal(251, (await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "leads.csv"))).Length);
    }

    [Fact]
    public async Task A_second_process_on_a_target_is_refused()
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv");
        using var first = Start(FeedServer.Secret, "sync", "--every", "1h");
        var path = Path.Combine(_folder.Path, "leads.csv");
        for (var wait = 0; !File.Exists(path); wait++)
        {
            Assert.True(wait < 600, "the first process wrote nothing in a minute");
            await Task.Delay(100);
        }
        var second = await RunAsync("sync");
        Assert.Equal(1, second.Code);
        Assert.Contains("Another lanyard", second.Error, StringComparison.Ordinal);
        Assert.Contains("running", (await RunAsync("sync", "status")).Output, StringComparison.Ordinal);
        first.Kill();
        await first.EndAsync();
        Assert.Equal(0, (await RunAsync("sync")).Code);
    }

    [Theory]
    [InlineData("source: {}\ntargets: {}", "source must have url")]
    [InlineData("sauce: {}", "Line 1: the settings has no sauce")]
    [InlineData("source:\n  url: ftp://x\n  clientId: a\n  clientSecret: env:X\ntargets: {}", "url must be an address")]
    [InlineData("source:\n  url: https://x\n  clientId: a\n  clientSecret: env:X\ntargets:\n  a:\n    type: excel", "There are postgres")]
    [InlineData("source:\n  url: https://x\n  clientId: a\n  clientSecret: env:X\ntargets:\n  a:\n    type: csv", "Line 7: the target a needs path")]
    [InlineData("source:\n  url: https://x\n  clientId: a\n  clientSecret: env:X\ntargets:\n  ../a:\n    type: csv\n    path: x", "a target's name has letters")]
    [InlineData("source:\n  url: https://x\n  clientId: a\n  clientSecret: hunter2\ntargets:\n  a:\n    type: csv\n    path: x", "must not stand here in plain text")]
    [InlineData("source:\n  url: https://x\n  clientId: a\n  clientSecret: env:NOT_SET_ANYWHERE\ntargets:\n  a:\n    type: csv\n    path: x", "NOT_SET_ANYWHERE is not set")]
    [InlineData("source: [", "lanyard.yaml, line")]
    public async Task Settings_that_are_wrong_are_told_where_and_what(string settings, string told)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "lanyard.yaml"), settings);
        var result = await RunAsync("sync");
        Assert.Equal(1, result.Code);
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1s", "fair use")]
    [InlineData("soon", "takes an interval")]
    public async Task An_interval_that_is_not_fair_is_refused(string every, string told)
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv");
        Assert.Contains(told, (await RunAsync("sync", "--every", every)).Error, StringComparison.Ordinal);
    }

    private void Write(string targets) => File.WriteAllText(Path.Combine(_folder.Path, "lanyard.yaml"),
        $"source:\n  url: {_server.Address}\n  clientId: me\n  clientSecret: env:LANYARD_CLIENT_SECRET\ntargets:\n{targets}\n");

    private async Task<(int Code, string Told)> TellAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        return (result.Code, result.Error);
    }

    private async Task<ToolResult> RunAsync(params string[] arguments)
    {
        var (secret, rest) = arguments[0] == "wrong" ? ("wrong", arguments[1..]) : (FeedServer.Secret, arguments);
        using var tool = Start(secret, rest);
        return await tool.EndAsync();
    }

    private RunningTool Start(string secret, params string[] arguments) => RunningTool.Start(
        _folder.Path, new Dictionary<string, string> { ["LANYARD_CLIENT_SECRET"] = secret, ["NO_COLOR"] = "1" }, arguments);
}
