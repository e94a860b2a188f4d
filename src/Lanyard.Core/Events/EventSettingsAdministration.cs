using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Events;

/// <summary>What exhibitors may see, whether consent is required, and how long registrants are kept.</summary>
public sealed class EventSettingsAdministration(IStore store, ChangeWorker changes, AuditLog audit, TimeProvider time)
{
    public const int LongestRetention = 3_650;

    private const int LongestText = 4_000;

    /// <summary>Null for an event that does not exist.</summary>
    public Task<EventSettings?> FindOrNullAsync(long eventId, CancellationToken cancellation) =>
        store.ReadAsync(data => ReadAsync(data, eventId, cancellation));

    /// <summary>
    /// How many leads come once more when other fields are hidden: all those of the event's registrants who were not
    /// erased.
    /// </summary>
    public Task<long> CountLeadsAsync(long eventId, CancellationToken cancellation) => store.ReadAsync(data =>
        data.Connections.LongCountAsync(c => c.RegistrantEventId == eventId, cancellation));

    /// <summary>Changes what is given. When other fields are hidden, every lead of the event's registrants comes once more.</summary>
    public async Task<Outcome<EventSettings>> ChangeAsync(
        long eventId, EventSettingsChange change, Actor actor, CancellationToken cancellation)
    {
        if (Check(change) is { Count: > 0 } faults)
            return Refusal.Invalid(faults);
        var outcome = await store.WriteAsync<Outcome<EventSettings>>(async data =>
        {
            if (await data.Events.SingleOrDefaultAsync(e => e.Id == eventId, cancellation) is not { } show)
                return Refusal.NotFound("event");
            await HideAsync(data, show, change.HiddenFields, actor);
            await RequireConsentAsync(data, show, change, actor, cancellation);
            await RetainAsync(data, show, change.RetentionDays, actor);
            await data.SaveChangesAsync(cancellation);
            return (await ReadAsync(data, eventId, cancellation))!;
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Fields, cancellation);
        return outcome;
    }

    private async Task HideAsync(LanyardDbContext data, Event show, IReadOnlyList<string>? names, Actor actor)
    {
        if (names is null)
            return;
        var hidden = names.Aggregate(ContactFields.None, (all, name) => all | HiddenFields.ParseOrNull(name)!.Value);
        if (hidden == show.HiddenFields)
            return;
        show.HiddenFields = hidden;
        data.Changes.Add(new Change
        {
            EventId = show.Id, Kind = ChangeKind.Fields, SubjectId = show.Id, DueAt = time.GetUtcNow(),
        });
        await audit.AddAsync(data, show.OrganiserId, actor, "event.fields_hidden", ShortId.Format(show.Id),
            string.Join(", ", HiddenFields.Names(hidden)));
    }

    private async Task RequireConsentAsync(LanyardDbContext data, Event show, EventSettingsChange change, Actor actor,
        CancellationToken cancellation)
    {
        if (change.ConsentRequired is { } required && required != show.ConsentRequired)
        {
            show.ConsentRequired = required;
            await audit.AddAsync(data, show.OrganiserId, actor,
                required ? "event.consent_required" : "event.consent_not_required", ShortId.Format(show.Id));
        }
        if (TextRules.Clean(change.ConsentText) is not { } text)
            return;
        var known = await data.ConsentWordings.Where(w => w.EventId == show.Id).OrderByDescending(w => w.Version)
            .FirstOrDefaultAsync(cancellation);
        if (known?.Text == text)
            return;
        show.ConsentVersion = (known?.Version ?? 0) + 1;
        data.Add(new ConsentWording
        {
            EventId = show.Id, Version = show.ConsentVersion, Text = text, From = time.GetUtcNow(),
        });
        await audit.AddAsync(data, show.OrganiserId, actor, "event.consent_worded", ShortId.Format(show.Id),
            $"version {show.ConsentVersion}");
    }

    private async Task RetainAsync(LanyardDbContext data, Event show, int? given, Actor actor)
    {
        if (given is null)
            return;
        int? days = given < 0 ? null : given;
        if (days == show.RetentionDays)
            return;
        (show.RetentionDays, show.RetentionSetAt) = (days, time.GetUtcNow());
        await audit.AddAsync(data, show.OrganiserId, actor, "event.retention_set", ShortId.Format(show.Id),
            days is null ? "kept" : $"{days} days");
    }

    private async Task<EventSettings?> ReadAsync(LanyardDbContext data, long eventId, CancellationToken cancellation)
    {
        if (await data.Events.SingleOrDefaultAsync(e => e.Id == eventId, cancellation) is not { } show)
            return null;
        var wording = await data.ConsentWordings.SingleOrDefaultAsync(
            w => w.EventId == eventId && w.Version == show.ConsentVersion, cancellation);
        return new(HiddenFields.Names(show.HiddenFields), show.ConsentRequired, wording?.Text, wording?.Version,
            show.RetentionDays, PurgeState.Of(show, time.GetUtcNow()));
    }

    private static List<FieldFault> Check(EventSettingsChange change)
    {
        var faults = new List<FieldFault>();
        foreach (var name in change.HiddenFields ?? [])
        {
            if (HiddenFields.ParseOrNull(name) is null)
            {
                faults.Add(new("hiddenFields", $"may hold {string.Join(", ", HiddenFields.All)}"));
                break;
            }
        }
        if (change.ConsentText is { } text && TextRules.FaultOrNull(text, LongestText, lines: true) is { } reason)
            faults.Add(new("consentText", reason));
        if (change.RetentionDays is < -1 or > LongestRetention)
            faults.Add(new("retentionDays", $"must be 0 to {LongestRetention}, or -1 to keep registrants"));
        return faults;
    }
}
