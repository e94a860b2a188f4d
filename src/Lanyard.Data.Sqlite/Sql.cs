using Lanyard.Core.Connections;
using Lanyard.Core.Data;

namespace Lanyard.Data.Sqlite;

/// <summary>What several statements share.</summary>
internal static class Sql
{
    public const string Columns =
        "seq, id, registrant_event_id, registrant_id, registrant_version, revision, state, time, scan_info, answers, notes";

    public const string Page =
        $"SELECT {Columns} FROM connections WHERE event_id = ?1 AND exhibitor_id = ?2 AND revision >= ?3 ORDER BY revision LIMIT ?4";

    public const string Find = $"SELECT {Columns} FROM connections WHERE seq = ?1 AND event_id = ?2 AND exhibitor_id = ?3";

    public const string OfRegistrant = $"SELECT {Columns} FROM connections WHERE registrant_id = ?1 AND exhibitor_id = ?2";

    public const string Head = "SELECT coalesce(max(revision), 0) FROM connections WHERE event_id = ?1 AND exhibitor_id = ?2";

    public const string LastNumber =
        "SELECT max(coalesce((SELECT max(seq) FROM connections), 0), "
        + $"coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE name = '{Setting.NumbersUsed}'), 0))";

    public const string Insert =
        "INSERT INTO connections (seq, id, event_id, exhibitor_id, registrant_event_id, registrant_id, "
        + "registrant_version, revision, state, time, scan_info) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

    public const string Log =
        "INSERT OR IGNORE INTO scans (event_id, connection_seq, time, scanned_by, origin) VALUES (?1, ?2, ?3, ?4, ?5)";

    /// <summary>
    /// The scanners of ?2 at ?1 that have a seat at the moment ?3, as s: the first in the order of seats, as many as the
    /// active licenses have together.
    /// </summary>
    public const string Seated =
        "SELECT s.name FROM scanners s WHERE s.event_id = ?1 AND s.exhibitor_id = ?2 AND s.seated_at IS NOT NULL "
        + "AND (SELECT count(*) FROM scanners o WHERE o.event_id = ?1 AND o.exhibitor_id = ?2 AND o.seated_at <= s.seated_at) "
        + "<= (SELECT coalesce(sum(l.seats), 0) FROM licenses l WHERE l.event_id = ?1 AND l.exhibitor_id = ?2 AND l.kind = 1 "
        + "AND l.revoked_at IS NULL AND l.\"from\" <= ?3 AND (l.until IS NULL OR l.until > ?3))";

    public const string DropIndexes =
        """
        DROP INDEX IF EXISTS "IX_connections_seq";
        DROP INDEX IF EXISTS "ix_connections_redacted";
        DROP INDEX IF EXISTS "IX_connections_registrant_id_exhibitor_id_event_id";
        """;

    public const string CreateIndexes =
        """
        CREATE UNIQUE INDEX IF NOT EXISTS "IX_connections_seq" ON connections (seq);
        CREATE INDEX IF NOT EXISTS "ix_connections_redacted" ON connections (event_id, exhibitor_id, seq)
            WHERE state <> 0;
        CREATE UNIQUE INDEX IF NOT EXISTS "IX_connections_registrant_id_exhibitor_id_event_id"
            ON connections (registrant_id, exhibitor_id, event_id);
        """;

    public static ConnectionRow Row(Statement s) => new(
        s.Long(0), s.Long(1), s.Long(2), s.Long(3), s.Int(4), s.Long(5), (ConnectionState)s.Int(6), s.Long(7),
        s.BytesOrNull(8), s.BytesOrNull(9), s.BytesOrNull(10));
}
