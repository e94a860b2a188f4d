using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>Statements with their values, several to a round trip, and the rows that they give.</summary>
internal static class Commands
{
    /// <summary>The columns of <see cref="Row"/>, of the table that the statement calls c.</summary>
    public const string Columns =
        "c.seq, c.id, c.registrant_event_id, c.registrant_id, c.registrant_version, c.revision, c.state, c.time, "
        + "c.scan_info, c.answers, c.notes";

    public const int ColumnCount = 11;

    /// <summary>
    /// Whether the scanner that the statement calls s has a seat at the moment $3: it is among the first in the order of
    /// seats, as many as the active licenses have together.
    /// </summary>
    public const string IsSeated =
        "s.seated_at IS NOT NULL AND (SELECT count(*) FROM scanners o WHERE o.event_id = s.event_id "
        + "AND o.exhibitor_id = s.exhibitor_id AND o.seated_at <= s.seated_at) <= (SELECT coalesce(sum(l.seats), 0) FROM licenses l "
        + "WHERE l.event_id = s.event_id AND l.exhibitor_id = s.exhibitor_id AND l.kind = 1 AND l.revoked_at IS NULL "
        + "AND l.\"from\" <= $3 AND (l.until IS NULL OR l.until > $3))";

    /// <param name="values">For $1, $2 …; an array is one value, a parameter goes in as it is.</param>
    public static NpgsqlBatch Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
        return batch;
    }

    public static NpgsqlBatch Batch(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values) =>
        connection.CreateBatch().Add(sql, values);

    /// <param name="first">Where the columns begin.</param>
    public static ConnectionRow Row(NpgsqlDataReader reader, int first = 0) => new(
        reader.GetInt64(first), reader.GetInt64(first + 1), reader.GetInt64(first + 2), reader.GetInt64(first + 3),
        reader.GetInt32(first + 4), reader.GetInt64(first + 5), (ConnectionState)reader.GetInt32(first + 6),
        reader.GetInt64(first + 7), BytesOrNull(reader, first + 8), BytesOrNull(reader, first + 9),
        BytesOrNull(reader, first + 10));

    public static byte[] Bytes(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlBatch batch, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using (batch)
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
            return await reader.ListAsync(read, cancellation);
    }

    /// <summary>The rows of the statement at which the reader stands.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    public static async Task RunAsync(this NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using (batch)
            await batch.ExecuteNonQueryAsync(cancellation);
    }

    public static ExhibitorKey Exhibitor(NpgsqlDataReader reader, int first) =>
        new(reader.GetInt64(first), reader.GetInt64(first + 1));

    private static byte[]? BytesOrNull(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.Bytes(column);
}
