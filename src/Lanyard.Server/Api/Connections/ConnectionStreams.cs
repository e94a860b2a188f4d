using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.FairUse;
using Lanyard.Core.Licensing;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.Connections;

/// <summary>
/// The list as a stream of server-sent events that goes on: pages until it has caught up, then each change as it comes. The id
/// of an event is the revision, so whoever comes back with <c>Last-Event-ID</c> misses nothing.
/// </summary>
internal sealed class ConnectionStreams(
    IStore store, ConnectionReader reader, Tokens tokens, HeadWatch heads, FairUseWatch watch, TimeProvider time, ServerSettings settings,
    IHostApplicationLifetime lifetime)
{
    private const int MostOfClient = 2;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);
    private static readonly ReadOnlyMemory<byte> Begin = "retry: 3000\n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Heartbeat = ": nothing new\n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Ended = ": the access token or the license has ended\n\n"u8.ToArray();

    private readonly Lock _sync = new();
    private readonly Dictionary<long, int> _open = [];

    public async Task RunAsync(HttpContext context, ExhibitorKey exhibitor, long from)
    {
        var client = context.Client();
        if (!TryEnter(client.ClientId))
        {
            context.Response.Headers.RetryAfter = "15";
            await Problems.Of(context, "throttled", $"This API client has {MostOfClient} streams open on this node already: one is enough.")
                .ExecuteAsync(context);
            return;
        }
        try
        {
            var meter = watch.MeterOf(client);
            var head = await store.HeadAsync(exhibitor, context.RequestAborted);
            // A stream is one read in sequence, however long it lasts.
            if (meter.BeginList(from, head, time.GetUtcNow()) is { } refusal)
            {
                await FairUseAnswers.RefuseAsync(context, refusal);
                return;
            }
            meter.EndRead();
            meter.ListRead(from, 0, 0);
            FairUseAnswers.Mark(context, meter);
            await SendAsync(context, exhibitor, from, head, meter);
        }
        finally
        {
            Leave(client.ClientId);
        }
    }

    private async Task SendAsync(HttpContext context, ExhibitorKey exhibitor, long from, long head, ClientMeter meter)
    {
        Bearer.TryReadToken(context.Request.Headers.Authorization, out var token);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await FollowAsync(context, exhibitor, from, head, meter, token.ToString(), end.Token);
        }
        catch (Exception exception) when (exception is StoreUnavailableException || end.IsCancellationRequested)
        {
            // The client comes back with the last id.
        }
    }

    private async Task FollowAsync(
        HttpContext context, ExhibitorKey exhibitor, long from, long head, ClientMeter meter, string token, CancellationToken cancellation)
    {
        var (body, files, hasMore) = (context.Response.BodyWriter, FileHost.Of(context, settings), from <= head);
        await body.WriteAsync(Begin, cancellation);
        while (true)
        {
            var now = time.GetUtcNow();
            if (await tokens.FindAsync(token, cancellation) is not (var live, var client, true) || !client.IsLicensed(now) || meter.IsRestricted(now))
            {
                await body.WriteAsync(Ended, cancellation);
                return;
            }
            if (hasMore)
            {
                var page = await reader.ReadEventsAsync(exhibitor, from, files, cancellation);
                using (page.Json)
                    await body.WriteAsync(page.Json.WrittenMemory, cancellation);
                meter.Streamed(from, page.Count, page.LastRevision);
                from = Math.Max(from, page.LastRevision + 1);
                if (page.Count == ConnectionReader.PageSize)
                    continue;
            }
            var left = live.ExpiresAt - now;
            hasMore = await heads.WaitAsync(exhibitor, from - 1, left < Beat ? left : Beat, cancellation);
            if (!hasMore)
                await body.WriteAsync(Heartbeat, cancellation);
        }
    }

    private bool TryEnter(long clientId)
    {
        lock (_sync)
        {
            var open = _open.GetValueOrDefault(clientId);
            if (open >= MostOfClient)
                return false;
            _open[clientId] = open + 1;
            return true;
        }
    }

    private void Leave(long clientId)
    {
        lock (_sync)
        {
            if (--_open[clientId] == 0)
                _open.Remove(clientId);
        }
    }
}
