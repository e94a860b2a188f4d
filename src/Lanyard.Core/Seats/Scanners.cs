using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Seats;

/// <summary>A scanner with whether it has a seat now.</summary>
public sealed record ScannerSeat(Scanner Scanner, bool HasSeat);

/// <summary>The scanners of an exhibitor that may scan, in the order of seats, and how many seats there are.</summary>
public sealed record SeatPlan(int Seats, IReadOnlyList<ScannerSeat> Scanners)
{
    public int Taken => Scanners.Count(s => s.HasSeat);
}

/// <summary>A scanner of a scan-only link and what its cookie holds.</summary>
public sealed record NewDevice(Scanner Scanner, string Token);

/// <summary>
/// Who scans in Connect, and who of them has a seat. Without one a scan is kept all the same, as <c>noLicense</c>, and opens
/// when the scanner moves up to a seat.
/// </summary>
public sealed class Scanners(IStore store, Keys keys, AuditLog audit, TimeProvider time)
{
    public const int LongestName = 60;

    private const string LinkPurpose = "scan link";
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    /// <summary>The scanner that a member is for the exhibitor, made and put into the order of seats at the first time.</summary>
    public async Task<Scanner> OfMemberAsync(ExhibitorKey exhibitor, long accountId, string name, CancellationToken cancellation)
    {
        var known = await store.ReadAsync(data => Of(data, exhibitor)
            .SingleOrDefaultAsync(s => s.AccountId == accountId && s.RemovedAt == null, cancellation));
        return known ?? await store.WriteAsync(async data =>
            await Of(data, exhibitor).SingleOrDefaultAsync(s => s.AccountId == accountId && s.RemovedAt == null, cancellation)
            ?? await AddAsync(data, exhibitor, name, accountId, null, null, cancellation), cancellation);
    }

    /// <summary>Lets a device scan by a scan-only link; null when the link is none, or was ended.</summary>
    /// <param name="name">Of who scans. Where another scanner has it, a number is put behind it.</param>
    public Task<Outcome<NewDevice>> JoinAsync(string secret, string? name, CancellationToken cancellation)
    {
        var (hash, token) = (keys.HashSecret(secret), Tokens.NewText());
        if (string.IsNullOrWhiteSpace(name) || TextRules.FaultOrNull(name.Trim(), LongestName) is not null)
            return Task.FromResult<Outcome<NewDevice>>(Refusal.Invalid([new("name", $"must have 1 to {LongestName} characters")]));
        return store.WriteAsync<Outcome<NewDevice>>(async data =>
        {
            if (await data.ScanLinks.SingleOrDefaultAsync(l => l.Hash == hash && l.RevokedAt == null, cancellation) is not { } link)
                return Refusal.NotFound("scan-only link");
            var added = await AddAsync(data, new(link.EventId, link.ExhibitorId), name.Trim(), null, link.Id, keys.HashSecret(token), cancellation);
            return new NewDevice(added, token);
        }, cancellation);
    }

    /// <summary>The scanner of a device's cookie; null when it may not scan any more.</summary>
    public Task<Scanner?> OfDeviceAsync(string token, CancellationToken cancellation)
    {
        var hash = keys.HashSecret(token);
        return store.ReadAsync(data => data.Scanners.SingleOrDefaultAsync(
            s => s.TokenHash == hash && s.RemovedAt == null, cancellation));
    }

