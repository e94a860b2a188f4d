using System.Collections.Concurrent;
using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Data.Sqlite;

namespace Lanyard.FaultyServer;

internal sealed class FaultySqliteStore(
    string path, Faults faults, CommitObserver observer, Keys keys, TimeProvider time, ILogger<SqliteStore> logger)
    : SqliteStore(path, keys, time, logger)
{
    private readonly Keys _keys = keys;
    private readonly TimeProvider _time = time;

    protected override WriteSession OpenSession(string path, ConcurrentDictionary<ExhibitorKey, long> heads) =>
        new FaultyWriteSession(path, faults, observer, _keys, _time, heads);

    protected override void GiveUp(Exception failure)
    {
        if (!faults.GoesOnUnflushed)
            base.GiveUp(failure);
    }
}

internal sealed class FaultyWriteSession : WriteSession
{
    private readonly Faults _faults;
    private readonly CommitObserver _observer;

    public FaultyWriteSession(string path, Faults faults, CommitObserver observer, Keys keys, TimeProvider time,
        ConcurrentDictionary<ExhibitorKey, long> heads)
        : base(path, keys, time, heads)
    {
        (_faults, _observer) = (faults, observer);
        if (faults.Synchronous is { } synchronous)
            Database.Execute($"PRAGMA synchronous={synchronous}");
    }

    protected override void Commit(IReadOnlyList<WriteOperation> operations)
    {
        if (_faults.AnswersEarly)
        {
            foreach (var operation in operations)
                operation.Complete();
        }
        _observer.BeforeCommit();
        base.Commit(operations);
        _observer.AfterCommit();
    }
}
