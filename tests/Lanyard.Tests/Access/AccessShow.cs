using System.Net.Http.Headers;
using System.Net.Http.Json;
using Lanyard.Core.Accounts;
using Lanyard.Core.Exhibitors;
using Lanyard.Server.Hosting;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;

namespace Lanyard.Tests.Access;

/// <summary>A show with somebody of each role, who all ask for what belongs to the exhibitor <c>one</c> and its organiser.</summary>
public sealed class AccessShow : IAsyncLifetime
{
    private readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    internal TestServer Server { get; private set; } = null!;

    private AccessThings Things { get; set; } = null!;

    /// <summary>All routes of the running server, with each of their methods.</summary>
    public IReadOnlyCollection<(string Method, string Path)> Routes => RoutesOf(Server.App);

    public static IReadOnlyCollection<(string Method, string Path)> RoutesOf(IEndpointRouteBuilder app) =>
        [.. app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
                .Select(method => (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/')))).Distinct()];

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartShowAsync();
        var (own, _, _) = await Server.CreateExhibitorAsync("one");
        var (other, _, _) = await Server.CreateExhibitorAsync("two");
        var stranger = await Server.CreateOrganiserAsync();
        using var foreign = await Server.SignInAsync(stranger.ClientId, stranger.Secret);
        var people = new AccessPeople(Server);
        await people.LoadAsync(stranger.ClientId);
        Add("nobody", await people.NobodyAsync());
        foreach (var (role, client) in new[] { ("api", own), ("apiOther", other), ("org", Server.Organiser), ("orgOther", foreign) })
        {
            Add(role, (await people.NobodyAsync()) with { Token = client.DefaultRequestHeaders.Authorization });
        }
        own.Dispose();
        other.Dispose();
        foreach (var (role, kind) in new[] { ("owner", OrganiserRole.Owner), ("staff", OrganiserRole.Staff), ("reader", OrganiserRole.ReadOnly) })
            Add(role, await people.MemberAsync(people.OrganiserId, kind));
        Add("stranger", await people.MemberAsync(people.StrangerId, OrganiserRole.Owner));
        Add("none", await people.WorkerAsync("one", ExhibitorRights.None));
        Add("scan", await people.WorkerAsync("one", ExhibitorRights.Scan));
        Add("all", await people.WorkerAsync("one", ExhibitorRights.SeeAll));
        Add("export", await people.WorkerAsync("one", ExhibitorRights.Export));
        Add("manage", await people.WorkerAsync("one", ExhibitorRights.Manage));
        Add("other", await people.WorkerAsync("two", ExhibitorRights.All));
        Add("device", await people.DeviceAsync("one"));
        Things = new(Server, people);
        await Things.MakeAsync(_callers["owner"].AccountId, _callers["scan"].AccountId);
    }

    /// <summary>What a route answers to the roles, in their order.</summary>
    public async Task<List<string>> AskAsync(AccessRow row, IEnumerable<string> roles)
    {
        var asked = new List<Task<string>>();
        foreach (var role in roles)
        {
            var address = await Things.AddressAsync(row);
            asked.Add(AskAsync(row, address, _callers[role]));
            // What one takes away is made anew for the next.
            if (row.Method is "DELETE")
                await asked[^1];
        }
        return [.. await Task.WhenAll(asked)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in _callers.Values)
            caller.Http.Dispose();
        await Server.DisposeAsync();
    }

    private void Add(string role, Caller caller) => _callers.Add(role, caller);

    private async Task<string> AskAsync(AccessRow row, string address, Caller caller)
    {
        using var request = new HttpRequestMessage(new(row.Method is "ANY" ? "GET" : row.Method), address);
        if (row.Method is "POST" or "PUT" or "PATCH")
            request.Content = Body(row.Path, caller);
        request.Headers.Authorization = caller.Token;
        request.Headers.Add("Cookie", caller.Cookies);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var response = await caller.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return Answer((int)response.StatusCode, response.Headers.Location?.OriginalString ?? "");
    }

    /// <summary>What changes nothing, where the route looks at it: who is allowed is told that it cannot be taken.</summary>
    private HttpContent Body(string path, Caller caller) => path switch
    {
        "/connect/scan/join" => JsonContent.Create(new { secret = Things.Link, name = "" }),
        "/connect/scan/leave" => new StringContent(""),
        "/organise/v1/members/{accountId}" => JsonContent.Create(new { role = "staff" }),
        // A form that no page has is looked for once the page is there.
        _ when PagePaths.IsPage(path) =>
            new FormUrlEncodedContent([new("__RequestVerificationToken", caller.FormToken), new("_handler", "none")]),
        _ when path.Contains("/oauth2/", StringComparison.Ordinal) => new FormUrlEncodedContent([]),
        _ => JsonContent.Create(Array.Empty<int>()),
    };

    /// <summary>Who is allowed gets an answer of another kind: what was asked for, or what is wrong with the question.</summary>
    private static string Answer(int status, string location) => status switch
    {
        401 or 403 or 404 or 405 or 429 or >= 500 => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        >= 300 and < 400 when location.StartsWith("/organise/sign-in", StringComparison.Ordinal) => "login",
        >= 300 and < 400 when location is "/connect" => "connect",
        _ => "ok",
    };
}

/// <summary>Somebody who asks.</summary>
/// <param name="Cookies">Of the session, the device and the form.</param>
/// <param name="FormToken">Of the forms of pages.</param>
internal sealed record Caller(HttpClient Http, string Cookies, string FormToken, AuthenticationHeaderValue? Token = null, long AccountId = 0);
