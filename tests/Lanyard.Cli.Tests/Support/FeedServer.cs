using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanyard.Cli.Tests.Support;

/// <summary>The guide's token endpoint and GET, over leads that a test puts there.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    public const string Secret = "canary-of-a-secret";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (long Revision, string Json)> _leads = new(StringComparer.Ordinal);
    private long _revision = 1000;
    private int _reads;

    private FeedServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public int Reads => _reads;

    /// <summary>Answers every list as Lanyard does to a client that is restricted for its use.</summary>
    public bool IsRestricting { get; set; }

    public static async Task<FeedServer> StartAsync(int leads)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new FeedServer(app);
        app.MapPost("/connect/oauth2/token", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync();
            var basic = context.Request.Headers.Authorization.ToString();
            var isKnown = form["client_secret"] == Secret
                || basic.Length > 6 && Convert.FromBase64String(basic[6..]).AsSpan().EndsWith(System.Text.Encoding.UTF8.GetBytes(":" + Secret));
            return isKnown ? Results.Json(new { access_token = "token", expires_in = "3600" }) : Results.Json(new { error = "invalid_client" }, statusCode: 401);
        });
        app.MapGet("/connect/v1/connections", (long? fromRevision) => server.Page(fromRevision ?? 0));
        app.MapGet("/connect/v1/connections/{id}", (string id) => server._leads.TryGetValue(id, out var lead)
            ? Results.Text(lead.Json, "application/json") : Results.NotFound());
        for (var i = 0; i < leads; i++)
            server.Put(i);
        await app.StartAsync();
        return server;
    }

    /// <summary>The lead of this number, changed.</summary>
    public void Put(int number, string company = "Acme")
    {
        var revision = Interlocked.Increment(ref _revision);
        var id = "364e2t" + number.ToString("D7", CultureInfo.InvariantCulture);
        _leads[id] = (revision, $$"""
            {"contact":{"company":"{{company}}","email":"lead{{number}}@example.com","firstName":"Zoë","lastName":"Doe {{number}}"},
            "exhibitorQuestions":[],"id":"{{id}}","notes":[],"profileQuestions":[],"revision":{{revision}},"scanInfo":"","source":"barcode",
            "state":"completed","time":"2026-11-24T09:00:00Z"}
            """);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Page(long from)
    {
        Interlocked.Increment(ref _reads);
        if (IsRestricting)
        {
            return Results.Json(new
            {
                code = "restricted",
                detail = "Reading is refused.",
                reason = "full-resync",
                until = "2030-01-01T00:00:00Z",
            }, contentType: "application/problem+json", statusCode: 403);
        }
        var page = _leads.Values.Where(l => l.Revision >= from).OrderBy(l => l.Revision).Take(100).Select(l => l.Json);
        return Results.Text($"[{string.Join(',', page)}]", "application/json");
    }
}
