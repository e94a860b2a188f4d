using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>
/// Many scans and new tokens in one transaction of two round trips: lock and look, then write and commit.
/// </summary>
internal class ScanTransaction(Keys keys, TimeProvider time, CommitObserver observer)
{
    // Shared among scans, alone for whoever changes a registrant: a scan shows the version that it has read, or the change
    // finds the scan's connection. In the order of the keys, so that two transactions never wait in a ring.
    private const string LockEventsShared =
        "SELECT x.event_id, x.accessible, pg_advisory_xact_lock_shared(x.accessible) IS NULL FROM ("
        + "SELECT e AS event_id, e AS accessible FROM unnest($1::bigint[]) e UNION "
        + "SELECT event_id, related_event_id FROM event_relations WHERE event_id = ANY($1::bigint[]) ORDER BY 2, 1) x";

    private const string Look =
        $"SELECT i.n, r.event_id, r.id, r.version, r.contact, r.answers, r.consent_state = 1 OR NOT e.consent_required, "
        + $"e.hidden_fields, {Commands.Columns} "
        + "FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS i(hash, event_id, exhibitor_id, n) "
        + "JOIN registrants r ON r.badge_hash = i.hash JOIN events e ON e.id = r.event_id LEFT JOIN connections c ON c.registrant_id = r.id "
        + "AND c.exhibitor_id = i.exhibitor_id AND c.event_id = i.event_id";

    private const string Seats =
        "SELECT DISTINCT i.event_id, i.exhibitor_id, i.name FROM unnest($1::bigint[], $2::bigint[], $4::text[]) "
        + "AS i(event_id, exhibitor_id, name) JOIN scanners s ON s.event_id = i.event_id AND s.exhibitor_id = i.exhibitor_id "
        + "AND s.name = i.name WHERE " + Commands.IsSeated;

    private readonly ConnectionNumbers _numbers = new();

    // Replaced by the tests that show what happens without the locks.
    protected virtual string LockEvents => LockEventsShared;

    protected virtual string LockHeads => Heads.Lock;

    /// <summary>Commits all or nothing; results in the order of the scans, and the heads that are visible from now on.</summary>
    public async Task<(ScanResult[] Results, Dictionary<ExhibitorKey, long> Heads)> RunAsync(
        NpgsqlConnection connection, List<ScanCommand> scans, List<AccessToken> tokens, CancellationToken cancellation)
    {
        await _numbers.ReserveAsync(connection, scans.Count, cancellation);
        var work = await LookAsync(connection, scans, cancellation);
        var results = new ScanResult[scans.Count];
        for (var i = 0; i < scans.Count; i++)
            results[i] = Scan(scans[i], i, work) with { Content = work.ContentOrNull(i) };
        observer.BeforeCommit();
        await WriteAsync(connection, scans, results, tokens, work, cancellation);
        observer.AfterCommit();
        return (results, work.Heads);
    }

    /// <summary>The exhibitor's next revision. Replaced by the test of a plain sequence.</summary>
    protected virtual long NextRevision(long last, DateTimeOffset now) => Revision.After(last, now);

