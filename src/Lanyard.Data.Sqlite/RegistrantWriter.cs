using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;

namespace Lanyard.Data.Sqlite;

/// <summary>Writes registrants by the organiser's own id.</summary>
internal sealed class RegistrantWriter
{
    private readonly WriteSession _session;
    private readonly Statement _byKey;
    private readonly Statement _byBadge;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _scanned;

    public RegistrantWriter(WriteSession session)
    {
        _session = session;
        var database = session.Database;
        _byKey = database.Prepare(
            "SELECT id, contact, answers, badge_hash, erased, consent_state, consent_at, consent_version FROM registrants WHERE event_id = ?1 AND key = ?2");
        _byBadge = database.Prepare("SELECT id FROM registrants WHERE badge_hash = ?1 AND event_id = ?2");
        _insert = database.Prepare(
            "INSERT INTO registrants (event_id, id, key, version, contact, answers, badge_hash, badge_code, erased, updated_at, "
            + "search, consent_state, consent_at, consent_version) "
            + "VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10, ?11, ?12)");
        _update = database.Prepare(
            "UPDATE registrants SET version = version + ?3, contact = ?4, answers = ?5, badge_hash = coalesce(?6, badge_hash), "
            + "badge_code = coalesce(?7, badge_code), updated_at = ?8, search = ?9, consent_state = ?10, consent_at = ?11, "
            + "consent_version = ?12 WHERE event_id = ?1 AND id = ?2");
        _scanned = database.Prepare("SELECT 1 FROM connections WHERE registrant_id = ?1 LIMIT 1");
    }

    public RegistrantWriteResult Write(long eventId, RegistrantWrite registrant)
    {
        if (!_byKey.Bind(1, eventId).Bind(2, registrant.Key).Step())
            return Insert(eventId, registrant);
        var id = _byKey.Long(0);
        var erased = _byKey.Long(4) != 0;
        var visible = !_byKey.Span(1).SequenceEqual(registrant.Contact) || !_byKey.Span(2).SequenceEqual(registrant.Answers);
        var badge = registrant.BadgeGiven && !_byKey.Span(3).SequenceEqual(registrant.BadgeHash);
        var before = new Consent((ConsentState)_byKey.Int(5),
            _byKey.IsNull(6) ? null : UnixMicroseconds.ToTime(_byKey.Long(6)), _byKey.IsNull(7) ? null : _byKey.Text(7));
        _byKey.Reset();
        var consent = After(before, registrant);
        if (erased)
            return RegistrantWriteResult.Erased;
        if (!visible && !badge && consent == before)
            return RegistrantWriteResult.Unchanged;
        if (badge && IsTaken(eventId, registrant.BadgeHash))
            return RegistrantWriteResult.BadgeTaken;
        Bind(_update, consent).Bind(9, registrant.Search).Bind(1, eventId).Bind(2, id).Bind(3, visible ? 1 : 0).Bind(4, registrant.Contact).Bind(5, registrant.Answers)
            .Bind(6, badge ? registrant.BadgeHash : null).Bind(7, badge ? registrant.BadgeCode : null)
            .Bind(8, UnixMicroseconds.From(_session.Now)).Run();
        if (visible && IsScanned(id))
            _session.AddChange(eventId, ChangeKind.Registrant, id);
        return RegistrantWriteResult.Updated;
    }

    private RegistrantWriteResult Insert(long eventId, RegistrantWrite registrant)
    {
        if (IsTaken(eventId, registrant.BadgeHash))
            return RegistrantWriteResult.BadgeTaken;
        Bind(_insert, After(Consent.None, registrant)).Bind(9, registrant.Search).Bind(1, eventId).Bind(2, ShortId.New()).Bind(3, registrant.Key).Bind(4, registrant.Contact).Bind(5, registrant.Answers)
            .Bind(6, registrant.BadgeHash).Bind(7, registrant.BadgeCode).Bind(8, UnixMicroseconds.From(_session.Now)).Run();
        return RegistrantWriteResult.Created;
    }

    private Consent After(Consent before, RegistrantWrite registrant) => registrant.Consent is { } given
        ? before.After(given, registrant.ConsentVersion, UnixMicroseconds.ToTime(UnixMicroseconds.From(_session.Now)))
        : before;

    private static Statement Bind(Statement statement, Consent consent)
    {
        statement.Bind(10, (long)consent.State);
        statement = consent.At is { } at
            ? statement.Bind(11, UnixMicroseconds.From(at)) : statement.Bind(11, (byte[]?)null);
        return consent.Version is { } version ? statement.Bind(12, version) : statement.Bind(12, (byte[]?)null);
    }

    private bool IsTaken(long eventId, byte[] badgeHash)
    {
        var taken = _byBadge.Bind(1, badgeHash).Bind(2, eventId).Step();
        _byBadge.Reset();
        return taken;
    }

    private bool IsScanned(long id)
    {
        var scanned = _scanned.Bind(1, id).Step();
        _scanned.Reset();
        return scanned;
    }
}
