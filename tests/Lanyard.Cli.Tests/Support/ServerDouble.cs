using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanyard.Cli.Tests.Support;

/// <summary>What the server does with a scan.</summary>
internal enum Reply
{
    Take,
    FaultBefore,
    FaultAfter,
    ResetBefore,
    ResetAfter,
    Hang,
    Unauthorized,
    UnknownCode,
    NoAccess,
    LicenseInactive,
    Invalid,
    NotTheApi,
}

/// <summary>A scan as it came over the network.</summary>
internal sealed record Post(string Code, DateTimeOffset Time);

/// <summary>The guide's token endpoint and POST, which does what the test says.</summary>
internal sealed class ServerDouble : IAsyncDisposable
{
    public const string Secret = "canary-of-a-secret";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Post> _posts = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _connections = new(StringComparer.Ordinal);

    private ServerDouble(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>What becomes of the nth POST, from 1.</summary>
    public Func<Post, int, Reply> Script { get; set; } = (_, _) => Reply.Take;

    /// <summary>Every scan that came, whatever was answered.</summary>
    public IReadOnlyList<Post> Posts => [.. _posts];

    /// <summary>The connections that were made: code and earliest time.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Connections => _connections;

    public static async Task<ServerDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new ServerDouble(app);
        app.MapPost("/connect/oauth2/token", () => Results.Json(new { access_token = "token", expires_in = "3600" }));
        app.MapPost("/connect/v1/connections", (Delegate)server.TakeAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        var post = (await context.Request.ReadFromJsonAsync<Post>())!;
        _posts.Enqueue(post);
        var answer = Script(post, _posts.Count);
        switch (answer)
        {
            case Reply.FaultBefore:
                return Problem(500, "internal_error");
            case Reply.FaultAfter:
                Merge(post);
                return Problem(500, "internal_error");
            case Reply.ResetBefore:
                context.Abort();
                return Results.Empty;
            case Reply.ResetAfter:
                Merge(post);
                context.Abort();
                return Results.Empty;
            case Reply.Hang:
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return Results.Empty;
            case Reply.Unauthorized:
                return Problem(401, "invalid_token");
            case Reply.UnknownCode:
                return Problem(404, "unknown_code", $"No badge has the code {post.Code}.");
            case Reply.NoAccess:
                return Problem(403, "no_access");
            case Reply.LicenseInactive:
                return Problem(403, "license_inactive");
            case Reply.Invalid:
                return Problem(400, "invalid_request", $"The code {post.Code} is too long.");
            case Reply.NotTheApi:
                return Results.Content("<h1>Welcome to the hall's network</h1>", "text/html");
            default:
                return Record(post, Merge(post));
        }
    }

    private DateTimeOffset Merge(Post post) =>
        _connections.AddOrUpdate(post.Code, post.Time, (_, before) => before < post.Time ? before : post.Time);

    private static IResult Record(Post post, DateTimeOffset time) => Results.Json(new
    {
        contact = new { firstName = "Ada", lastName = $"of {post.Code.Length}", company = "Harbour \u001b[31mWorks" },
        id = "364e2tkmeyp9t",
        revision = 1,
        scanInfo = "",
        source = "barcode",
        state = "completed",
        time = $"{time:yyyy-MM-ddTHH:mm:ssZ}",
    });

    private static IResult Problem(int status, string code, string? detail = null) => Results.Json(
        new { status, code, detail = detail ?? "In the server's words." }, contentType: "application/problem+json",
        statusCode: status);
}
