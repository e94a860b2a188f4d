using System.Buffers.Binary;
using System.Text.Json;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Audit;

/// <summary>
/// What was done, by whom and from where, in a chain of keyed hashes: an entry that was changed, put in or taken away in the
/// database shows. Only who puts back an older state of the whole table, or holds the installation's key, is not seen.
/// </summary>
public sealed class AuditLog(Keys keys, TimeProvider time)
{
    /// <summary>Adds an entry in the transaction of what it tells of (<see cref="IStore.WriteAsync"/>).</summary>
    public async Task AddAsync(
        LanyardDbContext data, long organiserId, Actor actor, string action, string subject, string? detail = null)
    {
        var head = data.AuditHeads.Local.FirstOrDefault(h => h.OrganiserId == organiserId)
            ?? await data.AuditHeads.AsTracking().SingleOrDefaultAsync(h => h.OrganiserId == organiserId);
        if (head is null)
            data.Add(head = new AuditHead { OrganiserId = organiserId, Number = 0, Hash = [], Seal = [] });
        var entry = new AuditEntry
        {
            OrganiserId = organiserId,
            Number = head.Number + 1,
            // As precise as it is stored, so that the hash is the same when it is read again.
            At = UnixMicroseconds.ToTime(UnixMicroseconds.From(time.GetUtcNow())),
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            Address = actor.Address,
            Action = action,
            Subject = subject,
            Detail = detail,
        };
        entry.Hash = HashOf(entry, head.Hash);
        data.Add(entry);
        (head.Number, head.Hash, head.Seal) =
            (entry.Number, entry.Hash, SealOf(organiserId, entry.Number, entry.Hash));
    }

    /// <summary>The number of the first entry that is not as it was written; null when all are.</summary>
    public async Task<long?> FirstFaultOrNullAsync(LanyardDbContext data, long organiserId, CancellationToken cancellation)
    {
        var head = await data.AuditHeads.SingleOrDefaultAsync(h => h.OrganiserId == organiserId, cancellation);
        var expected = 1L;
        byte[] previous = [];
        await foreach (var entry in data.AuditEntries.Where(e => e.OrganiserId == organiserId)
            .OrderBy(e => e.Number).AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (entry.Number != expected || !entry.Hash.AsSpan().SequenceEqual(HashOf(entry, previous)))
                return expected;
            previous = entry.Hash;
            expected++;
        }
        var isWhole = head is null
            ? expected == 1
            : head.Number == expected - 1 && head.Hash.AsSpan().SequenceEqual(previous)
                && head.Seal.AsSpan().SequenceEqual(SealOf(organiserId, head.Number, head.Hash));
        return isWhole ? null : expected;
    }

    private byte[] HashOf(AuditEntry entry, byte[] previous)
    {
        // An array of JSON strings: no text can be moved from one member into the next.
        string?[] parts =
        [
            Convert.ToHexString(previous), ShortId.Format(entry.OrganiserId), Text(entry.Number),
            Text(UnixMicroseconds.From(entry.At)), Text((int)entry.ActorKind), Text(entry.ActorId), entry.ActorName,
            entry.Address, entry.Action, entry.Subject, entry.Detail,
        ];
        return keys.HashAudit(JsonSerializer.SerializeToUtf8Bytes(parts));
    }

    private byte[] SealOf(long organiserId, long number, byte[] hash)
    {
        var bytes = new byte[16 + hash.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, organiserId);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), number);
        hash.CopyTo(bytes, 16);
        return keys.HashAudit(bytes);
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
