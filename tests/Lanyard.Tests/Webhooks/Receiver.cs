using System.Collections.Concurrent;
using System.Text.Json;
using Lanyard.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanyard.Tests.Webhooks;

/// <summary>A message as it came.</summary>
internal sealed record Received(string Path, string Id, string Timestamp, string Signatures, byte[] Body)
{
    public JsonElement Data => JsonDocument.Parse(Body).RootElement.GetProperty("data");

    public long Revision => Data.GetProperty("revision").GetInt64();

    public bool IsSignedBy(string secret, DateTimeOffset now) => WebhookSignature.Verify(secret, Id, Timestamp, Signatures, Body, now);
}

/// <summary>A real server that is told of changes, and answers as a test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> All { get; } = new();

    /// <summary>How the next requests are answered, one after the other; 200 when there is nothing left.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Answers { get; } = new();

    /// <summary>How all others are answered.</summary>
    public Func<HttpContext, Task> Usual { get; set; } = _ => Task.CompletedTask;

    public string Url => _app.Urls.First() + "/leads";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public void Answer(int status) => Answers.Enqueue(context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        All.Enqueue(new(context.Request.Path, headers[WebhookSignature.IdHeader].ToString(),
            headers[WebhookSignature.TimestampHeader].ToString(), headers[WebhookSignature.SignatureHeader].ToString(), body.ToArray()));
        await (Answers.TryDequeue(out var answer) ? answer : Usual)(context);
    }
}