    private async Task<Work> LookAsync(NpgsqlConnection connection, List<ScanCommand> scans, CancellationToken cancellation)
    {
        var work = new Work(time.GetUtcNow());
        if (scans.Count == 0)
        {
            await connection.Batch("BEGIN").RunAsync(cancellation);
            return work;
        }
        var exhibitors = scans.Select(s => s.Exhibitor).Distinct().ToArray();
        var seated = scans.Where(s => ConnectionRules.NeedsSeat(s.Origin)).ToList();
        await using var batch = connection.Batch("BEGIN")
            .Add(LockEvents, exhibitors.Select(e => e.EventId).Distinct().ToArray())
            .Add(LockHeads, Heads.Events(exhibitors), Heads.Ids(exhibitors))
            .Add(Look, scans.ConvertAll(s => s.BadgeHash).ToArray(), scans.ConvertAll(s => s.Exhibitor.EventId).ToArray(),
                scans.ConvertAll(s => s.Exhibitor.Id).ToArray());
        // After the registrants, so that a version is never joined to questions older than it.
        batch.Add(ExposedQuestions.OfAccessible, exhibitors.Select(e => e.EventId).Distinct().ToArray());
        if (seated.Count > 0)
        {
            batch.Add(Seats, seated.ConvertAll(s => s.Exhibitor.EventId).ToArray(), seated.ConvertAll(s => s.Exhibitor.Id).ToArray(),
                UnixMicroseconds.From(work.Now), seated.ConvertAll(s => s.ScannedBy).ToArray());
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        work.Accessible.UnionWith(await reader.ListAsync(r => (r.GetInt64(0), r.GetInt64(1)), cancellation));
        await reader.NextResultAsync(cancellation);
        foreach (var (exhibitor, revision) in await reader.ListAsync(r => (Commands.Exhibitor(r, 0), r.GetInt64(2)), cancellation))
            work.Heads[exhibitor] = revision;
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            work.Add((int)reader.GetInt64(0) - 1, Badge(reader, scans, work));
        await reader.NextResultAsync(cancellation);
        work.Questions = (await reader.ListAsync(ExposedQuestions.Read, cancellation)).ToLookup(q => q.EventId);
        if (await reader.NextResultAsync(cancellation))
            work.Seated.UnionWith(await reader.ListAsync(r => (Commands.Exhibitor(r, 0), r.GetString(2)), cancellation));
        return work;
    }

    private static Badge Badge(NpgsqlDataReader reader, List<ScanCommand> scans, Work work)
    {
        var registrant = new RegistrantKey(reader.GetInt64(1), reader.GetInt64(2));
        var scan = scans[(int)reader.GetInt64(0) - 1];
        return new(registrant, reader.GetInt32(3), work.Accessible.Contains((scan.Exhibitor.EventId, registrant.EventId)),
            reader.GetBoolean(6), HiddenFields.Apply(reader.Bytes(4), (ContactFields)reader.GetInt32(7)), reader.Bytes(5),
            reader.IsDBNull(8) ? null : Commands.Row(reader, 8));
    }

    private ScanResult Scan(in ScanCommand scan, int index, Work work)
    {
        if (work.Badges.GetValueOrDefault(index) is not { } badge)
            return new(ScanResultKind.UnknownCode, default, default);
        if (ConnectionRules.Refusal(scan.Origin, badge.Accessible, badge.Consented) is { } refusal)
            return new(refusal, default, default);
        var state = ConnectionRules.State(badge.Accessible, !ConnectionRules.NeedsSeat(scan.Origin) || work.Seated.Contains((scan.Exhibitor, scan.ScannedBy)));
        var key = (scan.Exhibitor, badge.Registrant);
        var known = work.Written.TryGetValue(key, out var written) ? written.Row : badge.Known;
        if (known is not { } before)
        {
            var number = _numbers.Next();
            var created = new ConnectionRow(number, keys.ConnectionId(number), badge.Registrant.EventId, badge.Registrant.Id,
                badge.Version, Next(scan.Exhibitor, work), state, scan.Time, ConnectionRules.ScanInfo(scan.ScannedBy), null, null);
            work.Written[key] = (created, IsNew: true);
            return new(ScanResultKind.Stored, created, ScanChange.Created);
        }
        var row = ConnectionRules.Merge(before, scan, state);
        if (row == before)
            return new(ScanResultKind.Stored, row, ScanChange.Unchanged);
        row = row with { RegistrantVersion = badge.Version, Revision = Next(scan.Exhibitor, work) };
        work.Written[key] = (row, written.IsNew);
        return new(ScanResultKind.Stored, row, ScanChange.Updated);
    }

    private long Next(ExhibitorKey exhibitor, Work work) =>
        work.Heads[exhibitor] = NextRevision(work.Heads[exhibitor], work.Now);

    private static async Task WriteAsync(NpgsqlConnection connection, List<ScanCommand> scans, ScanResult[] results,
        List<AccessToken> tokens, Work work, CancellationToken cancellation)
    {
        var batch = connection.CreateBatch();
        var written = work.Written.ToLookup(w => w.Value.IsNew, w => (w.Key.Exhibitor, w.Value.Row));
        AddInserts(batch, written[true].ToList());
        AddUpdates(batch, written[false].ToList());
        var stored = Enumerable.Range(0, scans.Count).Where(i => results[i].Kind is ScanResultKind.Stored).ToList();
        if (stored.Count > 0)
        {
            batch.Add(
                "INSERT INTO scans (event_id, connection_seq, time, scanned_by, origin) "
                + "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::int[]) ON CONFLICT DO NOTHING",
                stored.ConvertAll(i => scans[i].Exhibitor.EventId).ToArray(), stored.ConvertAll(i => results[i].Connection.Seq).ToArray(),
                stored.ConvertAll(i => scans[i].Time).ToArray(), stored.ConvertAll(i => scans[i].ScannedBy).ToArray(),
                stored.ConvertAll(i => (int)scans[i].Origin).ToArray());
            Heads.AddHeads(batch, work.Heads);
        }
        if (tokens.Count > 0)
        {
            batch.Add(
                "INSERT INTO access_tokens (expires_at, hash, client_id) SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bigint[])",
                tokens.ConvertAll(t => UnixMicroseconds.From(t.ExpiresAt)).ToArray(), tokens.ConvertAll(t => t.Hash).ToArray(),
                tokens.ConvertAll(t => t.ClientId).ToArray());
        }
        await batch.Add("COMMIT").RunAsync(cancellation);
    }

    private static void AddInserts(NpgsqlBatch batch, List<(ExhibitorKey Exhibitor, ConnectionRow Row)> rows)
    {
        if (rows.Count == 0)
            return;
        batch.Add(
            "INSERT INTO connections (event_id, seq, id, exhibitor_id, registrant_event_id, registrant_id, registrant_version, "
            + "revision, state, time, scan_info) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], "
            + "$5::bigint[], $6::bigint[], $7::int[], $8::bigint[], $9::int[], $10::bigint[], $11::bytea[])",
            rows.ConvertAll(r => r.Exhibitor.EventId).ToArray(), rows.ConvertAll(r => r.Row.Seq).ToArray(),
            rows.ConvertAll(r => r.Row.Id).ToArray(), rows.ConvertAll(r => r.Exhibitor.Id).ToArray(),
            rows.ConvertAll(r => r.Row.RegistrantEventId).ToArray(), rows.ConvertAll(r => r.Row.RegistrantId).ToArray(),
            rows.ConvertAll(r => r.Row.RegistrantVersion).ToArray(), rows.ConvertAll(r => r.Row.Revision).ToArray(),
            rows.ConvertAll(r => (int)r.Row.State).ToArray(), rows.ConvertAll(r => r.Row.Time).ToArray(),
            rows.ConvertAll(r => r.Row.ScanInfo).ToArray());
    }

    private static void AddUpdates(NpgsqlBatch batch, List<(ExhibitorKey Exhibitor, ConnectionRow Row)> rows)
    {
        if (rows.Count == 0)
            return;
        batch.Add(
            "UPDATE connections c SET registrant_version = u.version, revision = u.revision, state = u.state, time = u.time, "
            + "scan_info = u.scan_info FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::int[], $6::bigint[], "
            + "$7::bytea[]) AS u(event_id, seq, version, revision, state, time, scan_info) "
            + "WHERE c.event_id = u.event_id AND c.seq = u.seq",
            rows.ConvertAll(r => r.Exhibitor.EventId).ToArray(), rows.ConvertAll(r => r.Row.Seq).ToArray(),
            rows.ConvertAll(r => r.Row.RegistrantVersion).ToArray(), rows.ConvertAll(r => r.Row.Revision).ToArray(),
            rows.ConvertAll(r => (int)r.Row.State).ToArray(), rows.ConvertAll(r => r.Row.Time).ToArray(),
            rows.ConvertAll(r => r.Row.ScanInfo).ToArray());
    }

    /// <summary>What was locked and found, and what has come of it so far.</summary>
    private sealed class Work(DateTimeOffset now)
    {
        public DateTimeOffset Now { get; } = now;

        /// <summary>Event of the exhibitor, event of the badge.</summary>
        public HashSet<(long, long)> Accessible { get; } = [];

        public Dictionary<ExhibitorKey, long> Heads { get; } = [];

        /// <summary>Exhibitors with the names of those who scan for them and have a seat.</summary>
        public HashSet<(ExhibitorKey, string)> Seated { get; } = [];

        /// <summary>Those exposed, by event.</summary>
        public ILookup<long, ProfileQuestion> Questions { get; set; } = Array.Empty<ProfileQuestion>().ToLookup(q => q.EventId);

        /// <summary>By the number of the scan.</summary>
        public Dictionary<int, Badge> Badges { get; } = [];

        public Dictionary<(ExhibitorKey Exhibitor, RegistrantKey Registrant), (ConnectionRow Row, bool IsNew)> Written { get; } = [];

        /// <summary>What the answer to a scan shows of the registrant.</summary>
        public RegistrantContent? ContentOrNull(int scan) => Badges.GetValueOrDefault(scan) is { Accessible: true } badge
            ? new(badge.Registrant, badge.Version, badge.Contact, ProfileAnswers.Write(badge.Answers, Questions[badge.Registrant.EventId]))
            : null;

        /// <summary>Of two organisers' badges with the same code, the one that the exhibitor may read is meant.</summary>
        public void Add(int scan, Badge badge)
        {
            if (!Badges.TryGetValue(scan, out var other) || badge.Accessible && !other.Accessible)
                Badges[scan] = badge;
        }
    }
}

/// <summary>A badge that was found, with the exhibitor's connection to it if there is one.</summary>
internal sealed record Badge(
    RegistrantKey Registrant, int Version, bool Accessible, bool Consented, byte[] Contact, byte[] Answers, ConnectionRow? Known);
