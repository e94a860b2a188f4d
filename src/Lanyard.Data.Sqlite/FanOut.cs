using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;

namespace Lanyard.Data.Sqlite;

/// <summary>
/// Carries changes that touch many connections to each of them, a portion in a transaction. A portion is small enough that
/// a scan behind it does not notice.
/// </summary>
internal sealed class FanOut
{
    // Scans wait while a portion is written. With 150 and 500 one of a hundred waited for 180 ms beside a question that was
    // exposed, with 60 and 100 for 30 ms.
    private const int ConnectionsInPortion = 60;
    private const int RegistrantsInPortion = 100;

    private readonly WriteSession _session;
    private readonly Statement _next;
    private readonly Statement _include;
    private readonly Statement _move;
    private readonly Statement _remove;
    private readonly Statement _ofRegistrant;
    private readonly Statement _countOfRegistrant;
    private readonly Statement _registrants;
    private readonly Statement _raiseVersion;
    private readonly Statement _redacted;
    private readonly Statement _exhibitors;
    private readonly Statement _access;
    private readonly Statement _leads;

    public FanOut(WriteSession session)
    {
        _session = session;
        var database = session.Database;
        _next = database.Prepare(
            $"SELECT id, event_id, kind, subject_id, cursor FROM changes WHERE due_at <= ?1 AND {ChangeOrder.WalksThroughShow} = ?2 "
            + "ORDER BY id LIMIT 1");
        _include = database.Prepare("DELETE FROM changes WHERE event_id = ?1 AND kind = ?2 AND subject_id = ?3 AND id > ?4 "
            + "AND cursor = ?5 AND due_at <= ?6");
        _move = database.Prepare("UPDATE changes SET cursor = ?2 WHERE id = ?1");
        _remove = database.Prepare("DELETE FROM changes WHERE id = ?1");
        _ofRegistrant = database.Prepare(
            $"SELECT {Sql.Columns}, event_id, exhibitor_id FROM connections WHERE registrant_id = ?1 AND exhibitor_id > ?2 "
            + "ORDER BY exhibitor_id LIMIT ?3");
        _countOfRegistrant = database.Prepare("SELECT count(*) FROM (SELECT 1 FROM connections WHERE registrant_id = ?1 LIMIT ?2)");
        _registrants = database.Prepare(
            "SELECT id, answers, erased FROM registrants WHERE event_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
        _raiseVersion = database.Prepare("UPDATE registrants SET version = version + 1 WHERE event_id = ?1 AND id = ?2");
        _redacted = database.Prepare(
            $"SELECT {Sql.Columns}, EXISTS (SELECT 1 FROM scans n WHERE n.event_id = ?1 AND n.connection_seq = c.seq "
            + $"AND (n.origin = 0 OR n.scanned_by IN ({Sql.Seated}))) FROM connections c WHERE event_id = ?1 AND exhibitor_id = ?2 "
            + "AND state <> 0 AND seq > ?4 ORDER BY seq LIMIT ?5");
        _exhibitors = database.Prepare("SELECT id FROM exhibitors WHERE event_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
        _access = database.Prepare("SELECT ?1 = ?2 OR EXISTS (SELECT 1 FROM event_relations WHERE event_id = ?1 AND related_event_id = ?2)");
        _leads = database.Prepare("SELECT seq, revision, answers IS NOT NULL FROM connections WHERE event_id = ?1 AND exhibitor_id = ?2 "
            + "AND revision > ?3 ORDER BY revision LIMIT ?4");
    }

    /// <summary>The next portion of the oldest change that is due, first of those that are soon done.</summary>
    public AppliedPortion ApplyPortion()
    {
        if (!FindNext(walksThroughShow: false) && !FindNext(walksThroughShow: true))
            return AppliedPortion.None;
        var (id, eventId, kind, subject, cursor) = (_next.Long(0), _next.Long(1), (ChangeKind)_next.Int(2), _next.Long(3), _next.Long(4));
        _next.Reset();
        var isWalk = kind.IsWalkThroughShow();
        if (cursor == long.MinValue && isWalk)
            IncludeLater(id, eventId, kind, subject);
        var next = kind switch
        {
            ChangeKind.Registrant => ApplyRegistrant(new(eventId, subject), cursor, ConnectionsInPortion),
            ChangeKind.Question => ApplyEach(eventId, cursor, r => ProfileAnswers.Answers(r.Span(1), subject)),
            ChangeKind.Fields => ApplyEach(eventId, cursor, r => r.Long(2) == 0),
            ChangeKind.Exhibitor => ApplyExhibitor(new(eventId, subject), cursor),
            ChangeKind.Event => ApplyEvent(eventId, cursor),
            ChangeKind.Answers => ApplyAnswers(new(eventId, subject), cursor),
            _ => throw new InvalidOperationException($"Change {id} is of the unknown kind {kind}."),
        };
        if (next is { } position)
            _move.Bind(1, id).Bind(2, position).Run();
        else
            _remove.Bind(1, id).Run();
        return isWalk ? AppliedPortion.OfWalkThroughShow : AppliedPortion.OfOneThing;
    }

    private bool FindNext(bool walksThroughShow) =>
        _next.Bind(1, UnixMicroseconds.From(_session.Now)).Bind(2, walksThroughShow ? 1 : 0).Step();

    /// <summary>A change that begins shows the state of now, and with it what was changed of the same subject since.</summary>
    private void IncludeLater(long id, long eventId, ChangeKind kind, long subject) =>
        _include.Bind(1, eventId).Bind(2, (long)kind).Bind(3, subject).Bind(4, id).Bind(5, long.MinValue)
            .Bind(6, UnixMicroseconds.From(_session.Now)).Run();

    /// <summary>Shows the registrant's present state on its connections; null at the end, else how far it came.</summary>
    private long? ApplyRegistrant(RegistrantKey registrant, long cursor, int limit)
    {
        if (_session.ReadRegistrant(registrant) is not { } current)
            return null;
        var rows = new List<(ExhibitorKey Exhibitor, ConnectionRow Row)>();
        _ofRegistrant.Bind(1, registrant.Id).Bind(2, cursor).Bind(3, limit);
        while (_ofRegistrant.Step())
            rows.Add((new(_ofRegistrant.Long(11), _ofRegistrant.Long(12)), Sql.Row(_ofRegistrant)));
        foreach (var (exhibitor, row) in rows)
        {
            if (ConnectionRules.Show(row, current.Version, current.Erased) is var shown && shown != row)
                _session.Update(exhibitor, shown);
            if (current.Erased)
                _session.Leads.Erase(exhibitor.EventId, row.Seq);
        }
        return rows.Count < limit ? null : rows[^1].Exhibitor.Id;
    }

    /// <summary>Brings the registrants who show it to their next version.</summary>
    private long? ApplyEach(long eventId, long cursor, Func<Statement, bool> shows)
    {
        var registrants = new List<(long Id, bool Shows)>();
        _registrants.Bind(1, eventId).Bind(2, cursor).Bind(3, RegistrantsInPortion);
        while (_registrants.Step())
            registrants.Add((_registrants.Long(0), shows(_registrants)));
        var room = ConnectionsInPortion;
        foreach (var (id, isShown) in registrants)
        {
            cursor = id;
            if (!isShown)
                continue;
            _raiseVersion.Bind(1, eventId).Bind(2, id).Run();
            var connections = Count(id);
            if (connections > ConnectionsInPortion)
                _session.AddChange(eventId, ChangeKind.Registrant, id);
            else if (connections > 0)
                ApplyRegistrant(new(eventId, id), long.MinValue, ConnectionsInPortion + 1);
            room -= connections;
            if (room <= 0)
                return cursor;
        }
        return registrants.Count < RegistrantsInPortion ? null : cursor;
    }

    /// <summary>Opens what the exhibitor may read by now.</summary>
    private long? ApplyExhibitor(ExhibitorKey exhibitor, long cursor)
    {
        var rows = new List<(ConnectionRow Row, bool Seated)>();
        _redacted.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Bind(3, UnixMicroseconds.From(_session.Now))
            .Bind(4, cursor).Bind(5, ConnectionsInPortion);
        while (_redacted.Step())
            rows.Add((Sql.Row(_redacted), _redacted.Long(11) != 0));
        foreach (var (row, seated) in rows)
        {
            if (_session.ReadRegistrant(new(row.RegistrantEventId, row.RegistrantId)) is not { Erased: false } registrant)
                continue;
            var state = ConnectionRules.State(IsAccessible(exhibitor.EventId, row.RegistrantEventId), seated);
            if (state != row.State)
                _session.Update(exhibitor, row with { State = state, RegistrantVersion = registrant.Version });
        }
        return rows.Count < ConnectionsInPortion ? null : rows[^1].Row.Seq;
    }

    private long? ApplyEvent(long eventId, long cursor)
    {
        var exhibitors = new List<long>();
        _exhibitors.Bind(1, eventId).Bind(2, cursor).Bind(3, RegistrantsInPortion);
        while (_exhibitors.Step())
            exhibitors.Add(_exhibitors.Long(0));
        foreach (var exhibitor in exhibitors)
            _session.AddChange(eventId, ChangeKind.Exhibitor, exhibitor);
        return exhibitors.Count < RegistrantsInPortion ? null : exhibitors[^1];
    }

    /// <summary>
    /// Makes the answers of the exhibitor's leads anew, in the order of revisions: a lead that gets another revision is met
    /// once more at the end, and stays as it is then.
    /// </summary>
    private long? ApplyAnswers(ExhibitorKey exhibitor, long cursor)
    {
        var leads = new List<(long Seq, long Revision, bool IsAnswered)>();
        _leads.Bind(1, exhibitor.EventId).Bind(2, exhibitor.Id).Bind(3, cursor).Bind(4, ConnectionsInPortion);
        while (_leads.Step())
            leads.Add((_leads.Long(0), _leads.Long(1), _leads.Long(2) != 0));
        _session.Leads.Remake(exhibitor, leads.Where(l => l.IsAnswered).Select(l => l.Seq));
        return leads.Count < ConnectionsInPortion ? null : leads[^1].Revision;
    }

    private int Count(long registrantId)
    {
        _countOfRegistrant.Bind(1, registrantId).Bind(2, ConnectionsInPortion + 1).Step();
        var count = _countOfRegistrant.Int(0);
        _countOfRegistrant.Reset();
        return count;
    }

    private bool IsAccessible(long eventId, long registrantEventId)
    {
        _access.Bind(1, eventId).Bind(2, registrantEventId).Step();
        var accessible = _access.Long(0) != 0;
        _access.Reset();
        return accessible;
    }
}
