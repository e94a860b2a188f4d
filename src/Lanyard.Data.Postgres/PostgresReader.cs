using System.Data;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>The statements behind the requests of API clients, each prepared on its connection when it is used again.</summary>
internal sealed class PostgresReader(NpgsqlDataSource database)
{
    public async ValueTask<int> ReadPageAsync(
        ExhibitorKey exhibitor, long fromRevision, Memory<ConnectionRow> rows, CancellationToken cancellation)
    {
        await using var command = Command(
            $"SELECT {Commands.Columns} FROM connections c WHERE c.event_id = $1 AND c.exhibitor_id = $2 AND c.revision >= $3 "
            + "ORDER BY c.revision LIMIT $4", exhibitor.EventId, exhibitor.Id, fromRevision, (long)rows.Length);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellation);
        var count = 0;
        while (await reader.ReadAsync(cancellation))
            rows.Span[count++] = Commands.Row(reader);
        return count;
    }

    public async ValueTask<ConnectionRow?> FindAsync(ExhibitorKey exhibitor, long seq, CancellationToken cancellation)
    {
        await using var command = Command(
            $"SELECT {Commands.Columns} FROM connections c WHERE c.event_id = $1 AND c.seq = $2 AND c.exhibitor_id = $3",
            exhibitor.EventId, seq, exhibitor.Id);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
        return await reader.ReadAsync(cancellation) ? Commands.Row(reader) : null;
    }

    public async ValueTask<long> HeadAsync(ExhibitorKey exhibitor, CancellationToken cancellation)
    {
        await using var command = Command(
            "SELECT revision FROM exhibitor_heads WHERE event_id = $1 AND exhibitor_id = $2", exhibitor.EventId, exhibitor.Id);
        return await command.ExecuteScalarAsync(cancellation) is long head ? head : 0;
    }

    public async ValueTask<AccessToken?> FindTokenAsync(DateTimeOffset expiresAt, byte[] hash, CancellationToken cancellation)
    {
        await using var command = Command(
            "SELECT client_id FROM access_tokens WHERE expires_at = $1 AND hash = $2", UnixMicroseconds.From(expiresAt), hash);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
        return await reader.ReadAsync(cancellation)
            ? new AccessToken { ExpiresAt = expiresAt, Hash = hash, ClientId = reader.GetInt64(0) }
            : null;
    }

    public async ValueTask<IReadOnlyList<RegistrantContent>> ReadRegistrantsAsync(
        IReadOnlyList<RegistrantKey> keys, CancellationToken cancellation)
    {
        var wanted = keys.Distinct().ToList();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // One view for all: answers are never joined to questions of another moment.
        await using var batch = connection.Batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .Add(ExposedQuestions.OfEvents, wanted.Select(k => k.EventId).Distinct().ToArray())
            .Add(
                "SELECT r.event_id, r.id, r.version, r.contact, r.answers, e.hidden_fields FROM unnest($1::bigint[], $2::bigint[]) AS i(event_id, id) "
                + "JOIN registrants r ON r.event_id = i.event_id AND r.id = i.id JOIN events e ON e.id = r.event_id",
                wanted.ConvertAll(k => k.EventId).ToArray(), wanted.ConvertAll(k => k.Id).ToArray())
            .Add("COMMIT");
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var questions = (await reader.ListAsync(ExposedQuestions.Read, cancellation)).ToLookup(q => q.EventId);
        await reader.NextResultAsync(cancellation);
        var contents = await reader.ListAsync(
            r => new RegistrantContent(new(r.GetInt64(0), r.GetInt64(1)), r.GetInt32(2),
                HiddenFields.Apply(r.Bytes(3), (ContactFields)r.GetInt32(5)),
                ProfileAnswers.Write(r.Bytes(4), questions[r.GetInt64(0)])), cancellation);
        return contents.Count == wanted.Count
            ? contents
            : throw new StoreException("A connection names a registrant that does not exist.");
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
