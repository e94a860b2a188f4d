using Lanyard.Core.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>
/// Hears what other nodes commit: by notification, and by a look every second behind it, because a notification can be lost
/// with its connection. While nothing is heard, nothing is answered from memory.
/// </summary>
internal sealed partial class NodeListener(NpgsqlDataSource database, KnownHeads heads, Action clientsChanged, ILogger logger) : IAsyncDisposable
{
    /// <summary>The row of settings that every change of clients raises, in its own transaction.</summary>
    public const string ClientChanges = "client_changes";

    /// <summary>The notification that tells of a change of clients; every other one holds heads.</summary>
    public const string ClientsNotification = "clients";

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private long _clientChanges;

    public void Start() => _loop = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Forget(listening: false);
                Log.Lost(logger, exception);
                await Task.Delay(LookAgain, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenConnectionAsync(stopping);
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await connection.Batch($"LISTEN {Heads.Channel}").RunAsync(stopping);
        Forget(listening: true);
        while (true)
        {
            await LookAsync(connection, stopping);
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            pause.CancelAfter(LookAgain);
            try
            {
                while (true)
                    await connection.WaitAsync(pause.Token);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                // A second has passed.
            }
        }
    }

    private void Hear(string payload)
    {
        if (payload == ClientsNotification)
        {
            clientsChanged();
            return;
        }
        foreach (var (exhibitor, revision) in Heads.Read(payload))
            heads.Raise(exhibitor, revision);
    }

    private async Task LookAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        var known = heads.Exhibitors.ToList();
        await using var batch = connection.Batch("SELECT value::bigint FROM settings WHERE name = $1", ClientChanges)
            .Add(
                "SELECT h.event_id, h.exhibitor_id, h.revision FROM exhibitor_heads h WHERE h.event_id = ANY($1::bigint[]) "
                + "AND h.exhibitor_id = ANY($2::bigint[])", known.Select(e => e.EventId).Distinct().ToArray(), Heads.Ids(known));
        await using var reader = await batch.ExecuteReaderAsync(stopping);
        var changes = await reader.ReadAsync(stopping) ? reader.GetInt64(0) : 0;
        if (Interlocked.Exchange(ref _clientChanges, changes) != changes)
            clientsChanged();
        await reader.NextResultAsync(stopping);
        while (await reader.ReadAsync(stopping))
            heads.Raise(Commands.Exhibitor(reader, 0), reader.GetInt64(2));
    }

    private void Forget(bool listening)
    {
        heads.Forget(listening);
        clientsChanged();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Not hearing the other nodes; trying again in a second")]
        public static partial void Lost(ILogger logger, Exception exception);
    }
}
