using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Tests.Support;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Faults;

/// <summary>
/// A show in a store, for a workload: exhibitors, registrants whose names tell which they are, and badges of another
/// event.
/// </summary>
public sealed class Show
{
    /// <summary>
    /// Every how-manieth registrant has answered the question, and moves when it is exposed or hidden.
    /// </summary>
    public const int Answering = 10;

    /// <summary>Registrants of the other event are numbered from here.</summary>
    public const int Foreign = 10_000_000;

    private const int ForeignRegistrants = 20;

    public required string Folder { get; init; }

    /// <summary>Connection string of PostgreSQL; null on SQLite.</summary>
    public required string? Database { get; init; }

    public required string EventPath { get; init; }

    public required string OrganiserToken { get; init; }

    /// <summary>Keys of the exhibitors are <c>e0</c> and so on.</summary>
    public required IReadOnlyList<long> Exhibitors { get; init; }

    public required IReadOnlyList<string> Tokens { get; init; }

    public required IReadOnlyList<(string Id, string Secret)> Clients { get; init; }

    public required int Registrants { get; init; }

    public StoreProbe Probe => new(Folder, Database);

    /// <summary>Makes a store with a show in it, and stops the server again.</summary>
    public static async Task<Show> CreateAsync(int exhibitors, int registrants, string? database = null)
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-faults-").FullName;
        await using var server = await StartShowOnAsync(folder, database);
        await ImportAsync(server, server.EventId, Enumerable.Range(0, registrants));
        await ImportAsync(server, await server.CreateEventAsync("Other"), Enumerable.Range(Foreign, ForeignRegistrants));
        var clients = new List<(string Id, string Secret)>();
        var tokens = new List<string>();
        for (var i = 0; i < exhibitors; i++)
        {
            var (client, id, secret) = await server.CreateExhibitorAsync($"e{i}");
            using (client)
                tokens.Add(client.DefaultRequestHeaders.Authorization!.Parameter!);
            clients.Add((id, secret));
        }
        var views = await OkAsync(server.Organiser.GetAsync($"{server.Event}/exhibitors"));
        var ids = views.EnumerateArray()
            .ToDictionary(e => e.GetProperty("key").GetString()!, e => Id(e.GetProperty("id").GetString()!));
        return new Show
        {
            Folder = folder,
            Database = database,
            EventPath = server.Event,
            OrganiserToken = server.Organiser.DefaultRequestHeaders.Authorization!.Parameter!,
            Exhibitors = Enumerable.Range(0, exhibitors).Select(i => ids[$"e{i}"]).ToList(),
            Tokens = tokens,
            Clients = clients,
            Registrants = registrants,
        };
    }

    public static string Badge(int registrant) => string.Create(CultureInfo.InvariantCulture, $"badge-{registrant}");

    /// <summary>The registrant as the organiser sends it, at the given version.</summary>
    public static object Registrant(int registrant, int version, bool withCode) => new
    {
        key = $"R{registrant}",
        code = withCode ? Badge(registrant) : null,
        contact = new { firstName = $"v{version}", lastName = $"P{registrant}" },
        answers = registrant % Answering == 0 && registrant < Foreign
            ? [new { question = "q", options = new[] { "yes" } }]
            : Array.Empty<object>(),
    };

    public static object Question(bool exposed) =>
        new { name = "Do you buy?", type = "radio", exposed, options = new[] { new { key = "yes", name = "Yes" } } };

    private static async Task<TestServer> StartShowOnAsync(string folder, string? database)
    {
        var server = await StartOnAsync(folder, database);
        await server.BeginShowAsync();
        await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/profile-questions/q", Question(exposed: true)));
        return server;
    }

    private static async Task ImportAsync(TestServer server, string eventId, IEnumerable<int> registrants)
    {
        var text = new StringBuilder();
        foreach (var registrant in registrants)
            text.Append(JsonSerializer.Serialize(Registrant(registrant, 0, withCode: true))).Append('\n');
        var result = await OkAsync(server.Organiser.PostAsync(
            $"/organise/v1/events/{eventId}/registrants",
            new StringContent(text.ToString(), Encoding.UTF8, "application/x-ndjson")));
        Assert.Equal(0, result.GetProperty("failed").GetInt64());
    }

    private static long Id(string text)
    {
        Assert.True(ShortId.TryParse(text, out var id));
        return id;
    }
}
