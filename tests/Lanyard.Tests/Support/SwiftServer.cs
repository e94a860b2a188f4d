using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Lanyard.Server.Hosting.Files;
using Microsoft.Extensions.Configuration;

namespace Lanyard.Tests.Support;

/// <summary>
/// A real store that speaks S3: OpenStack's Swift, in a folder and on ports of its own, with an empty bucket. It refuses what is
/// not signed by its key. Pages of a list have two entries. Without one installed the tests fail.
/// </summary>
internal sealed class SwiftServer : IAsyncDisposable
{
    private const string Bucket = "leads";
    private const string Region = "eu-central-1";
    private const string AccessKey = "lanyard:files";
    private const string Secret = "signs-what-the-tests-send";

    private static readonly string[] Stores = ["account", "container", "object"];

    // The tool that Swift has for it is started nine times for as much.
    private const string MakeRings =
        """
        import sys
        from swift.common.ring import RingBuilder
        for name, port in (argument.split(':') for argument in sys.argv[1:]):
            builder = RingBuilder(1, 1, 0)
            builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'disk', 'weight': 1})
            builder.rebalance()
            builder.get_ring().save(name + '.ring.gz')
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lanyard-swift-").FullName;
    private readonly List<Process> _processes = [];
    private int _port;

    private SwiftServer()
    {
    }

    public S3Settings Settings => new()
    {
        Endpoint = $"http://127.0.0.1:{_port}", Region = Region, Bucket = Bucket, AccessKey = AccessKey, SecretKey = Secret,
    };

    public static async Task<SwiftServer> StartAsync()
    {
        Assert.True(File.Exists("/usr/bin/swift-proxy-server"), "Swift is not installed: ./test.sh installs it.");
        var server = new SwiftServer();
        try
        {
            await server.StartProcessesAsync();
            await server.MakeBucketAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public void Configure(IConfiguration settings)
    {
        var files = Settings;
        settings["Files:S3:Endpoint"] = files.Endpoint;
        settings["Files:S3:Region"] = files.Region;
        settings["Files:S3:Bucket"] = files.Bucket;
        settings["Files:S3:AccessKey"] = files.AccessKey;
        settings["Files:S3:SecretKey"] = files.SecretKey;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartProcessesAsync()
    {
        var ports = FreePorts(Stores.Length + 1);
        _port = ports[^1];
        Directory.CreateDirectory(Path.Combine(_folder, "disks", "disk"));
        using (var rings = Start("/usr/bin/python3", ["-c", MakeRings, .. Stores.Zip(ports, (s, p) => string.Create(CultureInfo.InvariantCulture, $"{s}:{p}"))]))
        {
            await rings.WaitForExitAsync();
            Assert.Equal(0, rings.ExitCode);
        }
        foreach (var (store, port) in Stores.Zip(ports))
        {
            await StartAsync(store, port, $"devices = {_folder}/disks\nmount_check = false",
                $"""
                [pipeline:main]
                pipeline = {store}-server
                [app:{store}-server]
                use = egg:swift#{store}
                """);
        }
        await StartAsync("proxy", _port, "",
            $"""
            [pipeline:main]
            pipeline = catch_errors proxy-logging cache listing_formats s3api tempauth proxy-server
            [filter:catch_errors]
            use = egg:swift#catch_errors
            [filter:cache]
            use = egg:swift#memcache
            memcache_servers = 127.0.0.1:1
            [filter:s3api]
            use = egg:swift#s3api
            location = {Region}
            max_bucket_listing = 2
            [filter:tempauth]
            use = egg:swift#tempauth
            user_{AccessKey.Replace(':', '_')} = {Secret} .admin
            [filter:listing_formats]
            use = egg:swift#listing_formats
            [filter:proxy-logging]
            use = egg:swift#proxy_logging
            [app:proxy-server]
            use = egg:swift#proxy
            account_autocreate = true
            """);
    }

    private async Task StartAsync(string name, int port, string settings, string rest)
    {
        var file = Path.Combine(_folder, name + ".conf");
        await File.WriteAllTextAsync(file,
            $"""
            [DEFAULT]
            bind_ip = 127.0.0.1
            bind_port = {port}
            workers = 0
            swift_dir = {_folder}
            user = {Environment.UserName}
            {settings}
            {rest}
            """);
        _processes.Add(Start("/usr/bin/swift-" + name + "-server", [file]));
    }

    private Process Start(string program, string[] arguments) => Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >> log 2>&1", "sh", program, .. arguments]) { WorkingDirectory = _folder })!;

    private async Task MakeBucketAsync()
    {
        using var client = new AmazonS3Client(new BasicAWSCredentials(AccessKey, Secret), new AmazonS3Config
        {
            ServiceURL = Settings.Endpoint, AuthenticationRegion = Region, ForcePathStyle = true, MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        });
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await client.PutBucketAsync(Bucket);
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or AmazonServiceException)
            {
                // Its four processes come up one after the other.
                if (patience.Elapsed > TimeSpan.FromMinutes(3))
                    throw new InvalidOperationException("Swift did not start: " + await File.ReadAllTextAsync(Path.Combine(_folder, "log")), exception);
                await Task.Delay(100);
            }
        }
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}
