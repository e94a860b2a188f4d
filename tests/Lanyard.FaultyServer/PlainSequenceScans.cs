using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Data.Postgres;
using Npgsql;

namespace Lanyard.FaultyServer;

/// <summary>
/// What one would write first: numbers from a sequence. Two commits may come in another order than their numbers, and a
/// reader in between has passed the one that comes later.
/// </summary>
internal sealed class PlainSequenceScans : ScanTransaction
{
    private readonly string _connectionString;

    public PlainSequenceScans(string connectionString, Keys keys, TimeProvider time, CommitObserver observer)
        : base(keys, time, observer)
    {
        _connectionString = connectionString;
        Scalar($"CREATE SEQUENCE IF NOT EXISTS plain START {UnixMicroseconds.From(time.GetUtcNow())}");
    }

    protected override string LockHeads => base.LockHeads.Replace("FOR NO KEY UPDATE OF h", "", StringComparison.Ordinal);

    protected override long NextRevision(long last, DateTimeOffset now) => (long)Scalar("SELECT nextval('plain')")!;

    private object? Scalar(string sql)
    {
        using var connection = new NpgsqlConnection(_connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}
