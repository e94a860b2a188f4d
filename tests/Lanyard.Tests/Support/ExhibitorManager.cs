using System.Net.Http.Json;
using Lanyard.Core.Data;

namespace Lanyard.Tests.Support;

/// <summary>Somebody who has all rights at an exhibitor, signed in.</summary>
/// <param name="Home">The address of the exhibitor's overview.</param>
internal sealed record ExhibitorManager(PageClient Client, string Home) : IDisposable
{
    public const string Password = "correct horse battery";

    public ExhibitorKey Exhibitor => ExhibitorKey.ParseOrNull(string.Join('/', Home.Split('/')[^2..])) ?? throw new FormatException(Home);

    /// <summary>Adds an exhibitor and takes the invitation to manage it.</summary>
    public static async Task<ExhibitorManager> JoinAsync(TestServer server, string key = "northlight")
    {
        await TestServer.OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/exhibitors/{key}", new { name = key }));
        var invited = await TestServer.OkAsync(server.Organiser.PostAsJsonAsync(
            $"{server.Event}/exhibitors/{key}/invitations", new { email = key + "@example.com" }));
        var client = new PageClient(server);
        await client.PostAsync(
            new Uri(invited.GetProperty("link").GetString()!).AbsolutePath, "join", new() { ["Name"] = "Manager", ["Password"] = Password });
        return new(client, client.Path);
    }

    public void Dispose() => Client.Dispose();
}
