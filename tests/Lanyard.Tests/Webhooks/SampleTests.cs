using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Lanyard.Core.Webhooks;
using Lanyard.Server.Hosting.Webhooks;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Webhooks.WebhookShow;

namespace Lanyard.Tests.Webhooks;

/// <summary>The receivers that docs/connect/integrations.md shows, run as they stand there, beside the real sender.</summary>
public sealed class SampleTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../../.."));

    [Fact]
    public async Task The_receiver_in_CSharp_takes_what_is_signed_and_refuses_the_rest()
    {
        var program = await File.ReadAllTextAsync(Path.Combine(Root, "samples/WebhookReceiver/Program.cs"), TestContext.Current.CancellationToken);
        Assert.Contains(await SampleAsync("csharp"), program, StringComparison.Ordinal);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var assembly = Path.Combine(folder.Parent!.Parent!.FullName, "WebhookReceiver", folder.Name, "WebhookReceiver.dll");
        await TryAsync((url, secret) =>
        {
            var start = new ProcessStartInfo("dotnet", [assembly, "--urls", url]);
            start.Environment["WEBHOOK_SECRETS"] = secret;
            return Task.FromResult(start);
        });
    }

    [Fact]
    public Task The_receiver_in_Python_takes_what_is_signed_and_refuses_the_rest() => TryAsync(async (url, secret) =>
    {
        var program = (await SampleAsync("python")).Replace("whsec_...", secret, StringComparison.Ordinal)
            .Replace("8000", new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return new ProcessStartInfo("/usr/bin/python3", ["-c", program]);
    });

    [Fact]
    public async Task The_page_of_a_webhook_shows_the_same_check_in_Python()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root, "src/Lanyard.Server/Web/Webhooks/VerifySample.razor"), TestContext.Current.CancellationToken);
        var shown = Regex.Match(page, "    def is_ours.*?\"\"\"", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value.TrimEnd('"', ' ', '\n')
            .Split('\n').Select(line => line[4..]).Skip(1);
        Assert.Contains(string.Join('\n', shown), await SampleAsync("python"), StringComparison.Ordinal);
    }

    private static async Task TryAsync(Func<string, string, Task<ProcessStartInfo>> program)
    {
        await using var show = await StartAsync(TestStore.Sqlite);
        var url = $"http://127.0.0.1:{FreePort()}";
        var (key, secret) = await show.AddAsync(url + "/leads");
        var start = await program(url, secret);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await WaitAsync(() => IsListeningAsync(new Uri(url).Port));
            Assert.Equal((204, true), await TestAsync(show, key));
            await show.ScanAsync("badge-1");
            await WaitAsync(async () => (await show.Administration.DeliveriesAsync(key, 0, 10, default)).Exists(d => d is { ConnectionSeq: not null, Status: 204 }));
            await show.Administration.RenewSecretAsync(key, Manager, default);
            // For a day both sign.
            Assert.Equal((204, true), await TestAsync(show, key));
            await show.Administration.RenewSecretAsync(key, Manager, default);
            Assert.Equal((401, false), await TestAsync(show, key));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<(int? Status, bool Arrived)> TestAsync(WebhookShow show, WebhookKey key)
    {
        var attempt = await show.Get<WebhookSender>().TestAsync(await show.WebhookAsync(key), default);
        return (attempt.Delivery.Status, attempt.Arrived);
    }

    private static async Task<string> SampleAsync(string language)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root, "docs/connect/integrations.md"), TestContext.Current.CancellationToken);
        return Regex.Match(page, $"```{language}\n(?<sample>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Groups["sample"].Value;
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
