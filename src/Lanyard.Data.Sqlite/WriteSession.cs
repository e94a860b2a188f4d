using System.Collections.Concurrent;
using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Licensing;

namespace Lanyard.Data.Sqlite;

/// <summary>The writer's connection: its statements, the numbers it gives out, and what a reader may see after the commit.</summary>
internal class WriteSession : IDisposable
{
    private readonly Keys _keys;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ExhibitorKey, long> _heads;
    private readonly Dictionary<ExhibitorKey, long> _pendingHeads = [];
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _head;
    private readonly Statement _registrant;
    private readonly Statement _badge;
    private readonly Statement _seat;
    private readonly Statement _ofRegistrant;
    private readonly Statement _find;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _log;
    private readonly Statement _addToken;
    private readonly Statement _addChange;
    private long _lastSeq;
    private bool _isStale = true;

    /// <param name="heads">What readers see; filled after each commit.</param>
    public WriteSession(string path, Keys keys, TimeProvider time, ConcurrentDictionary<ExhibitorKey, long> heads)
    {
        (_keys, _time, _heads) = (keys, time, heads);
        Database = new Database(path, readOnly: false, cacheKilobytes: 8_000);
        _begin = Database.Prepare("BEGIN IMMEDIATE");
        _commit = Database.Prepare("COMMIT");
        _head = Database.Prepare(Sql.Head);
        _registrant = Database.Prepare("SELECT version, erased FROM registrants WHERE event_id = ?1 AND id = ?2");
        _badge = Database.Prepare(
            "SELECT event_id, id, version, event_id = ?2 OR EXISTS (SELECT 1 FROM event_relations WHERE event_id = ?2 "
            + "AND related_event_id = r.event_id), consent_state = 1 OR NOT (SELECT consent_required FROM events e "
            + "WHERE e.id = r.event_id) FROM registrants r WHERE badge_hash = ?1");
        _seat = Database.Prepare(Sql.Seated + " AND s.name = ?4");
        _ofRegistrant = Database.Prepare(Sql.OfRegistrant);
        _find = Database.Prepare(Sql.Find);
        _insert = Database.Prepare(Sql.Insert);
        _update = Database.Prepare(
            "UPDATE connections SET registrant_version = ?4, revision = ?5, state = ?6, time = ?7, scan_info = ?8, "
            + "answers = ?9, notes = ?10 WHERE event_id = ?1 AND exhibitor_id = ?2 AND revision = ?3");
        _log = Database.Prepare(Sql.Log);
        _addToken = Database.Prepare("INSERT INTO access_tokens (expires_at, hash, client_id) VALUES (?1, ?2, ?3)");
        _addChange = Database.Prepare(
            "INSERT INTO changes (event_id, kind, subject_id, due_at, cursor) VALUES (?1, ?2, ?3, ?4, ?5)");
        FanOut = new FanOut(this);
        Registrants = new RegistrantWriter(this);
        Leads = new LeadWriter(this);
    }

    public Database Database { get; }

    public FanOut FanOut { get; }

    public RegistrantWriter Registrants { get; }

    public LeadWriter Leads { get; }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Runs the operations in one transaction; afterwards all of them are on disk, or none has happened.</summary>
    public void Transact(IReadOnlyList<WriteOperation> operations)
    {
        try
        {
            TakeBack();
            _begin.Run();
            if (_isStale)
                _lastSeq = Database.Scalar(Sql.LastNumber);
            _isStale = false;
            foreach (var operation in operations)
                operation.Run(this);
            Commit(operations);
        }
        catch
        {
            _pendingHeads.Clear();
            _isStale = true;
            TakeBack();
            throw;
        }
        foreach (var (exhibitor, revision) in _pendingHeads)
            _heads[exhibitor] = revision;
        _pendingHeads.Clear();
    }

