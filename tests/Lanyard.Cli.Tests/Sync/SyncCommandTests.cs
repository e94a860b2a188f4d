using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Lanyard.Cli.Tests.Support;
using Microsoft.Data.Sqlite;

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
    public async Task A_client_that_is_restricted_is_told_why_and_until_when()
    {
        _server.IsRestricting = true;
        Write("  sheet:\n    type: csv\n    path: leads.csv");
        var (code, text) = await TellAsync("sync");
        Assert.Equal(5, code);
        Assert.Contains("(full-resync) until 2030-01-01 00:00:00Z: Reading is refused.", text, StringComparison.Ordinal);
        _server.IsRestricting = false;
        Assert.Equal((0, "sheet: 250 leads\n"), await TellAsync("sync"));
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
        var doctor = await RunAsync("sync", "doctor");
        Assert.Equal(0, doctor.Code);
        Assert.Contains("A lanyard is at work on it", doctor.Output, StringComparison.Ordinal);
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
    [InlineData("source:\n  url: https://x\n  clientId: a\n  clientSecret: env:X\ntargets: {}", "targets must name one at least")]
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

    [Theory]
    [InlineData("--set and --field belong to --to", "sync", "--set", "path=x")]
    [InlineData("--set path is given twice", "sync", "--to", "csv", "--set", "path=a", "--set", "path=b")]
    [InlineData("There is no option --evry", "sync", "--evry", "5s")]
    [InlineData("nobody is there to answer", "sync", "init", "--config", "new.yaml")]
    [InlineData("There is no state complted", "export", "x.csv", "--state", "complted")]
    [InlineData("--field a is given twice", "export", "x.csv", "--field", "a=id", "--field", "a=time")]
    [InlineData("csv has no delim. There are delimiter", "export", "x.csv", "--set", "delim=;")]
    [InlineData("--from takes a revision", "export", "x.csv", "--from", "-5")]
    [InlineData("is no file but a device", "export", "/dev/full", "--type", "csv", "--url", "https://x", "--client-id", "me")]
    public async Task Flags_that_are_wrong_are_told_and_nothing_is_done(string told, params string[] arguments)
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv");
        var result = await RunAsync(arguments);
        Assert.Equal(1, result.Code);
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal(["lanyard.yaml"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("sheet.db")]
    [InlineData("sheet.db.leads")]
    public async Task A_damaged_file_of_the_state_is_told_by_its_name_and_holds_up_no_other_target(string damaged)
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv\n  lines:\n    type: jsonl\n    path: leads.jsonl");
        await RunAsync("sync");
        await File.WriteAllTextAsync(_folder.In(Path.Combine("lanyard-state", damaged)), new string('x', 20_000));
        _server.Put(7, "Changed");
        var result = await RunAsync("sync");
        Assert.Equal(1, result.Code);
        Assert.Contains($"{damaged} is damaged", result.Error, StringComparison.Ordinal);
        Assert.Contains("lines: 1 leads", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        var status = await RunAsync("sync", "status");
        Assert.Equal(1, status.Code);
        Assert.Contains("damaged", status.Output, StringComparison.Ordinal);

        File.Delete(_folder.In(Path.Combine("lanyard-state", damaged)));
        Assert.Equal(0, (await RunAsync("sync")).Code);
        Assert.Equal(251, (await File.ReadAllLinesAsync(_folder.In("leads.csv"))).Length);
    }

    [Fact]
    public async Task What_is_kept_of_a_target_is_not_used_for_another_type_of_the_same_name()
    {
        Write("  mine:\n    type: csv\n    path: leads.csv");
        await RunAsync("sync");
        Write("  mine:\n    type: jsonl\n    path: leads.jsonl");
        var result = await RunAsync("sync");
        Assert.Equal(1, result.Code);
        Assert.Contains("mine was of the type csv", result.Error, StringComparison.Ordinal);
        Assert.Contains("mine was of the type csv", (await RunAsync("sync", "doctor")).Output, StringComparison.Ordinal);
        Write("  other:\n    type: jsonl\n    path: leads.jsonl");
        Assert.Equal((0, "other: 250 leads\n"), await TellAsync("sync"));
    }

    [Fact]
    public async Task What_is_kept_of_a_target_is_not_used_for_another_client_until_it_is_begun_again()
    {
        Write("  mine:\n    type: csv\n    path: leads.csv");
        await RunAsync("sync");
        Write("  mine:\n    type: csv\n    path: leads.csv", client: "you");
        var result = await RunAsync("sync");
        Assert.Equal(1, result.Code);
        Assert.Contains("mine has the leads of the client me, not of you", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("sync", "reset", "mine", "--from", "0", "--yes")).Code);
        Assert.Equal((0, "mine: 250 leads\n"), await TellAsync("sync"));
        Assert.Equal((0, "mine: 0 leads\n"), await TellAsync("sync"));
    }

    [Fact]
    public async Task A_target_that_is_away_at_the_start_is_prepared_when_it_is_there()
    {
        Write("  lite:\n    type: sqlite\n    connection: env:LITE");
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = _folder.In("leads.db"), Pooling = false, DefaultTimeout = 1,
        }.ToString();
        await using var holder = new SqliteConnection(connection);
        await holder.OpenAsync();
        await ExecuteAsync(holder, "BEGIN EXCLUSIVE");
        using var tool = RunningTool.Start(
            _folder.Path, new Dictionary<string, string> { ["LANYARD_CLIENT_SECRET"] = FeedServer.Secret, ["LITE"] = connection },
            "sync", "--every", "5s");
        await OutcomeAsync("unavailable");
        await ExecuteAsync(holder, "ROLLBACK");
        await OutcomeAsync("done");
        await tool.StopAsync();
        var result = await tool.EndAsync();
        Assert.Equal(0, result.Code);
        Assert.Contains("lite: 250 leads", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("lacks", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_stops_it_while_a_database_does_not_answer_is_told_no_fault()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Write("  away:\n    type: postgres\n    connection: env:AWAY");
        using var tool = RunningTool.Start(_folder.Path, new Dictionary<string, string>
        {
            ["LANYARD_CLIENT_SECRET"] = FeedServer.Secret,
            ["AWAY"] = $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=me;Database=leads",
        }, "sync");
        using var connected = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await tool.StopAsync();
        var result = await tool.EndAsync();
        Assert.Equal((0, "", ""), (result.Code, result.Output, result.Error));
    }

    [Fact]
    public async Task The_doctor_leaves_a_folder_of_states_to_its_owner_alone()
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv");
        Assert.Equal(0, (await RunAsync("sync", "doctor")).Code);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.In("lanyard-state")));
    }

    [Fact]
    public async Task Times_are_of_one_calendar_in_every_language()
    {
        Write("  sheet:\n    type: csv\n    path: leads.csv");
        await RunAsync("sync");
        using var tool = RunningTool.Start(_folder.Path, new Dictionary<string, string> { ["LC_ALL"] = "th_TH.UTF-8" }, "sync", "status");
        var year = TimeProvider.System.GetUtcNow().Year;
        Assert.Contains($" {year}-", (await tool.EndAsync()).Output, StringComparison.Ordinal);
    }

    private async Task OutcomeAsync(string outcome)
    {
        for (var wait = 0; ; wait++)
        {
            Assert.True(wait < 100, $"it never became {outcome}");
            var status = JsonDocument.Parse((await RunAsync("sync", "status", "--format", "json")).Output).RootElement[0];
            if (status.GetProperty("outcome").GetString() == outcome)
                return;
            await Task.Delay(200);
        }
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private void Write(string targets, string client = "me") => File.WriteAllText(Path.Combine(_folder.Path, "lanyard.yaml"),
        $"source:\n  url: {_server.Address}\n  clientId: {client}\n  clientSecret: env:LANYARD_CLIENT_SECRET\ntargets:\n{targets}\n");

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
