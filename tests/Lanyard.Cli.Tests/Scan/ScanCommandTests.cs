using System.CommandLine;
using System.Text.Json;
using Lanyard.Cli.Commands;
using Lanyard.Cli.Configuration;
using Lanyard.Cli.Scan;
using Lanyard.Cli.Tests.Support;

namespace Lanyard.Cli.Tests.Scan;

/// <summary>Whole commands by their command lines.</summary>
public sealed class ScanCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Queue => _folder.In("queue");

    [Fact]
    public async Task Each_badge_is_told_in_words_without_its_code()
    {
        await using var server = await ServerDouble.StartAsync();
        server.Script = (post, _) => post.Code switch
        {
            "canary-unknown" => Reply.UnknownCode,
            "canary-other-event" => Reply.NoAccess,
            "canary-too-long" => Reply.Invalid,
            _ => Reply.Take,
        };
        await using var desk = Desk.Start(server.Address, Queue, format: "text");
        string[] codes =
            ["canary-good", "canary-good", "canary-unknown", "canary-other-event", "canary-too-long"];
        foreach (var code in codes)
            await desk.FeedAsync(code);

        Assert.Equal(ExitCodes.Aside, await desk.FinishAsync());

        Assert.Contains(" SCANNED  Ada of 11, Harbour  [31mWorks", desk.Output, StringComparison.Ordinal);
        Assert.Contains(" UNKNOWN BADGE  ", desk.Output, StringComparison.Ordinal);
        Assert.Contains(" BADGE OF ANOTHER EVENT  ", desk.Output, StringComparison.Ordinal);
        Assert.Contains(" REFUSED  The code … is too long.", desk.Output, StringComparison.Ordinal);
        Assert.Contains("Set aside: 3.", desk.Error, StringComparison.Ordinal);
        Assert.Equal(4, server.Posts.Count);
        Assert.DoesNotContain("canary", desk.Output + desk.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_each_outcome_is_a_line_after_that_of_its_saving()
    {
        await using var server = await ServerDouble.StartAsync();
        await using var desk = Desk.Start(server.Address, Queue);
        await desk.FeedAsync("canary-good");

        Assert.Equal(0, await desk.FinishAsync());

        var lines = desk.Output.Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["saved", "sent"], lines.Select(line => line.GetProperty("outcome").GetString()));
        Assert.All(lines, line => Assert.Equal(1, line.GetProperty("scan").GetInt64()));
        Assert.Equal("Ada of 11", lines[1].GetProperty("name").GetString());
        Assert.Equal("364e2tkmeyp9t", lines[1].GetProperty("connection").GetProperty("id").GetString());
        Assert.DoesNotContain("canary", desk.Output + desk.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_scans_are_saved_and_sent_by_the_next_run()
    {
        Uri address;
        await using (var away = await ServerDouble.StartAsync())
            address = away.Address;
        await using (var desk = Desk.Start(address, Queue, format: "text"))
        {
            await desk.FeedAsync("canary-good");
            Assert.Equal(ExitCodes.Unavailable, await desk.FinishAsync());
            Assert.Contains(" SAVED  not sent yet (1 waiting)", desk.Output, StringComparison.Ordinal);
            Assert.Contains("the server cannot be reached", desk.Error, StringComparison.Ordinal);
        }

        var (exitCode, output, _) = await RunAsync("scan", "status", "--queue", Queue);

        Assert.Equal(ExitCodes.Unavailable, exitCode);
        Assert.Contains("Waiting:   1, the oldest since ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_what_was_set_aside_and_retry_sends_it_again()
    {
        await using var server = await ServerDouble.StartAsync();
        string[] access =
        [
            "--queue", Queue, "--url", server.Address.AbsoluteUri, "--client-id", "desk", "--client-secret",
            "file:" + SecretFile(),
        ];
        using (var queue = new ScanQueue(Queue, $"client desk at {server.Address.AbsoluteUri}", TimeProvider.System))
        {
            var scan = queue.Save("canary-good", "/dev/ttyACM0", _ => { });
            queue.PutAside(scan, 404, "unknown_code", "No badge has this code.");
        }

        var (statusCode, status, _) = await RunAsync("scan", "status", "--queue", Queue, "--format", "json");
        var setAside = JsonDocument.Parse(status).RootElement.GetProperty("setAside")[0];
        Assert.Equal(ExitCodes.Aside, statusCode);
        Assert.Equal("unknown_code", setAside.GetProperty("reason").GetString());
        Assert.DoesNotContain("canary", status, StringComparison.Ordinal);
        var (_, table, _) = await RunAsync("scan", "status", "--queue", Queue);
        Assert.Contains("No badge has this code.", table, StringComparison.Ordinal);

        var (retryCode, retried, _) = await RunAsync(["scan", "retry", .. access]);

        Assert.Equal(0, retryCode);
        Assert.Contains(" SCANNED  ", retried, StringComparison.Ordinal);
        Assert.Equal(["canary-good"], server.Connections.Keys);
        Assert.Equal(0, (await RunAsync("scan", "status", "--queue", Queue)).ExitCode);
    }

    [Theory]
    [InlineData("--url", "leads", "--url takes an address")]
    [InlineData("--client-secret", "file:/nowhere/secret", "/nowhere/secret cannot be read")]
    [InlineData("--client-secret", "x", "must not stand here in plain text")]
    public async Task What_is_wrong_with_the_access_is_told(string option, string value, string words)
    {
        string[] server = option == "--url" ? [] : ["--url", "https://leads.example.com"];
        var (exitCode, _, error) = await RunAsync(["scan", "--queue", Queue, .. server, "--client-id", "desk", option, value]);

        Assert.Equal(ExitCodes.Fault, exitCode);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_others_can_read_is_warned_of()
    {
        var path = SecretFile();
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        List<string> warnings = [];

        var credential = await new SourceSettings(new("http://leads.example.com"), "desk", "file:" + path)
            .ReadCredentialAsync(warnings.Add, default);

        Assert.Equal(ServerDouble.Secret, credential.ClientSecret);
        Assert.Equal(
            [
                "http://leads.example.com/ is not encrypted: the client secret and the leads can be read on the way.",
                $"Others can read the secret in {path}: chmod 600 {path}",
            ],
            warnings);
        Assert.DoesNotContain(ServerDouble.Secret, credential.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/null", "is no reader")]
    [InlineData("/etc/passwd", "is no reader")]
    public async Task What_is_no_reader_is_refused(string reader, string words)
    {
        var (exitCode, _, error) = await RunAsync(
            "scan", "--queue", Queue, "--url", "https://leads.example.com", "--client-id", "desk",
            "--client-secret", "file:" + SecretFile(), "--reader", reader);

        Assert.Equal(1, exitCode);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string SecretFile()
    {
        var path = _folder.In("secret");
        File.WriteAllText(path, ServerDouble.Secret + "\n");
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new RootCommand { ScanCommand.Create() }.Parse(arguments)
            .InvokeAsync(new() { Output = output, Error = error });
        return (exitCode, output.ToString(), error.ToString());
    }
}
