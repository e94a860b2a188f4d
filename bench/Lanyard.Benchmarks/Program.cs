// Starts the real server on a store of its own and, in turns with it, a bare Kestrel that sends the same number of bytes.
// The ratio of the two is the figure: both share the machine with the load that is made here.
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Lanyard.Server;

const int Connections = 20_000;
const int Clients = 32;
const int Rounds = 3;
var length = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3);

var folder = Directory.CreateTempSubdirectory("lanyard-bench-").FullName;
await using var server = Start(Path.Combine(folder, "data"));
var (token, id, secret, codes) = await FillAsync(server);
var payloads = new Dictionary<string, byte[]>(StringComparer.Ordinal);
await using var bare = StartBare(payloads);
using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients });
var lanyard = server.Urls.First();
var next = 0;
foreach (var code in codes.Take(Connections))
    await SendAsync(Scan(code));
var page = JsonDocument.Parse(await BodyAsync(Get("/connect/v1/connections?fromRevision=0"))).RootElement;
var one = page[50].GetProperty("id").GetString();
next = Connections;

Console.WriteLine($"{"operation",-12}{"requests/s",12}{"p50 ms",9}{"p99 ms",9}{"bare/s",10}{"ratio",8}");
await CompareAsync("idle poll", () => Get("/connect/v1/connections?fromRevision=9007199254740991"));
await CompareAsync("page of 100", () => Get("/connect/v1/connections?fromRevision=0"));
await CompareAsync("fetch one", () => Get($"/connect/v1/connections/{one}"));
await CompareAsync("scan", () => Scan(codes[Interlocked.Increment(ref next) % codes.Count]));
await CompareAsync("token", () => new HttpRequestMessage(HttpMethod.Post, lanyard + "/connect/oauth2/token")
{
    Content = new StringContent($"grant_type=client_credentials&client_id={id}&client_secret={secret}", Encoding.UTF8, "application/x-www-form-urlencoded"),
});
using var self = Process.GetCurrentProcess();
Console.WriteLine($"{Connections} connections, {Clients} clients; server and load together hold {self.WorkingSet64 >> 20} MiB");
await server.StopAsync();
await bare.StopAsync();

async Task CompareAsync(string name, Func<HttpRequestMessage> make)
{
    payloads[name] = await BodyAsync(make());
    var path = $"{bare.Urls.First()}/{Uri.EscapeDataString(name)}";
    HttpRequestMessage Bare()
    {
        var sample = make();
        sample.RequestUri = new Uri(path);
        return sample;
    }

    await RunAsync(make, TimeSpan.FromSeconds(1));
    await RunAsync(Bare, TimeSpan.FromSeconds(1));
    var (rate, bareRate, times) = (0.0, 0.0, new List<double>());
    for (var round = 0; round < Rounds; round++)
    {
        bareRate += (await RunAsync(Bare, length)).Rate / Rounds;
        var run = await RunAsync(make, length);
        rate += run.Rate / Rounds;
        times.AddRange(run.Times);
    }
    times.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-12}{rate,12:0}{times[times.Count / 2],9:0.00}{times[times.Count * 99 / 100],9:0.00}{bareRate,10:0}{rate / bareRate,8:0.00}"));
}

async Task<(double Rate, List<double> Times)> RunAsync(Func<HttpRequestMessage> make, TimeSpan time)
{
    var watch = Stopwatch.StartNew();
    var all = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
    {
        var times = new List<double>();
        while (watch.Elapsed < time)
        {
            var start = Stopwatch.GetTimestamp();
            await SendAsync(make());
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return times;
    })));
    var seconds = watch.Elapsed.TotalSeconds;
    var merged = all.SelectMany(t => t).ToList();
    return (merged.Count / seconds, merged);
}

async Task SendAsync(HttpRequestMessage request) => await BodyAsync(request);

async Task<byte[]> BodyAsync(HttpRequestMessage request)
{
    using (request)
    using (var response = await http.SendAsync(request))
    {
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }
}

HttpRequestMessage Get(string path)
{
    var request = new HttpRequestMessage(HttpMethod.Get, lanyard + path);
    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    return request;
}

HttpRequestMessage Scan(string code)
{
    var request = Get("/connect/v1/connections");
    request.Method = HttpMethod.Post;
    request.Content = new StringContent($"{{\"code\":\"{code}\"}}", Encoding.UTF8, "application/json");
    return request;
}

static WebApplication Start(string folder)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
    builder.Configuration["Store:Folder"] = folder;
    builder.Configuration["urls"] = "http://127.0.0.1:0";
    builder.Configuration["Logging:LogLevel:Default"] = "Warning";
    var app = builder.AddServer().Build();
    app.UseServer();
    app.Start();
    return app;
}

static WebApplication StartBare(Dictionary<string, byte[]> payloads)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Logging.ClearProviders();
    var app = builder.Build();
    app.Run(async context =>
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        var payload = payloads[context.Request.Path.Value![1..]];
        context.Response.ContentLength = payload.Length;
        await context.Response.BodyWriter.WriteAsync(payload);
    });
    app.Start();
    return app;
}

static async Task<(string Token, string Id, string Secret, List<string> Codes)> FillAsync(WebApplication app)
{
    var store = app.Services.GetRequiredService<IStore>();
    var organiser = new Organiser { Name = "Bench", CreatedAt = TimeProvider.System.GetUtcNow() };
    var show = new Event { OrganiserId = organiser.Id, Name = "Bench", StartsOn = new(2026, 1, 1), EndsOn = new(2026, 1, 2), TimeZone = "UTC" };
    var exhibitor = new Exhibitor { EventId = show.Id, Key = "one", Name = "One" };
    var issued = await store.WriteAsync(context =>
    {
        context.AddRange(organiser, show, exhibitor, new License
        {
            EventId = show.Id, ExhibitorId = exhibitor.Id, Kind = LicenseKind.Api, From = DateTimeOffset.UnixEpoch,
        });
        return Task.FromResult(app.Services.GetRequiredService<ApiClients>().Create(context, organiser.Id, new(show.Id, exhibitor.Id), "Bench").Secret);
    }, default);
    var people = Lanyard.Core.Demo.DemoPeople.Generate(Connections * 4, 1, "B-").Select((p, i) => p with { Code = $"badge-code-{i}", Answers = [] }).ToList();
    await app.Services.GetRequiredService<Registration>()
        .ImportAsync(show.Id, people.Select((p, i) => new ImportLine(i + 1, p, [])).ToAsyncEnumerable(), default);
    var directory = app.Services.GetRequiredService<ClientDirectory>();
    if (!Lanyard.Core.ShortId.TryParse(issued.ClientId, out var clientId))
        throw new InvalidOperationException("A client id is a short id.");
    var token = await app.Services.GetRequiredService<Tokens>().IssueAsync((await directory.FindAsync(clientId, default))!);
    return (token, issued.ClientId, issued.Secret, people.ConvertAll(p => p.Code!));
}
