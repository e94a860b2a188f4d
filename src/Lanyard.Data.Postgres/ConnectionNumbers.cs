using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>
/// Row numbers of new connections, unique over all nodes: each node draws blocks from a sequence, so that a scan asks for
/// none. Numbers of a block that is not used up at a stop are never given out; a number says nothing about order.
/// </summary>
internal sealed class ConnectionNumbers
{
    public const int BlockSize = 1_000;

    private long _next;
    private long _end;

    /// <summary>As many numbers as will be asked for next, drawn on a connection with no transaction or any.</summary>
    public async Task ReserveAsync(NpgsqlConnection connection, int count, CancellationToken cancellation)
    {
        // A block is not joined to the rest of the one before: what is left of it is given up.
        if (_end - _next >= count)
            return;
        await using var command = new NpgsqlCommand($"SELECT nextval('{PostgresContext.BlockSequence}')", connection);
        var block = (long)(await command.ExecuteScalarAsync(cancellation))!;
        _next = (block - 1) * BlockSize + 1;
        _end = _next + BlockSize;
    }

    public long Next() => _next < _end ? _next++ : throw new InvalidOperationException("No number was reserved.");
}
