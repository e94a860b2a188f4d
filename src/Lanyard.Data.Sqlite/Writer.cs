using System.Threading.Channels;
using Lanyard.Core.Data;

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

    public override void Complete() => _done.SetResult(_result!);

    public override void Fail(Exception exception) => _done.SetException(exception);
}

/// <summary>
/// The one thread that writes. What waits when it comes round shares a transaction, so a busy server commits many scans with
/// one flush of the disk, and an idle one commits at once: nothing is held back to fill a batch.
/// </summary>
internal sealed class Writer : IDisposable
{
    private const int LargestBatch = 256;
    private const int OperationsBetweenCheckpoints = 1_000;

    // With 4 kB pages 256 MB: beyond this, readers or not, the log is emptied.
    private const int LongestLog = 65_536;

    private readonly Channel<WriteOperation> _waiting = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly List<WriteOperation> _batch = new(LargestBatch);
    private readonly SemaphoreSlim _checkpointDue = new(0, 1);
    private readonly WriteSession _session;
    private readonly SemaphoreSlim _gate;
    private readonly Database _checkpoints;
    private readonly Thread _thread;
    private readonly Task _checkpointing;
    private int _sinceCheckpoint;
    private volatile bool _logTooLong;

    /// <param name="gate">Held while writing: people's changes through the model take turns with batches.</param>
    public Writer(string path, WriteSession session, SemaphoreSlim gate)
    {
        _session = session;
        _gate = gate;
        // A backup reads for minutes: scans do not wait for it, and the log is emptied after it.
        _checkpoints = new Database(path, readOnly: false, cacheKilobytes: 1_000, busyMilliseconds: 0);
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
            _session.Transact(_batch);
        }
        catch (Exception) when (_batch.Count > 1)
        {
            // One of them failed and took the others with it: each on its own, so that only that one fails.
            foreach (var operation in _batch)
                WriteAlone(operation);
            return;
        }
        catch (Exception exception)
        {
            _batch[0].Fail(exception);
            return;
        }
        foreach (var operation in _batch)
            operation.Complete();
        _sinceCheckpoint += _batch.Count;
        if (_logTooLong)
        {
            _checkpoints.Checkpoint(SQLitePCL.raw.SQLITE_CHECKPOINT_TRUNCATE);
            _logTooLong = false;
        }
        if (_sinceCheckpoint >= OperationsBetweenCheckpoints)
        {
            _sinceCheckpoint = 0;
            ReleaseCheckpoint();
        }
    }

    private void WriteAlone(WriteOperation operation)
    {
        try
        {
            _session.Transact([operation]);
        }
        catch (Exception exception)
        {
            operation.Fail(exception);
            return;
        }
        operation.Complete();
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
            if (!_logTooLong && _checkpoints.Checkpoint(SQLitePCL.raw.SQLITE_CHECKPOINT_PASSIVE) > LongestLog)
                _logTooLong = true;
        }
    }
}
