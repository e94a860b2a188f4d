using Lanyard.Core.Connections;
using Lanyard.Core.Data;

namespace Lanyard.Data.Sqlite;

/// <summary>
/// Fills the table of connections in its own order, and makes the indexes afterwards: sorting them is many times faster
/// than finding the place of each row. Should it stop half-way, the next opening of the store makes the indexes.
/// </summary>
internal sealed class BulkWriter : IDisposable
{
    private const int RowsInTransaction = 200_000;

    private readonly Database _database;
    private readonly Statement _insert;
    private readonly Statement _log;

    public BulkWriter(string path)
    {
        _database = new Database(path, readOnly: false, cacheKilobytes: 256_000);
        _insert = _database.Prepare(Sql.Insert);
        _log = _database.Prepare(Sql.Log);
    }

    public async Task AddAsync(IEnumerable<Connection> connections, IProgress<long> progress,
        CancellationToken cancellation)
    {
        if (_database.Scalar("SELECT EXISTS (SELECT 1 FROM connections)") != 0)
            throw new StoreException("The store has connections already: fill a new one.");
        _database.Execute(Sql.DropIndexes);
        var count = 0L;
        using var chunks = connections.Chunk(RowsInTransaction).GetEnumerator();
        // Made up while those before are written.
        var next = Task.Run(Next, cancellation);
        while (await next is { } rows)
        {
            next = Task.Run(Next, cancellation);
            Add(rows);
            progress.Report(count += rows.Length);
        }
        _database.Execute($"PRAGMA temp_store=FILE; {Sql.CreateIndexes}");
        _database.Checkpoint(SQLitePCL.raw.SQLITE_CHECKPOINT_TRUNCATE);

        // In the order of the table, so that each of its pages is touched once.
        Connection[]? Next() =>
            chunks.MoveNext() ? [.. chunks.Current.OrderBy(r => r.ExhibitorId).ThenBy(r => r.Revision)] : null;
    }

    public void Dispose() => _database.Dispose();

    private void Add(Connection[] rows)
    {
        _database.Execute("BEGIN IMMEDIATE");
        foreach (var row in rows)
        {
            _insert.Bind(1, row.Seq).Bind(2, row.Id).Bind(3, row.EventId).Bind(4, row.ExhibitorId)
                .Bind(5, row.RegistrantEventId)
                .Bind(6, row.RegistrantId).Bind(7, row.RegistrantVersion).Bind(8, row.Revision).Bind(9, (long)row.State)
                .Bind(10, row.Time).Bind(11, row.ScanInfo).Run();
        }
        foreach (var row in rows.OrderBy(r => r.Seq))
        {
            _log.Bind(1, row.EventId).Bind(2, row.Seq).Bind(3, row.Time).Bind(4, "").Bind(5, (long)ScanOrigin.Api)
                .Run();
        }
        _database.Execute("COMMIT");
        _database.Checkpoint(SQLitePCL.raw.SQLITE_CHECKPOINT_TRUNCATE);
    }
}
