using Lanyard.Cli.Commands;
using Lanyard.Cli.Configuration;
using Lanyard.Cli.Tests.Support;
using Lanyard.Sync;
using Spectre.Console.Testing;

namespace Lanyard.Cli.Tests.Sync;

public sealed class SyncInitTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _console = new TestConsole().Interactive().Width(200);
    private FeedServer _server = null!;

    private string Settings => _folder.In("lanyard.yaml");

    public async ValueTask InitializeAsync()
    {
        _server = await FeedServer.StartAsync(12);
        await WriteAsync("secret", FeedServer.Secret);
        await WriteAsync("wrong", "wrong");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _console.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_asks_tests_both_ends_shows_ten_leads_and_writes_settings_that_work()
    {
        AnswerSource("secret");
        AnswerTarget();
        _console.Input.PushTextWithEnter("y");
        Assert.Equal(ExitCodes.Done, await SyncInitCommand.RunAsync(Settings, _console, default));
        Assert.Contains("The source accepts this client", _console.Output, StringComparison.Ordinal);
        Assert.Equal(10, Enumerable.Range(0, 12).Count(i => _console.Output.Contains($"lead{i}@example.com", StringComparison.Ordinal)));
        Assert.DoesNotContain(FeedServer.Secret, _console.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(FeedServer.Secret, await File.ReadAllTextAsync(Settings), StringComparison.Ordinal);

        using var tool = RunningTool.Start(_folder.Path, new Dictionary<string, string>(), "sync");
        var result = await tool.EndAsync();
        Assert.Equal((0, "mine: 12 leads\n"), (result.Code, result.Error));
        Assert.Equal(13, (await File.ReadAllLinesAsync(_folder.In("leads.csv"))).Length);
    }

    [Fact]
    public async Task A_client_that_the_source_refuses_ends_it_before_more_is_asked()
    {
        AnswerSource("wrong");
        Assert.Equal(ExitCodes.Fault, await SyncInitCommand.RunAsync(Settings, _console, default));
        Assert.Contains("does not accept", _console.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Settings));
    }

    [Fact]
    public async Task Nothing_is_written_by_somebody_who_says_no()
    {
        AnswerSource("secret");
        AnswerTarget();
        _console.Input.PushTextWithEnter("n");
        Assert.Equal(ExitCodes.Done, await SyncInitCommand.RunAsync(Settings, _console, default));
        Assert.False(File.Exists(Settings));
    }

    [Fact]
    public async Task Settings_that_are_there_are_not_written_over()
    {
        await File.WriteAllTextAsync(Settings, "mine");
        await Assert.ThrowsAsync<SettingsException>(() => SyncInitCommand.RunAsync(Settings, _console, default));
        Assert.Equal("mine", await File.ReadAllTextAsync(Settings));
    }

    private async Task WriteAsync(string name, string text)
    {
        await File.WriteAllTextAsync(_folder.In(name), text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.In(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void AnswerSource(string secret)
    {
        _console.Input.PushTextWithEnter("not an address");
        _console.Input.PushTextWithEnter(_server.Address.AbsoluteUri);
        _console.Input.PushTextWithEnter("me");
        _console.Input.PushTextWithEnter("hunter2");
        _console.Input.PushTextWithEnter("file:" + _folder.In(secret));
    }

    private void AnswerTarget()
    {
        for (var i = TargetCatalog.Kinds.TakeWhile(k => k.Type != "csv").Count(); i > 0; i--)
            _console.Input.PushKey(ConsoleKey.DownArrow);
        _console.Input.PushKey(ConsoleKey.Enter);
        _console.Input.PushTextWithEnter("mine");
        foreach (var option in TargetCatalog.Find("csv").Options)
            _console.Input.PushTextWithEnter(option.Name == "path" ? _folder.In("leads.csv") : "");
    }
}
