using System.Threading.Channels;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>
/// The one loop of this node that writes scans and tokens. What waits when it comes round shares a transaction, so a busy
/// node commits many scans with one flush of the disk, and an idle one commits at once.
/// </summary>
internal sealed class WriteBatches : IAsyncDisposable
{
    private const int LargestBatch = 256;
    private const int Attempts = 5;

    // Every statement of the loop finds its rows by key: planned once, and not by the size that the tables had then.
    private static readonly string[] PlanByKey =
    [
        "SET plan_cache_mode = force_generic_plan", "SET enable_seqscan = off", "SET enable_hashjoin = off",
        "SET enable_mergejoin = off", "SET jit = off",
    ];

    private readonly Channel<IWaiting> _waiting = Channel.CreateBounded<IWaiting>(
        new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly NpgsqlDataSource _database;
    private readonly ScanTransaction _transaction;
    private readonly KnownHeads _heads;
    private readonly Task _loop;
    private NpgsqlConnection? _connection;

    public WriteBatches(NpgsqlDataSource database, ScanTransaction transaction, KnownHeads heads)
    {
        (_database, _transaction, _heads) = (database, transaction, heads);
        _loop = Task.Run(RunAsync);
    }

    public Task<ScanResult> ScanAsync(ScanCommand scan) => WaitAsync(new Waiting<ScanCommand, ScanResult>(scan));

    public Task<bool> AddTokenAsync(AccessToken token) => WaitAsync(new Waiting<AccessToken, bool>(token));

    /// <summary>Writes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _loop;
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private async Task<TResult> WaitAsync<TInput, TResult>(Waiting<TInput, TResult> waiting)
    {
        if (!_waiting.Writer.TryWrite(waiting))
            await _waiting.Writer.WriteAsync(waiting);
        return await waiting.Task;
    }

    private async Task RunAsync()
    {
        var batch = new List<IWaiting>(LargestBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<IWaiting> batch)
    {
        try
        {
            await CommitAsync(batch);
        }
        catch (PostgresException) when (batch.Count > 1)
        {
            // One of them failed and took the others with it: each on its own, so that only that one fails.
            foreach (var waiting in batch)
                await WriteAsync([waiting]);
        }
        catch (Exception exception)
        {
            var reason = Transactions.IsUnavailable(exception) ? new StoreUnavailableException(exception) : exception;
            foreach (var waiting in batch)
                waiting.Fail(reason);
        }
    }

    private async Task CommitAsync(List<IWaiting> batch)
    {
        var scans = batch.OfType<Waiting<ScanCommand, ScanResult>>().ToList();
        var tokens = batch.OfType<Waiting<AccessToken, bool>>().ToList();
        var (results, heads) = await TransactAsync(scans.ConvertAll(s => s.Input), tokens.ConvertAll(t => t.Input));
        foreach (var (exhibitor, revision) in heads)
            _heads.Raise(exhibitor, revision);
        for (var i = 0; i < scans.Count; i++)
            scans[i].Complete(results[i]);
        foreach (var token in tokens)
            token.Complete(true);
    }

    private async Task<(ScanResult[] Results, Dictionary<ExhibitorKey, long> Heads)> TransactAsync(
        List<ScanCommand> scans, List<AccessToken> tokens)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = await ConnectAsync();
            try
            {
                return await _transaction.RunAsync(connection, scans, tokens, CancellationToken.None);
            }
            catch (Exception exception)
            {
                await TakeBackAsync(connection);
                if (attempt == Attempts || !Transactions.IsConflict(exception))
                    throw;
            }
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        if (_connection is not null)
            return _connection;
        var connection = await _database.OpenConnectionAsync();
        foreach (var setting in PlanByKey)
            await connection.Batch(setting).RunAsync(CancellationToken.None);
        return _connection = connection;
    }

    private async Task TakeBackAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.Batch("ROLLBACK").RunAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and its transaction with it.
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private interface IWaiting
    {
        void Fail(Exception exception);
    }

    private sealed class Waiting<TInput, TResult>(TInput input) : IWaiting
    {
        private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TInput Input => input;

        public Task<TResult> Task => _done.Task;

        public void Complete(TResult result) => _done.TrySetResult(result);

        public void Fail(Exception exception) => _done.TrySetException(exception);
    }
}
