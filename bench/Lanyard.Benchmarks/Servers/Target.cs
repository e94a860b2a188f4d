using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Lanyard.Benchmarks.Load;

namespace Lanyard.Benchmarks.Servers;

/// <summary>What the server's command <c>demo</c> wrote of the show it made.</summary>
internal sealed record Show(string EventId, ShowClient Organiser, IReadOnlyList<ShowClient> Exhibitors,
    IReadOnlyList<string> Badges)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
}

internal sealed record ShowClient(string ClientId, string ClientSecret);

/// <summary>An exhibitor that calls: its token, and what is known of its connections.</summary>
internal sealed record Caller(ShowClient Client, string Token, long FirstRevision, long LastStart,
    IReadOnlyList<string> Ids);

/// <summary>The real server on a store of one size.</summary>
internal sealed class Target(ServerProcess server, string folder, long size, Show show, IReadOnlyList<Caller> callers)
    : IAsyncDisposable
{
    private const int MostCallers = 1000;
    private const string Connections = "/connect/v1/connections";
    private const string Token = "/connect/oauth2/token";

    public ServerProcess Server => server;

    public long Size => size;

    public Show Show => show;

    public IReadOnlyList<Caller> Callers => callers;

    public string LogPath { get; } = Path.Combine(folder, "lanyard.db-wal");

    public string Folder => folder;

    /// <summary>
    /// Makes the store when the folder has none, starts the server on it and signs the exhibitors in.
    /// </summary>
    /// <param name="store">A PostgreSQL connection string, or <c>sqlite</c>.</param>
    public static async Task<Target> StartAsync(string assembly, string folder, string store, Sizes sizes)
    {
        IEnumerable<string> where = store == "sqlite" ? ["--data", folder] : ["--data", folder, "--store", store];
        var path = Path.Combine(folder, "show.json");
        if (!File.Exists(path))
        {
            await ServerProcess.RunAsync(assembly, ["demo", .. where, "--credentials", path,
                "--registrants", Text(Sizes.Registrants), "--exhibitors", Text(sizes.Exhibitors), "--connections",
                    Text(sizes.Connections)]);
        }
        var show = JsonSerializer.Deserialize<Show>(await File.ReadAllTextAsync(path), Show.Json)!;
        var server = await ServerProcess.StartAsync(assembly, "/health/ready", url => [.. where, "--urls", url]);
        var callers = new List<Caller>();
        foreach (var client in show.Exhibitors.Take(MostCallers))
            callers.Add(await SignInAsync(server.Http, client, (int)(sizes.Connections / show.Exhibitors.Count)));
        return new(server, folder, sizes.Connections, show, callers);
    }

    public Requests Idle() =>
        new(callers.Select(c => Requests.Get($"{Connections}?fromRevision=9007199254740991", c.Token)));

    public Requests Pages() => new(
        callers.Select(c => Requests.Get($"{Connections}?fromRevision={new string(Requests.Hole, 16)}", c.Token)),
        (caller, random, hole) => random.NextInt64(callers[caller].FirstRevision, callers[caller].LastStart)
            .TryFormat(hole, out _, "D16", CultureInfo.InvariantCulture));

    public Requests Finds() => new(
        callers.Select(c => Requests.Get($"{Connections}/{new string(Requests.Hole, 13)}", c.Token)),
        (caller, random, hole) => System.Text.Encoding.ASCII.GetBytes(
            callers[caller].Ids[random.Next(callers[caller].Ids.Count)], hole));

    public Requests Scans(int mostCallers = MostCallers) => new(
        callers.Take(mostCallers).Select(c => Requests.Post(
            Connections, c.Token, "application/json",
                $$"""{"code":"{{new string(Requests.Hole, show.Badges[0].Length)}}"}""")),
        (_, random, hole) => System.Text.Encoding.ASCII.GetBytes(show.Badges[random.Next(show.Badges.Count)], hole));

    /// <summary>Every exhibitor scans the same badge.</summary>
    public IEnumerable<string> ScansOf(string badge) => callers.Select(c =>
        Requests.Post(Connections, c.Token, "application/json", $$"""{"code":"{{badge}}"}"""));

    public Requests Tokens() => new(callers.Select(c => Requests.Post(Token, null, "application/x-www-form-urlencoded",
        $"grant_type=client_credentials&client_id={c.Client.ClientId}&client_secret={c.Client.ClientSecret}")));

    public static Requests Live() =>
        new(["GET /health/live HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n"]);

    /// <summary>The organiser's own client, for changing registrants.</summary>
    public async Task<HttpClient> OrganiseAsync()
    {
        var client = new HttpClient { BaseAddress = server.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(30) };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await IssueAsync(server.Http, show.Organiser));
        return client;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static async Task<Caller> SignInAsync(HttpClient http, ShowClient client, int connections)
    {
        var token = await IssueAsync(http, client);
        using var request = new HttpRequestMessage(HttpMethod.Get, Connections + "?fromRevision=0");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = (await http.SendAsync(request)).EnsureSuccessStatusCode();
        var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement;
        var revisions = page.EnumerateArray().Select(c => c.GetProperty("revision").GetInt64()).ToList();
        // Made at even intervals: a page that begins before the last hundred is full.
        var pages = (double)(connections - 110) / (revisions.Count - 1);
        return new(client, token, revisions[0],
            revisions[0] + Math.Max(1, (long)(pages * (revisions[^1] - revisions[0]))),
            page.EnumerateArray().Select(c => c.GetProperty("id").GetString()!).ToList());
    }

    private static async Task<string> IssueAsync(HttpClient http, ShowClient client)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client.ClientId,
            ["client_secret"] = client.ClientSecret,
        });
        using var answer = (await http.PostAsync(Token, form)).EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement.GetProperty("access_token")
            .GetString()!;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A show with about a thousand connections an exhibitor, as many as the research measured with.</summary>
internal sealed record Sizes(long Connections)
{
    public const int Registrants = 100_000;

    public int Exhibitors => (int)Math.Clamp(Connections / 1000, 1, 5000);
}