    /// <summary>Notes that the scanner is in use, at most every five minutes.</summary>
    public async Task SeenAsync(Scanner scanner, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (scanner.LastSeenAt is { } last && now - last < SeenEvery)
            return;
        await store.WriteAsync(data => data.Scanners
            .Where(s => s.EventId == scanner.EventId && s.ExhibitorId == scanner.ExhibitorId && s.Id == scanner.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), cancellation), cancellation);
    }

    public Task<SeatPlan> PlanAsync(ExhibitorKey exhibitor, CancellationToken cancellation) => store.ReadAsync(async data =>
    {
        var now = time.GetUtcNow();
        var licenses = await data.Licenses.Where(l => l.EventId == exhibitor.EventId && l.ExhibitorId == exhibitor.Id
            && l.Kind == LicenseKind.Scan).ToListAsync(cancellation);
        var seats = licenses.Where(l => l.IsActive(now)).Sum(l => l.Seats ?? 0);
        var scanners = await Of(data, exhibitor).Where(s => s.RemovedAt == null).ToListAsync(cancellation);
        var seated = scanners.Where(s => s.SeatedAt is not null).OrderBy(s => s.SeatedAt).ToList();
        return new SeatPlan(seats, [.. seated.Select((s, i) => new ScannerSeat(s, i < seats)),
            .. scanners.Where(s => s.SeatedAt is null).OrderBy(s => s.AddedAt).Select(s => new ScannerSeat(s, false))]);
    });

    /// <summary>Takes the scanner's seat; it scans on without one, and the next in the order has it.</summary>
    public Task<bool> FreeAsync(ExhibitorKey exhibitor, long scannerId, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(exhibitor, scannerId, actor, "scanner.seat_freed", (_, s) =>
        {
            s.SeatedAt = null;
            return Task.CompletedTask;
        }, cancellation);

    /// <summary>Puts a scanner whose seat was freed at the end of the order.</summary>
    public Task<bool> SeatAsync(ExhibitorKey exhibitor, long scannerId, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(exhibitor, scannerId, actor, "scanner.seated", async (data, s) =>
            s.SeatedAt ??= await EndOfOrderAsync(data, exhibitor, cancellation), cancellation);

    /// <summary>Ends a scanner for good: a device's cookie works no more. What it scanned stays.</summary>
    public Task<bool> RemoveAsync(ExhibitorKey exhibitor, long scannerId, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(exhibitor, scannerId, actor, "scanner.removed", (_, s) =>
        {
            (s.SeatedAt, s.RemovedAt) = (null, time.GetUtcNow());
            return Task.CompletedTask;
        }, cancellation);

    /// <summary>The secret of the exhibitor's scan-only link; null when there is none.</summary>
    public Task<string?> LinkOrNullAsync(ExhibitorKey exhibitor, CancellationToken cancellation) => store.ReadAsync(async data =>
        await LinksOf(data, exhibitor).Where(l => l.RevokedAt == null).SingleOrDefaultAsync(cancellation) is { } link
            ? keys.Unprotect(link.Secret, LinkPurpose) : null);

    /// <summary>Makes a scan-only link; the one before takes no new devices.</summary>
    public Task<string> NewLinkAsync(ExhibitorKey exhibitor, Actor actor, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        await EndLinksAsync(data, exhibitor, cancellation);
        var secret = Tokens.NewText();
        data.Add(new ScanLink
        {
            EventId = exhibitor.EventId,
            ExhibitorId = exhibitor.Id,
            Hash = keys.HashSecret(secret),
            Secret = keys.Protect(secret, LinkPurpose),
            CreatedAt = time.GetUtcNow(),
        });
        await AuditAsync(data, exhibitor, actor, "scan_link.made", null, cancellation);
        return secret;
    }, cancellation);

    /// <summary>Ends the scan-only link: it takes no new devices; those that it brought scan on.</summary>
    public Task EndLinkAsync(ExhibitorKey exhibitor, Actor actor, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        await EndLinksAsync(data, exhibitor, cancellation);
        await AuditAsync(data, exhibitor, actor, "scan_link.ended", null, cancellation);
        return true;
    }, cancellation);

    private async Task<Scanner> AddAsync(LanyardDbContext data, ExhibitorKey exhibitor, string name, long? accountId,
        long? linkId, byte[]? tokenHash, CancellationToken cancellation)
    {
        var names = await Of(data, exhibitor).Select(s => s.Name).ToListAsync(cancellation);
        var added = new Scanner
        {
            EventId = exhibitor.EventId,
            ExhibitorId = exhibitor.Id,
            Name = Free(name, names.ToHashSet(StringComparer.OrdinalIgnoreCase)),
            AccountId = accountId,
            LinkId = linkId,
            TokenHash = tokenHash,
            SeatedAt = await EndOfOrderAsync(data, exhibitor, cancellation),
            AddedAt = time.GetUtcNow(),
            LastSeenAt = time.GetUtcNow(),
        };
        data.Add(added);
        return added;
    }

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; taken.Contains(free); number++)
            free = $"{name} {number}";
        return free;
    }

    private async Task<DateTimeOffset> EndOfOrderAsync(LanyardDbContext data, ExhibitorKey exhibitor, CancellationToken cancellation)
    {
        var (last, now) = (await Of(data, exhibitor).MaxAsync(s => s.SeatedAt, cancellation), time.GetUtcNow());
        return last is { } end && end >= now ? end.AddMicroseconds(1) : now;
    }

    private Task<bool> ChangeAsync(ExhibitorKey exhibitor, long scannerId, Actor actor, string action,
        Func<LanyardDbContext, Scanner, Task> change, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        var found = await Of(data, exhibitor).AsTracking().SingleOrDefaultAsync(s => s.Id == scannerId && s.RemovedAt == null, cancellation);
        if (found is null)
            return false;
        await change(data, found);
        // Whoever has a seat from now on sees what it scanned before.
        data.Add(new Change { EventId = exhibitor.EventId, Kind = ChangeKind.Exhibitor, SubjectId = exhibitor.Id, DueAt = time.GetUtcNow() });
        await AuditAsync(data, exhibitor, actor, action, found.Name, cancellation);
        return true;
    }, cancellation);

    private async Task AuditAsync(
        LanyardDbContext data, ExhibitorKey exhibitor, Actor actor, string action, string? detail, CancellationToken cancellation) =>
        await audit.AddAsync(data, await data.OrganiserOfAsync(exhibitor.EventId, cancellation), actor, action,
            exhibitor.Format(), detail);

    private Task<int> EndLinksAsync(LanyardDbContext data, ExhibitorKey exhibitor, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return LinksOf(data, exhibitor).Where(l => l.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.RevokedAt, now), cancellation);
    }

    private static IQueryable<Scanner> Of(LanyardDbContext data, ExhibitorKey exhibitor) =>
        data.Scanners.Where(s => s.EventId == exhibitor.EventId && s.ExhibitorId == exhibitor.Id);

    private static IQueryable<ScanLink> LinksOf(LanyardDbContext data, ExhibitorKey exhibitor) =>
        data.ScanLinks.Where(l => l.EventId == exhibitor.EventId && l.ExhibitorId == exhibitor.Id);
}
