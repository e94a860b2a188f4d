using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>
/// Carries changes that touch many connections to each of them, a portion in a transaction. A portion is small enough that
/// a scan behind it does not notice; nodes take different changes.
/// </summary>
internal sealed class FanOut(TimeProvider time)
{
    // Scans of the event wait while a portion changes registrants: with 150 they waited for up to 130 ms, with 60 a third of it.
    private const int ConnectionsInPortion = 60;
    private const int RegistrantsInPortion = 100;

    /// <summary>
    /// The next portion of the oldest due change that no other node is at, first of those that are soon done, and the heads that
    /// it raised.
    /// </summary>
    public async Task<(AppliedPortion Applied, Dictionary<ExhibitorKey, long> Heads)> ApplyPortionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if ((await FindNextAsync(connection, walksThroughShow: false, cancellation)
            ?? await FindNextAsync(connection, walksThroughShow: true, cancellation)) is not { } change)
            return (AppliedPortion.None, []);
        var isWalk = change.Kind.IsWalkThroughShow();
        if (change.Cursor == long.MinValue && isWalk)
            await IncludeLaterAsync(connection, change, cancellation);
        var portion = new Portion(connection, time, cancellation);
        var next = change.Kind switch
        {
            ChangeKind.Registrant => await ApplyRegistrantAsync(portion, new(change.EventId, change.Subject), change.Cursor),
            ChangeKind.Question => await ApplyEachAsync(portion, change.EventId, change.Cursor,
                r => ProfileAnswers.Answers(r.Bytes(1), change.Subject)),
            ChangeKind.Fields => await ApplyEachAsync(portion, change.EventId, change.Cursor, r => !r.GetBoolean(2)),
            ChangeKind.Exhibitor => await ApplyExhibitorAsync(portion, new(change.EventId, change.Subject), change.Cursor),
            ChangeKind.Event => await ApplyEventAsync(portion, change.EventId, change.Cursor),
            ChangeKind.Answers => await ApplyAnswersAsync(portion, new(change.EventId, change.Subject), change.Cursor),
            _ => throw new InvalidOperationException($"Change {change.Id} is of the unknown kind {change.Kind}."),
        };
        await (next is { } cursor
            ? connection.Batch("UPDATE changes SET cursor = $3 WHERE event_id = $1 AND id = $2", change.EventId, change.Id, cursor)
            : connection.Batch("DELETE FROM changes WHERE event_id = $1 AND id = $2", change.EventId, change.Id)).RunAsync(cancellation);
        return (isWalk ? AppliedPortion.OfWalkThroughShow : AppliedPortion.OfOneThing, portion.Heads);
    }

    private async Task<DueChange?> FindNextAsync(NpgsqlConnection connection, bool walksThroughShow, CancellationToken cancellation)
    {
        var due = await connection.Batch(
            $"SELECT id, event_id, kind, subject_id, cursor FROM changes WHERE due_at <= $1 AND ({ChangeOrder.WalksThroughShow}) = $2 "
            + "ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED", UnixMicroseconds.From(time.GetUtcNow()), walksThroughShow)
            .ListAsync(r => new DueChange(r.GetInt64(0), r.GetInt64(1), (ChangeKind)r.GetInt32(2), r.GetInt64(3), r.GetInt64(4)), cancellation);
        return due is [var change] ? change : null;
    }

    /// <summary>
    /// A change that begins shows the state of now, and with it what was changed of the same subject since. One that another
    /// node has begun meanwhile stays.
    /// </summary>
    private Task IncludeLaterAsync(NpgsqlConnection connection, DueChange change, CancellationToken cancellation) => connection.Batch(
        "DELETE FROM changes WHERE event_id = $1 AND kind = $2 AND subject_id = $3 AND id > $4 AND cursor = $5 AND due_at <= $6",
        change.EventId, (int)change.Kind, change.Subject, change.Id, long.MinValue, UnixMicroseconds.From(time.GetUtcNow()))
        .RunAsync(cancellation);

    /// <summary>Shows the registrant's present state on its connections; null at the end, else how far it came.</summary>
    private static async Task<long?> ApplyRegistrantAsync(Portion portion, RegistrantKey registrant, long cursor)
    {
        var exhibitors = await portion.ListAsync(
            "SELECT event_id, exhibitor_id FROM connections WHERE registrant_id = $1 AND exhibitor_id > $2 "
            + "ORDER BY exhibitor_id LIMIT $3", r => Commands.Exhibitor(r, 0), registrant.Id, cursor, (long)ConnectionsInPortion);
        await portion.LockAsync(exhibitors);
        var current = await portion.ListAsync(
            "SELECT version, erased FROM registrants WHERE event_id = $1 AND id = $2",
            r => (Version: r.GetInt32(0), Erased: r.GetBoolean(1)), registrant.EventId, registrant.Id);
        if (current is not [var (version, erased)])
            return null;
        var rows = await portion.ListAsync(
            $"SELECT {Commands.Columns}, c.event_id, c.exhibitor_id FROM connections c WHERE c.registrant_id = $1 "
            + "AND c.exhibitor_id = ANY($2::bigint[])",
            r => (Exhibitor: Commands.Exhibitor(r, Commands.ColumnCount), Row: Commands.Row(r)), registrant.Id, Heads.Ids(exhibitors));
        await portion.UpdateAsync(rows.ConvertAll(r => (r.Exhibitor, r.Row, ConnectionRules.Show(r.Row, version, erased))));
        if (erased)
            await LeadWriter.EraseAsync(portion.Connection, rows.ConvertAll(r => (r.Exhibitor.EventId, r.Row.Seq)), portion.Cancellation);
        return exhibitors.Count < ConnectionsInPortion ? null : exhibitors[^1].Id;
    }

    /// <summary>Brings the registrants who show it to their next version.</summary>
    private static async Task<long?> ApplyEachAsync(
        Portion portion, long eventId, long cursor, Func<NpgsqlDataReader, bool> shows)
    {
        // Read before the lock for which scans wait: whoever answers meanwhile gets a version of his own, and whoever is scanned
        // meanwhile is found below.
        var registrants = await portion.ListAsync(
            "SELECT id, answers, erased FROM registrants WHERE event_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            r => (Id: r.GetInt64(0), IsShown: shows(r)), eventId, cursor, (long)RegistrantsInPortion);
        var counts = (await portion.ListAsync(
            "SELECT registrant_id, count(*) FROM connections WHERE registrant_id = ANY($1::bigint[]) GROUP BY registrant_id",
            r => (Id: r.GetInt64(0), Count: r.GetInt64(1)), registrants.Where(r => r.IsShown).Select(r => r.Id).ToArray()))
            .ToDictionary(c => c.Id, c => c.Count);
        long? next = registrants.Count < RegistrantsInPortion ? null : registrants[^1].Id;
        List<long> few = [], many = [];
        var room = (long)ConnectionsInPortion;
        foreach (var (id, isShown) in registrants)
        {
            if (!isShown)
                continue;
            var connections = counts.GetValueOrDefault(id);
            (connections > ConnectionsInPortion ? many : few).Add(id);
            room -= connections;
            if (room > 0)
                continue;
            next = id == registrants[^1].Id ? next : id;
            break;
        }
        if (few.Count + many.Count == 0)
            return next;
        // No scan of these registrants comes in between: their versions and all their connections change together.
        await portion.RunAsync(RegistrantWriter.LockEvent, eventId);
        await portion.RunAsync("UPDATE registrants SET version = version + 1 WHERE event_id = $1 AND id = ANY($2::bigint[])",
            eventId, few.Concat(many).ToArray());
        await portion.AddChangesAsync(eventId, ChangeKind.Registrant, many);
        await ShowAsync(portion, eventId, few.ToArray());
        return next;
    }

    /// <summary>Shows the present versions of registrants on all their connections.</summary>
    private static async Task ShowAsync(Portion portion, long eventId, long[] registrants)
    {
        if (registrants.Length == 0)
            return;
        await portion.LockAsync(await portion.ListAsync(
            "SELECT DISTINCT event_id, exhibitor_id FROM connections WHERE registrant_id = ANY($1::bigint[])",
            r => Commands.Exhibitor(r, 0), registrants));
        var rows = await portion.ListAsync(
            $"SELECT {Commands.Columns}, c.event_id, c.exhibitor_id, r.version, r.erased FROM connections c "
            + "JOIN registrants r ON r.event_id = c.registrant_event_id AND r.id = c.registrant_id "
            + "WHERE c.registrant_id = ANY($1::bigint[]) AND r.event_id = $2",
            r => (Exhibitor: Commands.Exhibitor(r, Commands.ColumnCount), Row: Commands.Row(r),
                Version: r.GetInt32(Commands.ColumnCount + 2), Erased: r.GetBoolean(Commands.ColumnCount + 3)), registrants, eventId);
        await portion.UpdateAsync(rows.ConvertAll(r => (r.Exhibitor, r.Row, ConnectionRules.Show(r.Row, r.Version, r.Erased))));
    }

    /// <summary>Opens what the exhibitor may read by now.</summary>
    private static async Task<long?> ApplyExhibitorAsync(Portion portion, ExhibitorKey exhibitor, long cursor)
    {
        // Scans of this exhibitor hold the same lock: one that found no seat is here by now, or finds the new one.
        await portion.LockAsync([exhibitor]);
        var rows = await portion.ListAsync(
            $"SELECT {Commands.Columns}, r.version, r.erased, c.event_id = c.registrant_event_id OR EXISTS (SELECT 1 FROM event_relations e "
            + "WHERE e.event_id = c.event_id AND e.related_event_id = c.registrant_event_id), EXISTS (SELECT 1 FROM scans n "
            + "WHERE n.event_id = c.event_id AND n.connection_seq = c.seq AND (n.origin = 0 OR n.scanned_by IN (SELECT s.name "
            + $"FROM scanners s WHERE s.event_id = $1 AND s.exhibitor_id = $2 AND {Commands.IsSeated}))) FROM connections c "
            + "JOIN registrants r ON r.event_id = c.registrant_event_id AND r.id = c.registrant_id "
            + "WHERE c.event_id = $1 AND c.exhibitor_id = $2 AND c.state <> 0 AND c.seq > $4 ORDER BY c.seq LIMIT $5",
            r => (Row: Commands.Row(r), Version: r.GetInt32(Commands.ColumnCount), Erased: r.GetBoolean(Commands.ColumnCount + 1),
                Accessible: r.GetBoolean(Commands.ColumnCount + 2), Seated: r.GetBoolean(Commands.ColumnCount + 3)),
            exhibitor.EventId, exhibitor.Id, UnixMicroseconds.From(portion.Now), cursor, (long)ConnectionsInPortion);
        await portion.UpdateAsync(rows.Where(r => !r.Erased).Select(r => (exhibitor, r.Row,
            ConnectionRules.State(r.Accessible, r.Seated) is var state && state != r.Row.State
                ? r.Row with { State = state, RegistrantVersion = r.Version }
                : r.Row)).ToList());
        return rows.Count < ConnectionsInPortion ? null : rows[^1].Row.Seq;
    }

    private static async Task<long?> ApplyEventAsync(Portion portion, long eventId, long cursor)
    {
        var exhibitors = await portion.ListAsync(
            "SELECT id FROM exhibitors WHERE event_id = $1 AND id > $2 ORDER BY id LIMIT $3", r => r.GetInt64(0),
            eventId, cursor, (long)RegistrantsInPortion);
        await portion.AddChangesAsync(eventId, ChangeKind.Exhibitor, exhibitors);
        return exhibitors.Count < RegistrantsInPortion ? null : exhibitors[^1];
    }

    /// <summary>
    /// Makes the answers of the exhibitor's leads anew, in the order of revisions: a lead that gets another revision is met
    /// once more at the end, and stays as it is then.
    /// </summary>
    private static async Task<long?> ApplyAnswersAsync(Portion portion, ExhibitorKey exhibitor, long cursor)
    {
        await portion.LockAsync([exhibitor]);
        var leads = await portion.ListAsync(
            $"SELECT {Commands.Columns} FROM connections c WHERE c.event_id = $1 AND c.exhibitor_id = $2 AND c.revision > $3 "
            + "ORDER BY c.revision LIMIT $4", r => Commands.Row(r), exhibitor.EventId, exhibitor.Id, cursor, (long)ConnectionsInPortion);
        var answered = leads.FindAll(l => l.Answers is not null);
        if (answered.Count > 0)
        {
            var made = await LeadWriter.RemakeAsync(portion.Connection, exhibitor, answered, portion.Cancellation);
            await portion.UpdateAsync(answered.ConvertAll(l => (exhibitor, l, ConnectionRules.Show(l, made[l.Seq]))));
        }
        return leads.Count < ConnectionsInPortion ? null : leads[^1].Revision;
    }

    private sealed record DueChange(long Id, long EventId, ChangeKind Kind, long Subject, long Cursor);

    /// <summary>One transaction's worth of a change.</summary>
    private sealed class Portion(NpgsqlConnection connection, TimeProvider time, CancellationToken cancellation)
    {
        public Dictionary<ExhibitorKey, long> Heads { get; private set; } = [];

        public DateTimeOffset Now { get; } = time.GetUtcNow();

        public NpgsqlConnection Connection => connection;

        public CancellationToken Cancellation => cancellation;

        public Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params ReadOnlySpan<object> values) =>
            connection.Batch(sql, values).ListAsync(read, cancellation);

        public Task RunAsync(string sql, params ReadOnlySpan<object> values) => connection.Batch(sql, values).RunAsync(cancellation);

        public async Task LockAsync(IReadOnlyCollection<ExhibitorKey> exhibitors) =>
            Heads = await Postgres.Heads.LockAsync(connection, exhibitors, cancellation);

        /// <summary>Gives new revisions to the rows that come to show something else.</summary>
        public async Task UpdateAsync(List<(ExhibitorKey Exhibitor, ConnectionRow Before, ConnectionRow After)> rows)
        {
            var changed = rows.Where(r => r.After != r.Before).Select(r => (r.Exhibitor, r.After)).ToList();
            if (changed.Count == 0)
                return;
            var batch = connection.CreateBatch();
            Postgres.Heads.AddUpdates(batch, Heads, changed, Now);
            await batch.RunAsync(cancellation);
        }

        public Task AddChangesAsync(long eventId, ChangeKind kind, List<long> subjects) => subjects.Count == 0
            ? Task.CompletedTask
            : RunAsync("INSERT INTO changes (event_id, kind, subject_id, due_at, cursor) SELECT $1, $2, u.id, $3, $4 "
                + "FROM unnest($5::bigint[]) AS u(id)",
                eventId, (int)kind, UnixMicroseconds.From(Now), long.MinValue, subjects.ToArray());
    }
}
