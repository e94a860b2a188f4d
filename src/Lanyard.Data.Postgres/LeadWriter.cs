using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>Keeps the entries of leads and rewrites what their connections show of them.</summary>
internal sealed class LeadWriter(TimeProvider time)
{
    /// <summary>The connection afterwards, null when there is none, and the heads that were raised.</summary>
    public async Task<(ConnectionRow? Row, Dictionary<ExhibitorKey, long> Heads)> EditAsync(NpgsqlConnection connection,
        ExhibitorKey exhibitor, long seq, IReadOnlyList<LeadEntry> entries, CancellationToken cancellation)
    {
        // Whoever erases the registrant holds the same lock: it finds these entries, or they find it erased.
        var heads = await Heads.LockAsync(connection, [exhibitor], cancellation);
        var found = await connection.Batch(
            $"SELECT {Commands.Columns}, r.erased FROM connections c JOIN registrants r ON r.event_id = c.registrant_event_id "
            + "AND r.id = c.registrant_id WHERE c.event_id = $1 AND c.seq = $2 AND c.exhibitor_id = $3",
            exhibitor.EventId, seq, exhibitor.Id).ListAsync(r => (Row: Commands.Row(r), Erased: r.GetBoolean(Commands.ColumnCount)), cancellation);
        if (found is not [var (before, erased)])
            return (null, []);
        if (erased)
            return (before, []);
        await AddAsync(connection, exhibitor.EventId, seq, entries, cancellation);
        var made = (await RemakeAsync(connection, exhibitor, [before], cancellation))[seq];
        var shown = ConnectionRules.Show(before, made);
        if (shown == before)
            return (before, []);
        var rows = new List<(ExhibitorKey, ConnectionRow Row)> { (exhibitor, shown) };
        var batch = connection.CreateBatch();
        Heads.AddUpdates(batch, heads, rows, time.GetUtcNow());
        await batch.RunAsync(cancellation);
        return (rows[0].Row, heads);
    }

    /// <summary>What these leads show of their entries by the questions of now, by row number.</summary>
    public static async Task<Dictionary<long, LeadContent>> RemakeAsync(
        NpgsqlConnection connection, ExhibitorKey exhibitor, List<ConnectionRow> leads, CancellationToken cancellation)
    {
        var questions = await connection.Batch(
            "SELECT id, name, type, position, options FROM exhibitor_questions WHERE event_id = $1 AND exhibitor_id = $2",
            exhibitor.EventId, exhibitor.Id).ListAsync(r => new ExhibitorQuestion
            {
                EventId = exhibitor.EventId,
                ExhibitorId = exhibitor.Id,
                Id = r.GetInt64(0),
                Name = r.GetString(1),
                Type = (QuestionType)r.GetInt32(2),
                Position = r.GetInt32(3),
                Options = QuestionOptions.Read(r.GetString(4)),
            }, cancellation);
        var entries = await ReadAsync(connection, exhibitor.EventId, leads.Select(l => l.Seq).ToArray(), cancellation);
        var made = leads.ToDictionary(l => l.Seq, l => LeadContents.Of(l.Id, entries[l.Seq], questions));
        var chosen = made.SelectMany(m => m.Value.Chosen.Select(c => (Seq: m.Key, c.Question, c.Option))).ToList();
        await connection.Batch(
            "DELETE FROM lead_answers WHERE event_id = $1 AND connection_seq = ANY($2::bigint[])",
            exhibitor.EventId, made.Keys.ToArray()).Add(
            "INSERT INTO lead_answers (event_id, exhibitor_id, question_id, option_id, connection_seq) "
            + "SELECT DISTINCT $1, $2, u.* FROM unnest($3::bigint[], $4::bigint[], $5::bigint[]) u",
            exhibitor.EventId, exhibitor.Id, chosen.ConvertAll(c => c.Question).ToArray(),
            chosen.ConvertAll(c => c.Option).ToArray(), chosen.ConvertAll(c => c.Seq).ToArray()).RunAsync(cancellation);
        return made;
    }

    /// <summary>Forgets what was added to connections of an erased registrant.</summary>
    public static Task EraseAsync(NpgsqlConnection connection, List<(long EventId, long Seq)> connections, CancellationToken cancellation)
    {
        var batch = connection.CreateBatch();
        foreach (var table in (ReadOnlySpan<string>)["lead_entries", "lead_answers"])
        {
            batch.Add($"DELETE FROM {table} t USING unnest($1::bigint[], $2::bigint[]) AS u(event_id, seq) "
                + "WHERE t.event_id = u.event_id AND t.connection_seq = u.seq",
                connections.ConvertAll(c => c.EventId).ToArray(), connections.ConvertAll(c => c.Seq).ToArray());
        }
        return batch.RunAsync(cancellation);
    }

    private static Task AddAsync(NpgsqlConnection connection, long eventId, long seq, IReadOnlyList<LeadEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0)
            return Task.CompletedTask;
        return connection.Batch(
            "INSERT INTO lead_entries (event_id, connection_seq, id, kind, at, \"by\", subject_id, options, text) "
            + "SELECT $1, $2, u.* FROM unnest($3::bigint[], $4::int[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::text[]) u "
            + "ON CONFLICT DO NOTHING", eventId, seq, entries.Select(e => e.Id).ToArray(), entries.Select(e => (int)e.Kind).ToArray(),
            entries.Select(e => UnixMicroseconds.From(e.At)).ToArray(), entries.Select(e => e.By).ToArray(),
            entries.Select(e => e.SubjectId).ToArray(), entries.Select(e => e.Options).ToArray(),
            entries.Select(e => e.Text).ToArray()).RunAsync(cancellation);
    }

    private static async Task<ILookup<long, LeadEntry>> ReadAsync(
        NpgsqlConnection connection, long eventId, long[] seqs, CancellationToken cancellation) =>
        (await connection.Batch(
            "SELECT connection_seq, id, kind, at, \"by\", subject_id, options, text FROM lead_entries "
            + "WHERE event_id = $1 AND connection_seq = ANY($2::bigint[])",
            eventId, seqs).ListAsync(r => new LeadEntry
            {
                EventId = eventId,
                ConnectionSeq = r.GetInt64(0),
                Id = r.GetInt64(1),
                Kind = (LeadEntryKind)r.GetInt32(2),
                At = UnixMicroseconds.ToTime(r.GetInt64(3)),
                By = r.GetString(4),
                SubjectId = r.GetInt64(5),
                Options = r.GetString(6),
                Text = r.IsDBNull(7) ? null : r.GetString(7),
            }, cancellation)).ToLookup(e => e.ConnectionSeq);
}
