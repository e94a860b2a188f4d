using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Npgsql;

namespace Lanyard.Data.Postgres;

/// <summary>Writes registrants of one event by the organiser's own id.</summary>
internal sealed class RegistrantWriter(TimeProvider time)
{
    /// <summary>Alone with the event's registrants until the transaction ends; see <see cref="ScanTransaction"/>.</summary>
    public const string LockEvent = "SELECT pg_advisory_xact_lock($1)";

    public async Task<RegistrantWriteResult[]> WriteAsync(
        NpgsqlConnection connection, long eventId, IReadOnlyList<RegistrantWrite> registrants, CancellationToken cancellation)
    {
        var known = await ReadAsync(connection, eventId, registrants, cancellation);
        var now = time.GetUtcNow();
        var work = new Work(UnixMicroseconds.ToTime(UnixMicroseconds.From(now)));
        var results = new RegistrantWriteResult[registrants.Count];
        for (var i = 0; i < registrants.Count; i++)
            results[i] = Write(registrants[i], known, work);
        var batch = connection.CreateBatch();
        // Updates first: a badge that one registrant gives up may be another's from now on.
        AddUpdates(batch, eventId, work.Written.Values.Where(r => !r.IsNew).ToList(), UnixMicroseconds.From(now));
        AddInserts(batch, eventId, work.Written.Values.Where(r => r.IsNew).ToList(), UnixMicroseconds.From(now));
        if (batch.BatchCommands.Count > 0)
            await batch.RunAsync(cancellation);
        return results;
    }

