using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Lanyard.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanyard.Sync.Tests.Support;

/// <summary>What goes wrong with one request.</summary>
internal enum WebhookFault
{
    None,
    TooMany,
    TooManySeconds,
    TooManyDate,
    TooManyForAnHour,
    BadGateway,
    Unavailable,
    GatewayTimeout,
    ErrorBefore,
    ErrorAfter,
    ResetBefore,
    ResetAfter,
    HangAfter,
    Gone,
    Redirect,
    Unauthorized,
    NotFound,
}

/// <summary>A request as it came.</summary>
internal sealed record Delivery(
    string Id, string Type, string ConnectionId, long Revision, string? Email, long Timestamp);

/// <summary>A receiver of webhooks that checks signatures and remembers ids, on a port of its own.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestTime _time;
    private readonly ConcurrentDictionary<string, Delivery> _taken = new(StringComparer.Ordinal);

    private WebhookReceiver(WebApplication app, TestTime time) => (_app, _time) = (app, time);

    public string Url => _app.Urls.First() + "/leads";

    public string Secret { get; set; } = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>One for each of the next requests.</summary>
    public ConcurrentQueue<WebhookFault> Faults { get; } = new();

    /// <summary>Answers to some leads, whatever comes: by the id of the connection.</summary>
    public ConcurrentDictionary<string, (int Status, string Text)> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Every attempt.</summary>
    public ConcurrentQueue<Delivery> Attempts { get; } = new();

    /// <summary>What it took, each webhook-id once.</summary>
    public IReadOnlyCollection<Delivery> Taken => [.. _taken.Values];

    public int Forged { get; private set; }

    public static async Task<WebhookReceiver> StartAsync(TestTime time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);
            k.Limits.MaxRequestBodySize = 64 << 20;
        });
        var receiver = new WebhookReceiver(builder.Build(), time);
        receiver._app.MapPost("/leads", receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        string Header(string name) => context.Request.Headers[name].ToString();
        var (id, timestamp, signature) = (Header(
            "webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"));
        if (!WebhookSignature.Verify(Secret, id, timestamp, signature, body.ToArray(), _time.GetUtcNow()))
        {
            Forged++;
            context.Response.StatusCode = 401;
            return;
        }
        var delivery = Read(id, long.Parse(timestamp, CultureInfo.InvariantCulture), body.ToArray());
        Attempts.Enqueue(delivery);
        if (Answers.TryGetValue(delivery.ConnectionId, out var answer))
        {
            context.Response.StatusCode = answer.Status;
            await context.Response.WriteAsync(answer.Text);
            return;
        }
        await AnswerAsync(context, delivery, Faults.TryDequeue(out var fault) ? fault : WebhookFault.None);
    }

    private async Task AnswerAsync(HttpContext context, Delivery delivery, WebhookFault fault)
    {
        if (fault is WebhookFault.None or WebhookFault.ErrorAfter or WebhookFault.ResetAfter or WebhookFault.HangAfter)
            _taken.TryAdd(delivery.Id, delivery);
        context.Response.StatusCode = fault switch
        {
            WebhookFault.TooMany
                or WebhookFault.TooManySeconds or WebhookFault.TooManyDate or WebhookFault.TooManyForAnHour => 429,
            WebhookFault.BadGateway => 502,
            WebhookFault.Unavailable => 503,
            WebhookFault.GatewayTimeout => 504,
            WebhookFault.ErrorBefore or WebhookFault.ErrorAfter => 500,
            WebhookFault.Gone => 410,
            WebhookFault.Redirect => 302,
            WebhookFault.Unauthorized => 401,
            WebhookFault.NotFound => 404,
            _ => 204,
        };
        switch (fault)
        {
            case WebhookFault.TooManySeconds or WebhookFault.Unavailable:
                context.Response.Headers.RetryAfter = "7";
                break;
            case WebhookFault.TooManyForAnHour:
                context.Response.Headers.RetryAfter = "3600";
                break;
            case WebhookFault.TooManyDate:
                context.Response.Headers.RetryAfter = _time.GetUtcNow()
                    .AddSeconds(9).ToString("R", CultureInfo.InvariantCulture);
                break;
            case WebhookFault.Redirect:
                context.Response.Headers.Location = "/leads";
                break;
            case WebhookFault.ResetBefore or WebhookFault.ResetAfter:
                context.Abort();
                break;
            case WebhookFault.HangAfter:
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
                break;
        }
    }

    private static Delivery Read(string id, long timestamp, byte[] body)
    {
        var message = JsonDocument.Parse(body).RootElement;
        Assert.EndsWith("Z", message.GetProperty("timestamp").GetString()!, StringComparison.Ordinal);
        var data = message.GetProperty("data");
        var contact = data.GetProperty("contact");
        return new(
            id, message.GetProperty("type")
                .GetString()!, data.GetProperty("id").GetString()!, data.GetProperty("revision").GetInt64(),
            contact.ValueKind is JsonValueKind.Object ? contact.GetProperty("email").GetString() : null, timestamp);
    }
}

/// <summary>The receiver as a target.</summary>
internal sealed class WebhookPlace : Place
{
    private static readonly WebhookFault[] Passing =
    [
        WebhookFault.TooMany, WebhookFault.TooManySeconds, WebhookFault.TooManyDate, WebhookFault.TooManyForAnHour,
        WebhookFault.BadGateway, WebhookFault.Unavailable, WebhookFault.GatewayTimeout, WebhookFault.ErrorBefore,
        WebhookFault.ErrorAfter, WebhookFault.ResetBefore, WebhookFault.ResetAfter,
    ];

    private WebhookReceiver? _receiver;

    public WebhookReceiver Receiver => _receiver!;

    public override TargetSettings Settings => new("hook", "webhook", Options, new Dictionary<string, string?>());

    public static async Task<WebhookPlace> CreateAsync()
    {
        var place = new WebhookPlace();
        place._receiver = await WebhookReceiver.StartAsync(place.Time);
        place.Options["url"] = place.Receiver.Url;
        place.Options["secret"] = place.Receiver.Secret;
        place.Options["allowPrivate"] = "true";
        return place;
    }

    public override ITarget Open(TargetContext context) => TargetCatalog.Find("webhook").Create(context);

    public override Task<IReadOnlyDictionary<string, string?>> ReadAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(
        Receiver.Taken.GroupBy(d => d.ConnectionId).ToDictionary(g => g.Key, g => g.MaxBy(d => d.Revision)!.Email));

    /// <summary>How many webhook-ids one change has come under.</summary>
    public override Task<IReadOnlyDictionary<string, int>> CreatesAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, int>>(
        Receiver.Taken.GroupBy(d => $"{d.ConnectionId} {d.Revision}").ToDictionary(g => g.Key, g => g.Count()));

    public override void Disturb(Random random)
    {
        for (var i = random.Next(0, 8); i > 0; i--)
            Receiver.Faults.Enqueue(random.Next(3) == 0 ? Passing[random.Next(Passing.Length)] : WebhookFault.None);
    }

    public override async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        await base.DisposeAsync();
    }
}
