using System.Threading.Channels;
using Lanyard.Core.Data;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Lanyard.Data.Sqlite;

/// <summary>Something to be written. Its task ends after the commit that made it durable.</summary>
internal abstract class WriteOperation
{
    /// <summary>Runs inside the batch's transaction; may run again when the batch had to be taken back.</summary>
    public abstract void Run(WriteSession session);

    /// <summary>The commit is on disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>A write with a result.</summary>
internal sealed class WriteOperation<T>(Func<WriteSession, T> run) : WriteOperation
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _done.Task;

    public override void Run(WriteSession session) => _result = run(session);

    public override void Complete() => _done.TrySetResult(_result!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}

/// <summary>
/// The one thread that writes. What waits when it comes round shares a transaction, so a busy server commits many
/// scans with one flush of the disk, and an idle one commits at once: nothing is held back to fill a batch.
/// </summary>
internal sealed partial class Writer : IDisposable
{
    private const int LargestBatch = 256;

    // 16 MB: so much of the log is brought into the database at a time, behind the writer. A page that many scans wrote
    // meanwhile is brought there once.
    private const int PagesBetweenCheckpoints = 8_192;

    // 64 MB. Beyond this the log begins anew.
    private const int LongestLog = 32_768;

    // Readers are in the way for microseconds. One that stays longer must not hold up the scans.
    private const int PatienceWithReaders = 20;

    private readonly Channel<WriteOperation> _waiting = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly List<WriteOperation> _batch = new(LargestBatch);
    private readonly SemaphoreSlim _checkpointDue = new(0, 1);
    private readonly WriteSession _session;
    private readonly SemaphoreSlim _gate;
    private readonly Action<Exception> _giveUp;
    private readonly ILogger _logger;
    private readonly Database _checkpoints;
    private readonly Thread _thread;
    private readonly Task _checkpointing;
    private int _pagesAtCheckpoint;
    private volatile bool _logTooLong;

    /// <param name="gate">Held while writing: people's changes through the model take turns with batches.</param>
    /// <param name="giveUp">Ends the process when what was moved from the log into the database may not be on disk.</param>
    public Writer(string path, WriteSession session, SemaphoreSlim gate, Action<Exception> giveUp, ILogger logger)
    {
        (_session, _gate, _giveUp, _logger) = (session, gate, giveUp, logger);
        _checkpoints = new Database(path, readOnly: false, cacheKilobytes: 1_000, PatienceWithReaders);
        _thread = new Thread(Run) { IsBackground = true, Name = "writer" };
        _thread.Start();
        _checkpointing = Task.Run(CheckpointAsync);
    }

    public async Task<T> RunAsync<T>(Func<WriteSession, T> run)
    {
        var operation = new WriteOperation<T>(run);
        if (!_waiting.Writer.TryWrite(operation))
            await _waiting.Writer.WriteAsync(operation);
        return await operation.Task;
    }

    /// <summary>Writes what waits, then ends.</summary>
    public void Dispose()
    {
        _waiting.Writer.Complete();
        _thread.Join();
        ReleaseCheckpoint();
        _checkpointing.GetAwaiter().GetResult();
        _checkpoints.Dispose();
        _checkpointDue.Dispose();
    }

    private void Run()
    {
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            _gate.Wait();
            try
            {
                while (_batch.Count < LargestBatch && _waiting.Reader.TryRead(out var operation))
                    _batch.Add(operation);
                WriteBatch();
                KeepLogShort();
            }
            finally
            {
                _gate.Release();
                _batch.Clear();
            }
        }
    }

    private void WriteBatch()
    {
        try
        {
            Write(_batch);
        }
        catch (Exception)
        {
            // One of them failed and took the others with it: each on its own, so that only that one fails.
            foreach (var operation in _batch)
                WriteAlone(operation);
        }
    }

    private void WriteAlone(WriteOperation operation)
    {
        try
        {
            Write([operation]);
        }
        catch (Exception exception)
        {
            operation.Fail(exception);
        }
    }

    private void Write(List<WriteOperation> operations)
    {
        try
        {
            _session.Transact(operations);
        }
        catch (SqliteFailure failure) when (failure.IsUnavailable)
        {
            // None of them is to blame, and each on its own would fail again.
            var reason = new StoreUnavailableException(failure);
            foreach (var operation in operations)
                operation.Fail(reason);
            return;
        }
        foreach (var operation in operations)
            operation.Complete();
    }

    /// <summary>Called after a commit, with the gate held.</summary>
    public void KeepLogShort()
    {
        if (_logTooLong)
        {
            TryCheckpoint(_checkpoints, raw.SQLITE_CHECKPOINT_RESTART);
            _logTooLong = false;
        }
        var pages = TryCheckpoint(_session.Database, Database.NoCheckpoint);
        // Fewer than last time: it began anew.
        if (pages < _pagesAtCheckpoint)
            _pagesAtCheckpoint = 0;
        if (pages - _pagesAtCheckpoint < PagesBetweenCheckpoints)
            return;
        _pagesAtCheckpoint = pages;
        ReleaseCheckpoint();
    }

    private void ReleaseCheckpoint()
    {
        if (_checkpointDue.CurrentCount == 0)
            _checkpointDue.Release();
    }

    private async Task CheckpointAsync()
    {
        while (true)
        {
            await _checkpointDue.WaitAsync();
            if (_waiting.Reader.Completion.IsCompleted)
                return;
            if (!_logTooLong && TryCheckpoint(_checkpoints, raw.SQLITE_CHECKPOINT_PASSIVE) > LongestLog)
                PrepareToBeginAnew();
        }
    }

    /// <summary>
    /// The log can begin anew when all of it is in the database and the database on disk, for which the writer has to make
    /// way. So that this takes it a moment, nearly all of it is done before.
    /// </summary>
    private void PrepareToBeginAnew()
    {
        for (var round = 0; round < 2; round++)
        {
            Flush();
            TryCheckpoint(_checkpoints, raw.SQLITE_CHECKPOINT_PASSIVE);
        }
        Flush();
        _logTooLong = true;
    }

    private void Flush()
    {
        try
        {
            _checkpoints.Flush();
        }
        catch (SqliteFailure failure)
        {
            _giveUp(failure);
        }
    }

    /// <summary>
    /// The pages in the log; 0 when the disk would not take them, which the next attempt finds as it was.
    /// </summary>
    private int TryCheckpoint(Database database, int mode)
    {
        try
        {
            return database.Checkpoint(mode);
        }
        catch (SqliteFailure failure)
        {
            if (failure.IsFailedFlush)
                _giveUp(failure);
            Log.CheckpointFailed(_logger, failure);
            return 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The write-ahead log could not be emptied and grows until it can")]
        public static partial void CheckpointFailed(ILogger logger, Exception exception);
    }
}
