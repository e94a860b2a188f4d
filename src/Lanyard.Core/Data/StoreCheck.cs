using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Data;

/// <summary>
/// Reads a store through, in one view of it and with the memory of one row, and says what does not fit together. The
/// statements are the same for both stores; what an engine knows of itself is checked beside.
/// </summary>
/// <param name="files">Folder of the files of notes; null when they lie elsewhere and are not looked for.</param>
/// <param name="progress">What is looked at, how many rows were, and how many there are.</param>
public sealed class StoreCheck(
    DbConnection connection,
    Keys keys,
    string? files,
    TimeProvider time,
    Findings findings,
    Action<string, long, long> progress)
{
    private static readonly TimeSpan LongestChange = TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellation);
        await CheckKeyAsync(cancellation);
        await CheckRevisionsAsync(cancellation);
        await CheckChangesAsync(cancellation);
        await CheckRegistrantsAsync(cancellation);
        await CheckConnectionsAsync(cancellation);
        await CheckScansAsync(cancellation);
    }

    private async Task CheckKeyAsync(CancellationToken cancellation)
    {
        string? stored = null;
        await ReadAsync("SELECT value FROM settings WHERE name = 'key'", r => stored = r.GetString(0), cancellation);
        if (stored is null)
            findings.Add("Key", "The store has no check value of its key.");
        else if (stored != Convert.ToHexString(keys.Check))
            findings.Add("Key", "The store was made with another key than this lanyard.key: put the one back that "
                + "belongs to it.");
    }

    private Task CheckRevisionsAsync(CancellationToken cancellation) => ReadAsync(
        "SELECT event_id, exhibitor_id, revision, count(*) FROM connections GROUP BY event_id, exhibitor_id, revision "
        + "HAVING count(*) > 1",
        r => findings.Add("Revisions that stand twice",
            $"Exhibitor {Id(r, 1)} of event {Id(r, 0)} has {r.GetInt64(3)} connections with revision {r.GetInt64(2)}: "
            + "a client that follows can miss one."), cancellation);

    private async Task CheckChangesAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await ReadAsync("SELECT id, event_id, kind, due_at FROM changes ORDER BY id", r =>
        {
            var due = UnixMicroseconds.ToTime(r.GetInt64(3));
            if (now - due > LongestChange)
            {
                findings.Add("Changes that wait", $"Change {r.GetInt64(0)} ({(ChangeKind)r.GetInt32(2)}, "
                    + $"event {Id(r, 1)}) waits since {due:u}: "
                    + "a running server carries it out; if it stays, the server's log says why.");
            }
        }, cancellation);
    }

    private async Task CheckRegistrantsAsync(CancellationToken cancellation)
    {
        var total = await CountAsync("registrants", cancellation);
        var done = 0L;
        await ReadAsync(
            "SELECT r.event_id, r.id, r.contact, r.answers, r.badge_hash, r.badge_code, r.erased, e.id "
            + "FROM registrants r "
            + "LEFT JOIN events e ON e.id = r.event_id", r =>
        {
            progress("registrants", ++done, total);
            CheckRegistrant(r, $"Registrant {Id(r, 1)} of event {Id(r, 0)}");
        }, cancellation);
    }

    private void CheckRegistrant(DbDataReader row, string name)
    {
        if (row.IsDBNull(7))
            findings.Add("Registrants without event", $"{name}: there is no such event.");
        if (Fault(() => ContactJson.Read(Bytes(row, 2))) is { } contact)
            findings.Add("Contacts that cannot be read", $"{name}: the contact is not JSON ({contact}).");
        if (Fault(() => ProfileAnswers.Read(Bytes(row, 3))) is { } answers)
            findings.Add("Answers that cannot be read", $"{name}: the answers are not JSON ({answers}).");
        if (row.GetBoolean(6))
        {
            if (!row.IsDBNull(4) || !row.IsDBNull(5))
                findings.Add("Erased registrants with a badge", $"{name} was erased and still has a badge.");
            return;
        }
        // Without both, the badge was withdrawn.
        if (row.IsDBNull(4) != row.IsDBNull(5) || (!row.IsDBNull(4) && !IsBadge(Bytes(row, 4), Bytes(row, 5))))
            findings.Add("Badges that cannot be read", $"{name}: the badge code cannot be read with this key.");
    }

    private bool IsBadge(byte[] hash, byte[] code)
    {
        try
        {
            return keys.HashBadge(keys.Unprotect(code)).AsSpan().SequenceEqual(hash);
        }
        catch (Exception exception) when (exception is CryptographicException or OverflowException or ArgumentException)
        {
            return false;
        }
    }

    private async Task CheckConnectionsAsync(CancellationToken cancellation)
    {
        var total = await CountAsync("connections", cancellation);
        var done = 0L;
        await ReadAsync(
            "SELECT c.seq, c.id, c.event_id, c.exhibitor_id, c.registrant_event_id, c.registrant_id, c.state, "
            + "c.time, c.answers, c.notes, r.id, e.id, x.id, "
            + "(SELECT min(s.time) FROM scans s WHERE s.event_id = c.event_id AND s.connection_seq = c.seq), "
            // Until its change is carried out, an erasure is not yet seen on the connections.
            + "CASE WHEN r.erased THEN (SELECT count(*) FROM changes h WHERE h.event_id = r.event_id AND h.kind = 0 "
            + "AND h.subject_id = r.id) END "
            + "FROM connections c LEFT JOIN registrants r ON r.event_id = c.registrant_event_id "
            + "AND r.id = c.registrant_id "
            + "LEFT JOIN events e ON e.id = c.event_id "
            + "LEFT JOIN exhibitors x ON x.event_id = c.event_id AND x.id = c.exhibitor_id", r =>
        {
            progress("connections", ++done, total);
            CheckConnection(r, $"Connection {Id(r, 1)} (row {r.GetInt64(0)}, exhibitor {Id(r, 3)}, event {Id(r, 2)})");
        }, cancellation);
    }

    private void CheckConnection(DbDataReader row, string name)
    {
        var id = keys.ConnectionId(row.GetInt64(0));
        if (row.GetInt64(1) != id)
            findings.Add("Ids that do not belong to their row", $"{name}: the id does not belong to the row number, "
                + $"which makes {ShortId.Format(id)}.");
        if (row.IsDBNull(10))
            findings.Add("Connections without registrant", $"{name}: there is no registrant {Id(row, 5)} of event "
                + $"{Id(row, 4)}.");
        if (row.IsDBNull(11))
            findings.Add("Connections without event", $"{name}: there is no such event.");
        if (row.IsDBNull(12))
            findings.Add("Connections without exhibitor", $"{name}: there is no such exhibitor.");
        if (row.IsDBNull(13))
            findings.Add("Connections without scan", $"{name} has no scan.");
        else if (row.GetInt64(13) != row.GetInt64(7))
        {
            findings.Add("Times that are not the earliest scan's",
                $"{name}: the time is {Time(row.GetInt64(7))}, the earliest scan is of {Time(row.GetInt64(13))}.");
        }
        var erased = !row.IsDBNull(14) && row.GetInt64(14) == 0;
        if (erased && (ConnectionState)row.GetInt32(6) is ConnectionState.Completed)
            findings.Add("Erased registrants that are shown", $"{name} is completed, but its registrant was erased.");
        else if (erased && !(row.IsDBNull(8) && row.IsDBNull(9)))
            findings.Add("Erased registrants that are shown", $"{name} has answers or notes, but its registrant was "
                + "erased.");
        if (!row.IsDBNull(8) && Fault(() => JsonDocument.Parse(Bytes(row, 8)).Dispose()) is { } answers)
            findings.Add("Answers that cannot be read", $"{name}: the answers are not JSON ({answers}).");
        if (!row.IsDBNull(9) && Fault(() => CheckNotes(row.GetInt64(1), Bytes(row, 9), name)) is { } notes)
            findings.Add("Notes that cannot be read", $"{name}: the notes are not JSON ({notes}).");
    }

    private void CheckNotes(long connection, byte[] notes, string name)
    {
        foreach (var note in NotesJson.FileNotes(notes))
        {
            if (files is null)
                continue;
            var folder = Path.Combine(files, ShortId.Format(connection));
            if (!Directory.Exists(folder) || !Directory.EnumerateFiles(folder, note + ".*").Any())
                findings.Add("Files that are missing", $"{name}: the file of note {note} is not in {folder}.");
        }
    }

    private async Task CheckScansAsync(CancellationToken cancellation)
    {
        var total = await CountAsync("scans", cancellation);
        var done = 0L;
        await ReadAsync(
            "SELECT s.event_id, s.connection_seq, s.time, c.seq FROM scans s "
            + "LEFT JOIN connections c ON c.event_id = s.event_id AND c.seq = s.connection_seq", r =>
        {
            progress("scans", ++done, total);
            if (r.IsDBNull(3))
                findings.Add("Scans without connection",
                    $"A scan of {Time(r.GetInt64(2))} in event {Id(r, 0)} belongs to row {r.GetInt64(1)}, which is "
                        + "no connection.");
        }, cancellation);
    }

    private async Task<long> CountAsync(string table, CancellationToken cancellation)
    {
        var count = 0L;
        await ReadAsync($"SELECT count(*) FROM {table}", r => count = r.GetInt64(0), cancellation);
        return count;
    }

    private async Task ReadAsync(string sql, Action<DbDataReader> row, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            row(reader);
    }

    /// <summary>Null when it can be read, else where it is wrong, without a word of what it says.</summary>
    private static string? Fault(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (JsonException exception)
        {
            return $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        }
    }

    private static byte[] Bytes(DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    private static string Id(DbDataReader row, int column) => ShortId.Format(row.GetInt64(column));

    private static string Time(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("u");
}
