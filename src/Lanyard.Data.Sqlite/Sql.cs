using Lanyard.Core.Connections;

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

    public static ConnectionRow Row(Statement s) => new(
        s.Long(0), s.Long(1), s.Long(2), s.Long(3), s.Int(4), s.Long(5), (ConnectionState)s.Int(6), s.Long(7),
        s.BytesOrNull(8), s.BytesOrNull(9), s.BytesOrNull(10));
}
