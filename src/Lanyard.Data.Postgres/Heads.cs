using System.Buffers.Binary;
using System.Collections.Concurrent;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>
/// The exhibitors' last revisions in the database: locked, raised and told to the other nodes within a transaction.
/// </summary>
internal static class Heads
{
    public const string Channel = "lanyard";

    /// <summary>For $1 events and $2 exhibitors. In the order of the keys, so that two transactions never wait in a ring.</summary>
    public const string Lock =
        "SELECT h.event_id, h.exhibitor_id, h.revision FROM unnest($1::bigint[], $2::bigint[]) AS i(event_id, exhibitor_id) "
        + "JOIN exhibitor_heads h ON h.event_id = i.event_id AND h.exhibitor_id = i.exhibitor_id "
        + "ORDER BY h.event_id, h.exhibitor_id FOR NO KEY UPDATE OF h";

    // A notification has less than 8,000 bytes; 24 bytes a head are 32 characters.
    private const int HeadsInNotification = 240;
    private const int HeadLength = 3 * sizeof(long);

    public static async Task<Dictionary<ExhibitorKey, long>> LockAsync(
        NpgsqlConnection connection, IReadOnlyCollection<ExhibitorKey> exhibitors, CancellationToken cancellation)
    {
        var locked = await connection.Batch(Lock, Events(exhibitors), Ids(exhibitors))
            .ListAsync(r => (Key: Commands.Exhibitor(r, 0), Revision: r.GetInt64(2)), cancellation);
        return locked.ToDictionary(h => h.Key, h => h.Revision);
    }

    /// <summary>
    /// Adds what makes the rows stand with new revisions and the other nodes hear of it.
    /// </summary>
    /// <param name="heads">Locked; raised here to the last revision given out.</param>
    public static void AddUpdates(
        NpgsqlBatch batch, Dictionary<ExhibitorKey, long> heads, List<(ExhibitorKey Exhibitor, ConnectionRow Row)> rows, DateTimeOffset now)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var revision = heads[rows[i].Exhibitor] = Revision.After(heads[rows[i].Exhibitor], now);
            rows[i] = (rows[i].Exhibitor, rows[i].Row with { Revision = revision });
        }
        batch.Add(
            "UPDATE connections c SET registrant_version = u.version, revision = u.revision, state = u.state, answers = u.answers, "
            + "notes = u.notes FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::int[], $6::bytea[], $7::bytea[]) "
            + "AS u(event_id, seq, version, revision, state, answers, notes) WHERE c.event_id = u.event_id AND c.seq = u.seq",
            rows.ConvertAll(r => r.Exhibitor.EventId).ToArray(), rows.ConvertAll(r => r.Row.Seq).ToArray(),
            rows.ConvertAll(r => r.Row.RegistrantVersion).ToArray(), rows.ConvertAll(r => r.Row.Revision).ToArray(),
            rows.ConvertAll(r => (int)r.Row.State).ToArray(), rows.ConvertAll(r => r.Row.Answers).ToArray(),
            rows.ConvertAll(r => r.Row.Notes).ToArray());
        AddHeads(batch, heads);
    }

    /// <summary>Adds what stores the heads and tells them. Also an unchanged head is written: see docs/decisions/003.</summary>
    public static void AddHeads(NpgsqlBatch batch, Dictionary<ExhibitorKey, long> heads)
    {
        batch.Add(
            "UPDATE exhibitor_heads h SET revision = u.revision FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) "
            + "AS u(event_id, exhibitor_id, revision) WHERE h.event_id = u.event_id AND h.exhibitor_id = u.exhibitor_id",
            Events(heads.Keys), Ids(heads.Keys), heads.Values.ToArray());
        foreach (var chunk in heads.Chunk(HeadsInNotification))
            batch.Add($"SELECT pg_notify('{Channel}', $1)", Write(chunk));
    }

    public static long[] Events(IReadOnlyCollection<ExhibitorKey> exhibitors) => exhibitors.Select(e => e.EventId).ToArray();

    public static long[] Ids(IReadOnlyCollection<ExhibitorKey> exhibitors) => exhibitors.Select(e => e.Id).ToArray();

    /// <summary>The heads of a notification.</summary>
    public static IEnumerable<(ExhibitorKey Exhibitor, long Revision)> Read(string payload)
    {
        var bytes = Convert.FromBase64String(payload);
        for (var at = 0; at + HeadLength <= bytes.Length; at += HeadLength)
            yield return (new(Number(bytes, at), Number(bytes, at + 8)), Number(bytes, at + 16));
    }

    private static string Write(KeyValuePair<ExhibitorKey, long>[] heads)
    {
        var bytes = new byte[heads.Length * HeadLength];
        for (var i = 0; i < heads.Length; i++)
        {
            var at = bytes.AsSpan(i * HeadLength);
            BinaryPrimitives.WriteInt64BigEndian(at, heads[i].Key.EventId);
            BinaryPrimitives.WriteInt64BigEndian(at[8..], heads[i].Key.Id);
            BinaryPrimitives.WriteInt64BigEndian(at[16..], heads[i].Value);
        }
        return Convert.ToBase64String(bytes);
    }

    private static long Number(byte[] bytes, int at) => BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at));
}

/// <summary>
/// The heads that this node knows. One that is late delays a client by a moment; it never makes it skip, because pages are
/// read from the database.
/// </summary>
internal sealed class KnownHeads
{
    private const long BeingRead = -1;

    private ConcurrentDictionary<ExhibitorKey, long>? _heads;

    /// <summary>The exhibitors asked for lately; empty while nothing is known.</summary>
    public ICollection<ExhibitorKey> Exhibitors => _heads?.Keys ?? [];

    /// <summary>Forgets all and, while this node does not hear of the others' commits, keeps nothing.</summary>
    public void Forget(bool listening) => _heads = listening ? new() : null;

    /// <summary>From memory, or by <paramref name="read"/> from the database.</summary>
    public ValueTask<long> GetAsync(ExhibitorKey exhibitor, Func<ValueTask<long>> read) =>
        TryGet(exhibitor, out var head) ? new(head) : ReadAsync(exhibitor, read);

    public bool TryGet(ExhibitorKey exhibitor, out long head)
    {
        head = 0;
        return _heads is { } heads && heads.TryGetValue(exhibitor, out head) && head != BeingRead;
    }

    /// <summary>A commit raised the head of an exhibitor; of one that nobody has asked for nothing is kept.</summary>
    public void Raise(ExhibitorKey exhibitor, long revision)
    {
        if (_heads is { } heads)
            Raise(heads, exhibitor, revision);
    }

    private static void Raise(ConcurrentDictionary<ExhibitorKey, long> heads, ExhibitorKey exhibitor, long revision)
    {
        while (heads.TryGetValue(exhibitor, out var known) && known < revision)
        {
            if (heads.TryUpdate(exhibitor, revision, known))
                return;
        }
    }

    private async ValueTask<long> ReadAsync(ExhibitorKey exhibitor, Func<ValueTask<long>> read)
    {
        // Known before the read begins: a commit in between raises it, and the larger of the two stays.
        var heads = _heads;
        heads?.TryAdd(exhibitor, BeingRead);
        var head = await read();
        if (heads is not null)
            Raise(heads, exhibitor, head);
        return head;
    }
}
