using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Lanyard.Sync.Tests.Support.Tryton;

/// <summary>
/// A real trytond from Debian's packages, with a database on SQLite for each test. Making a database takes Tryton most
/// of a minute, so a template is kept below artifacts/ from run to run. Without Tryton installed the tests fail.
/// </summary>
internal sealed class TrytonServer
{
    public const string Login = "admin";
    public const string Password = "Lanyard-and-badge-7";

    private static readonly Lazy<Task<TrytonServer>> Lazy = new(StartAsync);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private readonly string _folder;
    private Process? _process;

    private TrytonServer(string folder, int port)
    {
        _folder = folder;
        Address = new($"http://127.0.0.1:{port}/");
    }

    public Uri Address { get; }

    public static Task<TrytonServer> SharedAsync() => Lazy.Value;

    /// <summary>An empty database with a company and three countries; its name.</summary>
    public string CreateDatabase()
    {
        var name = "test_" + Guid.NewGuid().ToString("N");
        File.Copy(Path.Combine(_folder, "template.sqlite"), Path.Combine(_folder, name + ".sqlite"));
        return name;
    }

    /// <summary>kill -9, and up again.</summary>
    public async Task RestartAsync()
    {
        Kill();
        await StartProcessAsync();
    }

    private static async Task<TrytonServer> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var folder = Directory.CreateTempSubdirectory("lanyard-tryton-").FullName;
        var server = new TrytonServer(folder, ((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.Kill();
            Directory.Delete(folder, recursive: true);
        };
        await File.WriteAllTextAsync(Path.Combine(folder, "trytond.conf"),
            $"[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = {server.Address.Authority}\n");
        var kept = await TemplateAsync();
        if (File.Exists(kept))
            File.Copy(kept, Path.Combine(folder, "template.sqlite"));
        else
            await server.MakeTemplateAsync(kept);
        await server.StartProcessAsync();
        return server;
    }

    // By the version of the packages, so that new ones make a new template.
    private static async Task<string> TemplateAsync()
    {
        var version = await RunAsync(
            "dpkg-query", ["-W", "-f", "${Version} ", "tryton-server", "tryton-modules-party",
                "tryton-modules-sale-opportunity"], []);
        var artifacts = AppContext.BaseDirectory;
        while (Path.GetFileName(artifacts) != "artifacts")
            artifacts = Path.GetDirectoryName(artifacts)
                ?? throw new InvalidOperationException("There is no folder artifacts above the tests.");
        return Path.Combine(artifacts, "tryton", string.Concat(
            version.Trim().Select(c => c is ' ' or ':' or '/' ? '-' : c)) + ".sqlite");
    }

    private async Task MakeTemplateAsync(string kept)
    {
        var template = Path.Combine(_folder, "template.sqlite");
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(template, "");
        await File.WriteAllTextAsync(password, Password + "\n");
        await RunAsync(
            "trytond-admin",
            ["-c", Path.Combine(_folder, "trytond.conf"), "-d", "template", "-u", "sale_opportunity",
                "--activate-dependencies", "--email", "admin@example.com"],
            new() { ["TRYTONPASSFILE"] = password });
        await StartProcessAsync();
        await new TrytonAdmin(Http, Address, "template").FurnishAsync();
        Kill();
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        var part = kept + "." + Guid.NewGuid().ToString("N");
        File.Copy(template, part);
        File.Move(part, kept, overwrite: true);
    }

    private async Task StartProcessAsync()
    {
        _process = Start("/bin/sh", ["-c", "exec trytond -c \"$0/trytond.conf\" >> \"$0/log\" 2>&1", _folder], [],
            readsOutput: false);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var response = await Http.PostAsync(Address, TrytonAdmin.Body("common.server.version", []));
                return;
            }
            catch (HttpRequestException) when (attempt < 1200 && !_process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private void Kill()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    private static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        using var process = Start(program, arguments, environment, readsOutput: true);
        var said = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0,
            $"{program} ended with {process.ExitCode}. Is Tryton installed? ./test.sh installs it.");
        return await said;
    }

    private static Process Start(
        string program, IEnumerable<string> arguments, Dictionary<string, string> environment, bool readsOutput)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = readsOutput,
            UseShellExecute = false };
        // Debian's own Python, whatever other one comes first in PATH.
        start.Environment["PYENV_VERSION"] = "system";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
