using System.Collections.Concurrent;
using System.Diagnostics;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Mail;
using Lanyard.Core.Webhooks;

namespace Lanyard.Server.Hosting.Webhooks;

/// <summary>
/// Tells webhooks of changes, behind the scans and never in their way: it follows the revisions of the exhibitor as any reader
/// does. While nothing changes it asks the database for the webhooks alone, every few seconds.
/// </summary>
internal sealed partial class WebhookWorker : BackgroundService
{
    private const int MostAtOnce = 64;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Reload = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Clean = TimeSpan.FromHours(1);
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(1);

    // Then others have their turn.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(20);

    private readonly IStore _store;
    private readonly ConnectionReader _reader;
    private readonly WebhookDirectory _directory;
    private readonly WebhookSender _sender;
    private readonly Outbox _outbox;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookWorker> _logger;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _room = new(MostAtOnce);
    private readonly ConcurrentDictionary<WebhookKey, Task> _running = new();
    private IReadOnlyList<WebhookStand> _known = [];
    private long _loadedAt;
    private volatile bool _isStale = true;

    public WebhookWorker(IStore store, ConnectionReader reader, WebhookDirectory directory, WebhookSender sender,
        WebhookAdministration administration, Outbox outbox, TimeProvider time, ILogger<WebhookWorker> logger)
    {
        (_store, _reader, _directory, _sender) = (store, reader, directory, sender);
        (_outbox, _time, _logger) = (outbox, time, logger);
        administration.Changed += Wake;
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
        _room.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(
            Unceasing.RunAsync(LookAsync, exception => Log.LookingFailed(_logger, exception), Reload, stoppingToken),
            Unceasing.RunAsync(CleanAsync, exception => Log.CleaningFailed(_logger, exception), Clean, stoppingToken));
        await Task.WhenAll(_running.Values);
    }

    private void Wake()
    {
        _isStale = true;
        _wake.Release();
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        if (_isStale || Stopwatch.GetElapsedTime(_loadedAt) > Reload)
        {
            _isStale = false;
            _known = await _directory.ListAsync(stopping);
            _loadedAt = Stopwatch.GetTimestamp();
        }
        var now = _time.GetUtcNow();
        foreach (var stand in _known)
        {
            // Where the head is in memory, as it is but for the first time, this costs nothing.
            if (!(stand.NextAttemptAt > now) && !_running.ContainsKey(stand.Key)
                && await _store.HeadAsync(stand.Key.Exhibitor, stopping) > stand.Position)
            {
                await _room.WaitAsync(stopping);
                _running[stand.Key] = Task.Run(() => RunAsync(stand.Key, stopping), CancellationToken.None);
            }
        }
        await _wake.WaitAsync(Look, stopping);
    }

    private async Task RunAsync(WebhookKey key, CancellationToken stopping)
    {
        try
        {
            if (await WebhookTurn.TakeOrNullAsync(_store, _outbox, _time, key, stopping) is { } turn)
                await SendAsync(turn, stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.SendingFailed(_logger, ShortId.Format(key.Id), exception);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            // How far it came is to be read before it is looked at again.
            _isStale = true;
            _running.TryRemove(key, out _);
            _room.Release();
        }
    }

    private async Task SendAsync(WebhookTurn turn, CancellationToken stopping)
    {
        var (begun, kept) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        try
        {
            var rows = new ConnectionRow[ConnectionReader.PageSize];
            while (await _store.ReadPageAsync(turn.Key.Exhibitor, turn.Position + 1, rows, stopping) is > 0 and var count)
            {
                foreach (var row in rows[..count])
                {
                    var message = await WebhookMessage.OfAsync(_reader, row, _sender.Files, stopping);
                    var attempt = await _sender.SendAsync(turn.Webhook, message, stopping);
                    if (!attempt.Arrived)
                    {
                        await turn.FailAsync(attempt.Delivery, attempt.RetryAfter, stopping);
                        return;
                    }
                    turn.Delivered(attempt.Delivery);
                    if (Stopwatch.GetElapsedTime(begun) > LongestTurn)
                    {
                        await turn.EndAsync(stopping);
                        return;
                    }
                    if (Stopwatch.GetElapsedTime(kept) < Keep && turn.IsSafe)
                        continue;
                    if (!await turn.KeepAsync(stopping))
                        return;
                    kept = Stopwatch.GetTimestamp();
                }
            }
            await turn.EndAsync(stopping);
        }
        catch
        {
            // Stopped, or our own store failed: what arrived is kept if it can be.
            await turn.EndAsync(CancellationToken.None);
            throw;
        }
    }

    private async Task CleanAsync(CancellationToken stopping)
    {
        await Task.Delay(Clean, stopping);
        await _directory.RemoveOldAsync(stopping);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The webhooks could not be looked at; it goes on in five seconds")]
        public static partial void LookingFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Sending to the webhook {WebhookId} failed here; it goes on within a minute")]
        public static partial void SendingFailed(ILogger logger, string webhookId, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Old deliveries could not be removed; it is tried again in an hour")]
        public static partial void CleaningFailed(ILogger logger, Exception exception);
    }
}
