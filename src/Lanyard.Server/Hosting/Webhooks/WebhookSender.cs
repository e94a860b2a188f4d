using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lanyard.Client;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Webhooks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Lanyard.Server.Hosting.Webhooks;

/// <summary>What came of one attempt.</summary>
/// <param name="RetryAfter">For how long the receiver asked (429 and 503).</param>
internal sealed record WebhookAttempt(WebhookDelivery Delivery, TimeSpan? RetryAfter)
{
    public bool Arrived => Delivery.Fault is null;
}

/// <summary>Posts messages to webhooks, signed after Standard Webhooks. Of an answer it takes the status and nothing else.</summary>
internal sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly IStore _store;
    private readonly ConnectionReader _reader;
    private readonly Keys _keys;
    private readonly WebhookDirectory _directory;
    private readonly TimeProvider _time;
    private readonly ServerSettings _settings;
    private readonly IServer _server;
    private readonly HttpClient _client;

    public WebhookSender(IStore store, ConnectionReader reader, Keys keys, WebhookDirectory directory, TimeProvider time,
        ServerSettings settings, WebhookRules rules, IServer server)
    {
        (_store, _reader, _keys, _directory, _time) = (store, reader, keys, directory, time);
        (_settings, _server) = (settings, server);
        var handler = PublicNetwork.CreateHandler(rules.AllowsPrivate, (host, isPrivate, inner) => new AddressException(
            new(isPrivate ? WebhookFaultKind.NotPublic : WebhookFaultKind.NoServer, host), inner));
        // Where the rest of an answer is not read, the connection is closed.
        handler.MaxResponseDrainSize = 1024;
        _client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    /// <summary>Scheme and host that addresses of files begin with.</summary>
    public ReadOnlyMemory<byte> Files => Encoding.UTF8.GetBytes(JsonEncodedText.Encode(_settings.PublicUrl?.TrimEnd('/')
        ?? _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "").Value);

    public void Dispose() => _client.Dispose();

    /// <summary>Posts something that has no content, and keeps how it went.</summary>
    public Task<WebhookAttempt> TestAsync(Webhook webhook, CancellationToken cancellation) =>
        SendAndKeepAsync(webhook, WebhookMessage.Test(_time.GetUtcNow()), cancellation);

    /// <summary>Posts a connection once more, as it is now; null when it is gone.</summary>
    public async Task<WebhookAttempt?> ReplayAsync(Webhook webhook, long seq, CancellationToken cancellation) =>
        await _store.FindAsync(new(webhook.EventId, webhook.ExhibitorId), seq, cancellation) is { } row
            ? await SendAndKeepAsync(webhook, await WebhookMessage.OfAsync(_reader, row, Files, cancellation), cancellation)
            : null;

    /// <summary>One attempt. Its failure is its result; it throws only when it is cancelled.</summary>
    public async Task<WebhookAttempt> SendAsync(Webhook webhook, WebhookMessage message, CancellationToken cancellation)
    {
        var (at, begun) = (_time.GetUtcNow(), Stopwatch.GetTimestamp());
        var (status, fault, retryAfter) = ((int?)null, (WebhookFault?)null, (TimeSpan?)null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Timeout);
        try
        {
            using var request = Request(webhook, message, at);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            status = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode)
                fault = WebhookFault.Of(status.Value);
            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                retryAfter = Wait(response.Headers.RetryAfter, at);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            fault = new(WebhookFaultKind.NoAnswer);
        }
        catch (HttpRequestException exception)
        {
            fault = Fault(exception);
        }
        return new(new WebhookDelivery
        {
            EventId = webhook.EventId, WebhookId = webhook.Id, At = at, MessageId = message.Id, ConnectionSeq = message.Seq,
            Revision = message.Revision, Status = status, Fault = fault,
            Milliseconds = (int)Stopwatch.GetElapsedTime(begun).TotalMilliseconds,
        }, retryAfter);
    }

    private async Task<WebhookAttempt> SendAndKeepAsync(Webhook webhook, WebhookMessage message, CancellationToken cancellation)
    {
        var attempt = await SendAsync(webhook, message, cancellation);
        await _directory.AddAsync(attempt.Delivery, cancellation);
        return attempt;
    }

    private HttpRequestMessage Request(Webhook webhook, WebhookMessage message, DateTimeOffset at)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Lanyard-Webhooks/1");
        request.Headers.Add(WebhookSignature.IdHeader, message.Id);
        request.Headers.Add(WebhookSignature.TimestampHeader, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, string.Join(' ', WebhookSecret.Read(_keys, webhook.Secret).Live(at)
            .Select(secret => WebhookSignature.Sign(secret, message.Id, at, message.Body))));
        return request;
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? asked, DateTimeOffset now) => asked?.Delta ?? asked?.Date - now;

    private static WebhookFault Fault(HttpRequestException exception) => exception switch
    {
        { InnerException: AddressException refused } => refused.Fault,
        { HttpRequestError: HttpRequestError.NameResolutionError } => new(WebhookFaultKind.NoServer),
        { HttpRequestError: HttpRequestError.SecureConnectionError } => new(WebhookFaultKind.NotSecure),
        { HttpRequestError: HttpRequestError.ConnectionError } => new(WebhookFaultKind.NoConnection),
        { HttpRequestError: HttpRequestError.InvalidResponse } => new(WebhookFaultKind.NotHttp),
        _ => new(WebhookFaultKind.Broken),
    };

    private sealed class AddressException(WebhookFault fault, Exception? inner) : Exception(fault.ToString(), inner)
    {
        public WebhookFault Fault => fault;
    }
}
