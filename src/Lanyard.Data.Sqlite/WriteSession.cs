using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;

namespace Lanyard.Data.Sqlite;

/// <summary>The writer's connection: its statements, the numbers it gives out, and what a reader may see after the commit.</summary>
internal sealed class WriteSession : IDisposable
{
    private static readonly JsonSerializerOptions Names = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Keys _keys;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ExhibitorKey, long> _heads;
    private readonly Dictionary<ExhibitorKey, long> _pendingHeads = [];
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _head;
    private readonly Statement _registrant;
    private readonly Statement _seat;
    private readonly Statement _ofRegistrant;
    private readonly Statement _find;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _log;
    private readonly Statement _addToken;
    private readonly Statement _addChange;
    private long _lastSeq;

    /// <param name="heads">What readers see; filled after each commit.</param>
    public WriteSession(string path, Keys keys, TimeProvider time, ConcurrentDictionary<ExhibitorKey, long> heads)
    {
        (_keys, _time, _heads) = (keys, time, heads);
        Database = new Database(path, readOnly: false, cacheKilobytes: 24_000);
        _begin = Database.Prepare("BEGIN IMMEDIATE");
        _commit = Database.Prepare("COMMIT");
        _head = Database.Prepare(Sql.Head);
        _registrant = Database.Prepare("SELECT version, erased FROM registrants WHERE event_id = ?1 AND id = ?2");
        _seat = Database.Prepare(
            "SELECT 1 FROM licenses WHERE event_id = ?1 AND exhibitor_id = ?2 AND kind = 1 AND revoked_at IS NULL "
            + "AND \"from\" <= ?3 AND (until IS NULL OR until > ?3) LIMIT 1");
        _ofRegistrant = Database.Prepare(Sql.OfRegistrant);
        _find = Database.Prepare(Sql.Find);
        _insert = Database.Prepare(Sql.Insert);
        _update = Database.Prepare(
            "UPDATE connections SET registrant_version = ?4, revision = ?5, state = ?6, time = ?7, scan_info = ?8, "
            + "answers = ?9, notes = ?10 WHERE event_id = ?1 AND exhibitor_id = ?2 AND revision = ?3");
        _log = Database.Prepare(Sql.Log);
        _addToken = Database.Prepare("INSERT INTO access_tokens (hash, client_id, expires_at) VALUES (?1, ?2, ?3)");
        _addChange = Database.Prepare(
            "INSERT INTO changes (event_id, kind, subject_id, due_at, cursor) VALUES (?1, ?2, ?3, ?4, ?5)");
        _lastSeq = ReadLastSeq();
        FanOut = new FanOut(this);
        Registrants = new RegistrantWriter(this);
    }

    public Database Database { get; }

    public FanOut FanOut { get; }

    public RegistrantWriter Registrants { get; }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Runs the operations in one transaction; afterwards all of them are on disk, or none has happened.</summary>
    public void Transact(IReadOnlyList<WriteOperation> operations)
    {
        _begin.Run();
        try
        {
            foreach (var operation in operations)
                operation.Run(this);
            _commit.Run();
        }
        catch
        {
            if (Database.InTransaction)
                Database.Execute("ROLLBACK");
            _pendingHeads.Clear();
            _lastSeq = ReadLastSeq();
            throw;
        }
        foreach (var (exhibitor, revision) in _pendingHeads)
            _heads[exhibitor] = revision;
        _pendingHeads.Clear();
    }

    /// <summary>Logs the scan and makes or merges the connection (decision D1 on the guide).</summary>
    public ScanOutcome Scan(in ScanCommand scan)
    {
        var key = scan.Badge.Registrant;
        if (ReadRegistrant(key) is not { Erased: false } registrant)
            return new(null, ScanChange.Unchanged);
        var state = scan switch
        {
            { Badge.Access: BadgeAccess.OtherEvent } => ConnectionState.NoAccess,
            { Origin: ScanOrigin.Connect } when !HasSeat(scan.Exhibitor) => ConnectionState.NoLicense,
            _ => ConnectionState.Completed,
        };
        var known = OfRegistrant(key.Id, scan.Exhibitor.Id);
        ConnectionRow row;
        ScanChange change;
        if (known is not { } before)
        {
            var seq = ++_lastSeq;
            row = new(seq, _keys.ConnectionId(seq), key.EventId, key.Id, registrant.Version, NextRevision(scan.Exhibitor),
                state, scan.Time, Name(scan.ScannedBy), null, null);
            Insert(scan.Exhibitor, row);
            change = ScanChange.Created;
        }
        else
        {
            row = Merge(before, scan, state);
            change = row == before ? ScanChange.Unchanged : ScanChange.Updated;
            if (change is ScanChange.Updated)
                row = Update(scan.Exhibitor, row with { RegistrantVersion = registrant.Version });
        }
        _log.Bind(1, scan.Exhibitor.EventId).Bind(2, row.Seq).Bind(3, scan.Time).Bind(4, scan.ScannedBy).Bind(5, (long)scan.Origin).Run();
        return new(row, change);
    }

