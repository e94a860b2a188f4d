using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Licensing;

/// <summary>What is said of a license when it is granted or changed.</summary>
/// <param name="Seats">For <see cref="LicenseKind.Scan"/> alone.</param>
/// <param name="From">Null: now for a new license, as before for a known one.</param>
/// <param name="Until">Null: it does not end.</param>
public sealed record LicenseTerms(int? Seats, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>Grants, changes and revokes the licenses of exhibitors.</summary>
public sealed class LicenseAdministration(IStore store, ChangeWorker changes, AuditLog audit, TimeProvider time)
{
    public const int MostSeats = 10_000;

    /// <summary>The exhibitor's licenses by their begin.</summary>
    public Task<List<License>> ListAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        store.ReadAsync(data =>
            data.Licenses.Where(l => l.EventId == exhibitor.EventId && l.ExhibitorId == exhibitor.Id)
                .OrderBy(l => l.From).ThenBy(l => l.Id).ToListAsync(cancellation));

    /// <param name="kind"><c>api</c> or <c>scan</c>.</param>
    public async Task<Outcome<License>> GrantAsync(
        ExhibitorKey exhibitor, string? kind, LicenseTerms terms, Actor actor, CancellationToken cancellation)
    {
        LicenseKind? parsed = kind switch { "api" => LicenseKind.Api, "scan" => LicenseKind.Scan, _ => null };
        var from = terms.From ?? time.GetUtcNow();
        if (Check(parsed, terms, from) is { Count: > 0 } faults)
            return Refusal.Invalid(faults);
        var license = await store.WriteAsync(async data =>
        {
            var granted = new License
            {
                EventId = exhibitor.EventId,
                ExhibitorId = exhibitor.Id,
                Kind = parsed!.Value,
                Seats = terms.Seats,
                From = from,
                Until = terms.Until,
            };
            data.Licenses.Add(granted);
            await CompleteAsync(data, granted, "license.granted", actor, cancellation);
            return granted;
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Exhibitor, cancellation);
        return license;
    }

    /// <summary>Changes seats and dates of a license that was not revoked.</summary>
    public async Task<Outcome<License>> ChangeAsync(
        ExhibitorKey exhibitor, long licenseId, LicenseTerms terms, Actor actor, CancellationToken cancellation)
    {
        var outcome = await store.WriteAsync<Outcome<License>>(async data =>
        {
            if (await FindAsync(data, exhibitor, licenseId, cancellation) is not { } license)
                return Refusal.NotFound("license");
            if (license.RevokedAt is not null)
                return Refusal.Conflict("The license is revoked: grant another.");
            var from = terms.From ?? license.From;
            if (Check(license.Kind, terms, from) is { Count: > 0 } faults)
                return Refusal.Invalid(faults);
            (license.Seats, license.From, license.Until) = (terms.Seats, from, terms.Until);
            await CompleteAsync(data, license, "license.changed", actor, cancellation);
            return license;
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Exhibitor, cancellation);
        return outcome;
    }

    /// <summary>Ends a license now; leads that were completed stay. Again, it changes nothing.</summary>
    public Task<Outcome<License>> RevokeAsync(
        ExhibitorKey exhibitor, long licenseId, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Outcome<License>>(async data =>
        {
            if (await FindAsync(data, exhibitor, licenseId, cancellation) is not { } license)
                return Refusal.NotFound("license");
            if (license.RevokedAt is null)
            {
                license.RevokedAt = time.GetUtcNow();
                await AuditAsync(data, license, "license.revoked", actor, cancellation);
            }
            return license;
        }, cancellation);

    private async Task CompleteAsync(
        LanyardDbContext data, License license, string action, Actor actor, CancellationToken cancellation)
    {
        if (license.Kind is LicenseKind.Scan)
        {
            data.Changes.Add(new Change
            {
                EventId = license.EventId, Kind = ChangeKind.Exhibitor, SubjectId = license.ExhibitorId, DueAt = license.From,
            });
        }
        await AuditAsync(data, license, action, actor, cancellation);
    }

    private async Task AuditAsync(
        LanyardDbContext data, License license, string action, Actor actor, CancellationToken cancellation)
    {
        var kind = license.Kind is LicenseKind.Api ? "api" : $"scan, {license.Seats} seats";
        await audit.AddAsync(data, await data.OrganiserOfAsync(license.EventId, cancellation), actor, action,
            ShortId.Format(license.Id), $"{kind}, {license.From:u} to {license.Until?.ToString("u") ?? "no end"}");
    }

    private static Task<License?> FindAsync(
        LanyardDbContext data, ExhibitorKey exhibitor, long id, CancellationToken cancellation) =>
        data.Licenses.SingleOrDefaultAsync(
            l => l.EventId == exhibitor.EventId && l.ExhibitorId == exhibitor.Id && l.Id == id, cancellation);

    private static List<FieldFault> Check(LicenseKind? kind, LicenseTerms terms, DateTimeOffset from)
    {
        var faults = new List<FieldFault>();
        if (kind is null)
            faults.Add(new("kind", "must be api or scan"));
        else if (kind is LicenseKind.Scan && terms.Seats is not (>= 1 and <= MostSeats))
            faults.Add(new("seats", $"must be 1 to {MostSeats} for a scan license"));
        else if (kind is LicenseKind.Api && terms.Seats is not null)
            faults.Add(new("", "An api license has no seats."));
        if (terms.Until <= from)
            faults.Add(new("until", "is not after from"));
        return faults;
    }
}