    /// <summary>Looks the badge up, logs the scan and makes or merges the connection.</summary>
    public ScanResult Scan(in ScanCommand scan)
    {
        if (FindBadge(scan.Exhibitor.EventId, scan.BadgeHash) is not { } badge)
            return new(ScanResultKind.UnknownCode, default, default);
        if (ConnectionRules.Refusal(scan.Origin, badge.Accessible, badge.Consented) is { } refusal)
            return new(refusal, default, default);
        var state = ConnectionRules.State(badge.Accessible, !ConnectionRules.NeedsSeat(scan.Origin) || HasSeat(scan.Exhibitor, scan.ScannedBy));
        ConnectionRow row;
        ScanChange change;
        if (OfRegistrant(badge.Registrant.Id, scan.Exhibitor.Id) is not { } before)
        {
            var seq = ++_lastSeq;
            row = new(seq, _keys.ConnectionId(seq), badge.Registrant.EventId, badge.Registrant.Id, badge.Version,
                NextRevision(scan.Exhibitor), state, scan.Time, ConnectionRules.ScanInfo(scan.ScannedBy), null, null);
            Insert(scan.Exhibitor, row);
            change = ScanChange.Created;
        }
        else
        {
            row = ConnectionRules.Merge(before, scan, state);
            change = row == before ? ScanChange.Unchanged : ScanChange.Updated;
            if (change is ScanChange.Updated)
                row = Update(scan.Exhibitor, row with { RegistrantVersion = badge.Version });
        }
        _log.Bind(1, scan.Exhibitor.EventId).Bind(2, row.Seq).Bind(3, scan.Time).Bind(4, scan.ScannedBy).Bind(5, (long)scan.Origin).Run();
        return new(ScanResultKind.Stored, row, change);
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

    public ConnectionRow? Find(ExhibitorKey exhibitor, long seq)
    {
        if (!_find.Bind(1, seq).Bind(2, exhibitor.EventId).Bind(3, exhibitor.Id).Step())
            return null;
        var row = Sql.Row(_find);
        _find.Reset();
        return row;
    }

    public bool AddToken(AccessToken token)
    {
        _addToken.Bind(1, UnixMicroseconds.From(token.ExpiresAt)).Bind(2, token.Hash).Bind(3, token.ClientId).Run();
        return true;
    }

    public void AddChange(long eventId, ChangeKind kind, long subjectId) =>
        _addChange.Bind(1, eventId).Bind(2, (long)kind).Bind(3, subjectId).Bind(4, UnixMicroseconds.From(Now)).Bind(5, long.MinValue).Run();

    public (int Version, bool Erased)? ReadRegistrant(RegistrantKey key)
    {
        if (!_registrant.Bind(1, key.EventId).Bind(2, key.Id).Step())
            return null;
        var read = (_registrant.Int(0), _registrant.Long(1) != 0);
        _registrant.Reset();
        return read;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Database.Dispose();

    /// <summary>Puts the transaction on disk. Tests wait here, end the process here, or do it wrong.</summary>
    protected virtual void Commit(IReadOnlyList<WriteOperation> operations) => _commit.Run();

    // SQLite takes back on its own what a full disk stops. What a failed attempt left open is closed before the next.
    private void TakeBack()
    {
        if (Database.InTransaction)
            Database.Execute("ROLLBACK");
    }

    private long NextRevision(ExhibitorKey exhibitor)
    {
        if (!_pendingHeads.TryGetValue(exhibitor, out var last) && !_heads.TryGetValue(exhibitor, out last))
        {
            _head.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Step();
            last = _head.Long(0);
            _head.Reset();
        }
        return _pendingHeads[exhibitor] = Revision.After(last, Now);
    }

    /// <summary>
    /// The registrant with this badge, best of all one of this event or of a related one: two organisers may have given out
    /// the same code.
    /// </summary>
    private (RegistrantKey Registrant, int Version, bool Accessible, bool Consented)? FindBadge(long eventId, byte[] hash)
    {
        (RegistrantKey Registrant, int Version, bool Accessible, bool Consented)? found = null;
        _badge.Bind(1, hash).Bind(2, eventId);
        while (found is not { Accessible: true } && _badge.Step())
        {
            var accessible = _badge.Long(3) != 0;
            if (accessible || found is null)
                found = (new(_badge.Long(0), _badge.Long(1)), _badge.Int(2), accessible, _badge.Long(4) != 0);
        }
        _badge.Reset();
        return found;
    }

    private ConnectionRow? OfRegistrant(long registrantId, long exhibitorId)
    {
        if (!_ofRegistrant.Bind(1, registrantId).Bind(2, exhibitorId).Step())
            return null;
        var row = Sql.Row(_ofRegistrant);
        _ofRegistrant.Reset();
        return row;
    }

    private bool HasSeat(ExhibitorKey exhibitor, string scannedBy)
    {
        var has = _seat.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Bind(3, UnixMicroseconds.From(Now)).Bind(4, scannedBy).Step();
        _seat.Reset();
        return has;
    }

    private void Insert(ExhibitorKey exhibitor, in ConnectionRow row) =>
        _insert.Bind(1, row.Seq).Bind(2, row.Id).Bind(3, exhibitor.EventId).Bind(4, exhibitor.Id).Bind(5, row.RegistrantEventId)
            .Bind(6, row.RegistrantId).Bind(7, row.RegistrantVersion).Bind(8, row.Revision).Bind(9, (long)row.State).Bind(10, row.Time)
            .Bind(11, row.ScanInfo).Run();

    /// <summary>Rows were added past this session.</summary>
    public void Refresh() => _isStale = true;
}