    private static async Task<Known> ReadAsync(
        NpgsqlConnection connection, long eventId, IReadOnlyList<RegistrantWrite> registrants, CancellationToken cancellation)
    {
        var known = new Known();
        await using var batch = connection.Batch(LockEvent, eventId)
            .Add(
                "SELECT id, key, version, contact, answers, badge_hash, erased, consent_state, consent_at, "
                + "consent_version FROM registrants "
                + "WHERE event_id = $1 AND key = ANY($2::text[])", eventId, registrants.Select(r => r.Key).Distinct().ToArray())
            .Add(
                "SELECT badge_hash, id FROM registrants WHERE event_id = $1 AND badge_hash = ANY($2::bytea[])",
                eventId, registrants.Select(r => r.BadgeHash).ToArray());
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            known.ByKey[reader.GetString(1)] = new(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), reader.Bytes(3), reader.Bytes(4),
                reader.IsDBNull(5) ? null : reader.Bytes(5), null, reader.GetBoolean(6), IsNew: false, IsVisible: false,
                new((ConsentState)reader.GetInt32(7), reader.IsDBNull(8) ? null : UnixMicroseconds.ToTime(reader.GetInt64(8)),
                    reader.IsDBNull(9) ? null : reader.GetString(9)), Search: "");
        }
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            known.Badges[Convert.ToHexString(reader.Bytes(0))] = reader.GetInt64(1);
        return known;
    }

    private static RegistrantWriteResult Write(RegistrantWrite wanted, Known known, Work work)
    {
        var taken = known.Badges.TryGetValue(Convert.ToHexString(wanted.BadgeHash), out var owner);
        if (!known.ByKey.TryGetValue(wanted.Key, out var before))
        {
            if (taken)
                return RegistrantWriteResult.BadgeTaken;
            Keep(new(ShortId.New(), wanted.Key, 1, wanted.Contact, wanted.Answers, wanted.BadgeHash, wanted.BadgeCode, false, IsNew: true,
                IsVisible: false, After(Consent.None, wanted, work), wanted.Search));
            return RegistrantWriteResult.Created;
        }
        if (before.Erased)
            return RegistrantWriteResult.Erased;
        var visible = !before.Contact.AsSpan().SequenceEqual(wanted.Contact) || !before.Answers.AsSpan().SequenceEqual(wanted.Answers);
        var badge = wanted.BadgeGiven && !before.BadgeHash.AsSpan().SequenceEqual(wanted.BadgeHash);
        var consent = After(before.Consent, wanted, work);
        if (!visible && !badge && consent == before.Consent)
            return RegistrantWriteResult.Unchanged;
        if (badge && taken && owner != before.Id)
            return RegistrantWriteResult.BadgeTaken;
        if (badge && before.BadgeHash is { } old)
            known.Badges.Remove(Convert.ToHexString(old));
        Keep(before with
        {
            Version = before.Version + (visible && !before.IsNew ? 1 : 0),
            Contact = wanted.Contact,
            Answers = wanted.Answers,
            BadgeHash = badge ? wanted.BadgeHash : before.BadgeHash,
            BadgeCode = badge ? wanted.BadgeCode : before.BadgeCode,
            IsVisible = before.IsVisible || visible,
            Consent = consent,
            Search = wanted.Search,
        });
        return RegistrantWriteResult.Updated;

        void Keep(Stored stored)
        {
            known.ByKey[stored.Key] = work.Written[stored.Key] = stored;
            if (stored.BadgeHash is { } hash)
                known.Badges[Convert.ToHexString(hash)] = stored.Id;
        }
    }

    private static Consent After(Consent before, RegistrantWrite wanted, Work work) => wanted.Consent is { } given
        ? before.After(given, wanted.ConsentVersion, work.Now)
        : before;

    private static void AddInserts(NpgsqlBatch batch, long eventId, List<Stored> rows, long now)
    {
        if (rows.Count == 0)
            return;
        batch.Add(
            "INSERT INTO registrants (event_id, id, key, version, contact, answers, badge_hash, badge_code, erased, updated_at, "
            + "search, consent_state, consent_at, consent_version) "
            + "SELECT $1, u.id, u.key, 1, u.contact, u.answers, u.hash, u.code, false, $2, u.search, u.consent, u.at, u.wording "
            + "FROM unnest($3::bigint[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::text[], $10::int[], "
            + "$11::bigint[], $12::text[]) AS u(id, key, contact, answers, hash, code, search, consent, at, wording)",
            eventId, now, rows.ConvertAll(r => r.Id).ToArray(), rows.ConvertAll(r => r.Key).ToArray(),
            rows.ConvertAll(r => r.Contact).ToArray(), rows.ConvertAll(r => r.Answers).ToArray(),
            rows.ConvertAll(r => r.BadgeHash).ToArray(), rows.ConvertAll(r => r.BadgeCode).ToArray(),
            rows.ConvertAll(r => r.Search).ToArray(), rows.ConvertAll(r => (int)r.Consent.State).ToArray(),
            rows.ConvertAll(At).ToArray(), rows.ConvertAll(r => r.Consent.Version).ToArray());
    }

    private static long? At(Stored row) => row.Consent.At is { } at ? UnixMicroseconds.From(at) : null;

    private static void AddUpdates(NpgsqlBatch batch, long eventId, List<Stored> rows, long now)
    {
        if (rows.Count == 0)
            return;
        if (rows.Where(r => r.BadgeCode is not null).Select(r => r.Id).ToArray() is { Length: > 0 } rebadged)
            batch.Add("UPDATE registrants SET badge_hash = NULL WHERE event_id = $1 AND id = ANY($2::bigint[])", eventId, rebadged);
        batch.Add(
            "UPDATE registrants r SET version = u.version, contact = u.contact, answers = u.answers, badge_hash = u.hash, "
            + "badge_code = coalesce(u.code, r.badge_code), updated_at = $2, search = u.search, consent_state = u.consent, "
            + "consent_at = u.at, consent_version = u.wording FROM unnest($3::bigint[], $4::int[], $5::bytea[], "
            + "$6::bytea[], $7::bytea[], $8::bytea[], $9::text[], $10::int[], $11::bigint[], $12::text[]) "
            + "AS u(id, version, contact, answers, hash, code, search, consent, at, wording) "
            + "WHERE r.event_id = $1 AND r.id = u.id",
            eventId, now, rows.ConvertAll(r => r.Id).ToArray(), rows.ConvertAll(r => r.Version).ToArray(),
            rows.ConvertAll(r => r.Contact).ToArray(), rows.ConvertAll(r => r.Answers).ToArray(),
            rows.ConvertAll(r => r.BadgeHash).ToArray(), rows.ConvertAll(r => r.BadgeCode).ToArray(),
            rows.ConvertAll(r => r.Search).ToArray(), rows.ConvertAll(r => (int)r.Consent.State).ToArray(),
            rows.ConvertAll(At).ToArray(), rows.ConvertAll(r => r.Consent.Version).ToArray());
        // Whoever was scanned has connections that must show it.
        batch.Add(
            "INSERT INTO changes (event_id, kind, subject_id, due_at, cursor) SELECT $1, $2, u.id, $3, $4 FROM unnest($5::bigint[]) "
            + "AS u(id) WHERE EXISTS (SELECT 1 FROM connections c WHERE c.registrant_id = u.id)",
            eventId, (int)ChangeKind.Registrant, now, long.MinValue, rows.Where(r => r.IsVisible).Select(r => r.Id).ToArray());
    }

    private sealed record Stored(long Id, string Key, int Version, byte[] Contact, byte[] Answers, byte[]? BadgeHash,
        byte[]? BadgeCode, bool Erased, bool IsNew, bool IsVisible, Consent Consent, string Search);

    private sealed class Known
    {
        public Dictionary<string, Stored> ByKey { get; } = new(StringComparer.Ordinal);

        /// <summary>Owners of badge codes, by the hash.</summary>
        public Dictionary<string, long> Badges { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Work(DateTimeOffset now)
    {
        public DateTimeOffset Now => now;

        public Dictionary<string, Stored> Written { get; } = new(StringComparer.Ordinal);
    }
}