    /// <summary>Writes the row with the exhibitor's next revision.</summary>
    public ConnectionRow Update(ExhibitorKey exhibitor, ConnectionRow row)
    {
        var next = row with { Revision = NextRevision(exhibitor) };
        _update.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Bind(3, row.Revision).Bind(4, next.RegistrantVersion)
            .Bind(5, next.Revision).Bind(6, (long)next.State).Bind(7, next.Time).Bind(8, next.ScanInfo)
                .Bind(9, next.Answers)
            .Bind(10, next.Notes).Run();
        return next;
    }

    public ConnectionRow? Edit(ExhibitorKey exhibitor, long seq, Func<ConnectionRow, ConnectionRow> edit)
    {
        if (!_find.Bind(1, seq).Bind(2, exhibitor.EventId).Bind(3, exhibitor.Id).Step())
            return null;
        var before = Sql.Row(_find);
        _find.Reset();
        var after = edit(before);
        return after == before ? before : Update(exhibitor, after);
    }

    public bool AddToken(ReadOnlyMemory<byte> hash, long clientId, DateTimeOffset expiresAt)
    {
        _addToken.Bind(1, hash.Span).Bind(2, clientId).Bind(3, Sql.Microseconds(expiresAt)).Run();
        return true;
    }

    public void AddChange(long eventId, ChangeKind kind, long subjectId) =>
        _addChange.Bind(1, eventId).Bind(2, (long)kind).Bind(3, subjectId).Bind(4, Sql.Microseconds(Now)).Bind(5, long.MinValue).Run();

    public bool HasSeat(ExhibitorKey exhibitor)
    {
        var has = _seat.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Bind(3, Sql.Microseconds(Now)).Step();
        _seat.Reset();
        return has;
    }

    public (int Version, bool Erased)? ReadRegistrant(RegistrantKey key)
    {
        if (!_registrant.Bind(1, key.EventId).Bind(2, key.Id).Step())
            return null;
        var read = (_registrant.Int(0), _registrant.Long(1) != 0);
        _registrant.Reset();
        return read;
    }

    public void Dispose() => Database.Dispose();

    /// <summary>Greater than every revision of the exhibitor so far, and not before now in microseconds (design, rule 1).</summary>
    private long NextRevision(ExhibitorKey exhibitor)
    {
        if (!_pendingHeads.TryGetValue(exhibitor, out var last) && !_heads.TryGetValue(exhibitor, out last))
        {
            _head.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Step();
            last = _head.Long(0);
            _head.Reset();
        }
        return _pendingHeads[exhibitor] = Math.Max(last + 1, Sql.Microseconds(Now));
    }

    private static ConnectionRow Merge(ConnectionRow before, in ScanCommand scan, ConnectionState state)
    {
        var row = before;
        if (scan.Time < before.Time)
            row = row with { Time = scan.Time, ScanInfo = Name(scan.ScannedBy) };
        // What an exhibitor could read once is never taken away by another scan.
        if (before.State is not ConnectionState.Completed)
            row = row with { State = state };
        return row;
    }

    private ConnectionRow? OfRegistrant(long registrantId, long exhibitorId)
    {
        if (!_ofRegistrant.Bind(1, registrantId).Bind(2, exhibitorId).Step())
            return null;
        var row = Sql.Row(_ofRegistrant);
        _ofRegistrant.Reset();
        return row;
    }

    private void Insert(ExhibitorKey exhibitor, in ConnectionRow row) =>
        _insert.Bind(1, row.Seq).Bind(2, row.Id).Bind(3, exhibitor.EventId).Bind(4, exhibitor.Id).Bind(5, row.RegistrantEventId)
            .Bind(6, row.RegistrantId).Bind(7, row.RegistrantVersion).Bind(8, row.Revision).Bind(9, (long)row.State).Bind(10, row.Time)
            .Bind(11, row.ScanInfo).Run();

    /// <summary>Rows were added past this session.</summary>
    public void Refresh() => _lastSeq = ReadLastSeq();

    private long ReadLastSeq() => Database.Scalar("SELECT coalesce(max(seq), 0) FROM connections");

    private static byte[]? Name(string scannedBy) => scannedBy.Length == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(scannedBy, Names);
}
