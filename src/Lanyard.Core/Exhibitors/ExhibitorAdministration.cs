using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Mail;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Exhibitors;

/// <summary>What is said of an exhibitor when it is added or changed.</summary>
/// <param name="Hall">Null: as before; empty: none.</param>
/// <param name="Stand">As <paramref name="Hall"/>.</param>
/// <param name="Email">Where the manager's invitation goes; as <paramref name="Hall"/>.</param>
public sealed record ExhibitorInput(
    string? Key, string? Name, string? Hall = null, string? Stand = null, string? Email = null);

/// <summary>What will come of one row of a list.</summary>
public sealed record ExhibitorPreview(
    ExhibitorLine Line, IReadOnlyList<FieldFault> Faults, RegistrantWriteResult? Change);

/// <summary>One row of a list of exhibitors: what it says, or what is wrong with it.</summary>
/// <param name="Number">From 1.</param>
public sealed record ExhibitorLine(long Number, ExhibitorInput? Input, IReadOnlyList<FieldFault> Faults);

/// <summary>Adds and changes the exhibitors of an event.</summary>
public sealed class ExhibitorAdministration(IStore store, AuditLog audit)
{
    private const int LongestPlace = 50;

    /// <summary>A key for an exhibitor that comes without one: the letters and digits of its name.</summary>
    public static string? KeyOf(string? name) =>
        string.IsNullOrWhiteSpace(name) ? null
        : TextRules.FaultOrNull(name, NameRules.Longest) is null && Imports.Words.Fold(name) is { Length: > 0 } folded ? folded
        : name.Trim();

    /// <summary>The exhibitors in the order of their keys.</summary>
    public Task<List<Exhibitor>> ListAsync(long eventId, CancellationToken cancellation) => store.ReadAsync(data =>
        data.Exhibitors.Where(x => x.EventId == eventId).OrderBy(x => x.Key).ToListAsync(cancellation));

    public Task<Exhibitor?> FindOrNullAsync(long eventId, string key, CancellationToken cancellation) =>
        store.ReadAsync(data =>
            data.Exhibitors.SingleOrDefaultAsync(x => x.EventId == eventId && x.Key == key, cancellation));

    public Task<Exhibitor?> FindByIdAsync(long eventId, long id, CancellationToken cancellation) => store.ReadAsync(data =>
        data.Exhibitors.SingleOrDefaultAsync(x => x.EventId == eventId && x.Id == id, cancellation));

    /// <summary>Adds the exhibitor, or changes the one with this key.</summary>
    public async Task<Outcome<Exhibitor>> PutAsync(
        long eventId, ExhibitorInput input, Actor actor, CancellationToken cancellation)
    {
        if (Check(input) is { Count: > 0 } faults)
            return Refusal.Invalid(faults);
        return await store.WriteAsync(async data =>
        {
            var known = await data.Exhibitors.SingleOrDefaultAsync(
                x => x.EventId == eventId && x.Key == input.Key, cancellation);
            var (exhibitor, change) = Write(data, eventId, input, known);
            if (change is not RegistrantWriteResult.Unchanged)
            {
                await audit.AddAsync(data, await data.OrganiserOfAsync(eventId, cancellation), actor,
                    change is RegistrantWriteResult.Created ? "exhibitor.created" : "exhibitor.changed",
                    $"{ShortId.Format(eventId)}/{exhibitor.Key}", exhibitor.Name);
            }
            return exhibitor;
        }, cancellation);
    }

    /// <summary>What <see cref="ImportAsync"/> would do with each row; nothing is written.</summary>
    public async Task<IReadOnlyList<ExhibitorPreview>> PreviewAsync(
        long eventId, IReadOnlyList<ExhibitorLine> lines, CancellationToken cancellation)
    {
        var known = (await ListAsync(eventId, cancellation)).ToDictionary(x => x.Key, StringComparer.Ordinal);
        return [.. lines.Select(line =>
        {
            var wrong = line.Input is null ? line.Faults : Check(line.Input);
            return new ExhibitorPreview(line, wrong, wrong.Count > 0 ? null
                : !known.TryGetValue(line.Input!.Key!, out var found) ? RegistrantWriteResult.Created
                : Values(line.Input, found) == Values(found) ? RegistrantWriteResult.Unchanged
                : RegistrantWriteResult.Updated);
        })];
    }

    /// <summary>
    /// Adds or changes exhibitors by their keys, all in one transaction: what is wrong with a row is told, the others go
    /// in. Of two rows with one key the later counts.
    /// </summary>
    public Task<ImportResult> ImportAsync(
        long eventId, IReadOnlyList<ExhibitorLine> lines, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            var known = await data.Exhibitors.Where(x => x.EventId == eventId)
                .ToDictionaryAsync(x => x.Key, StringComparer.Ordinal, cancellation);
            var counts = new Dictionary<RegistrantWriteResult, long>();
            var faults = new List<LineFault>();
            var failed = 0L;
            foreach (var line in lines)
            {
                var wrong = line.Input is null ? line.Faults : Check(line.Input);
                if (wrong.Count > 0)
                {
                    failed++;
                    faults.AddRange(wrong.Select(f => new LineFault(line.Number, f.Field, f.Reason)));
                    continue;
                }
                var (exhibitor, change) = Write(data, eventId, line.Input!, known.GetValueOrDefault(line.Input!.Key!));
                known[exhibitor.Key] = exhibitor;
                counts[change] = counts.GetValueOrDefault(change) + 1;
            }
            var (created, updated) = (counts.GetValueOrDefault(RegistrantWriteResult.Created),
                counts.GetValueOrDefault(RegistrantWriteResult.Updated));
            if (created + updated > 0)
            {
                await audit.AddAsync(data, await data.OrganiserOfAsync(eventId, cancellation), actor,
                    "exhibitors.imported", ShortId.Format(eventId), $"{created} created, {updated} changed");
            }
            return new ImportResult(
                created, updated, counts.GetValueOrDefault(RegistrantWriteResult.Unchanged), failed, faults);
        }, cancellation);

    private static (Exhibitor Exhibitor, RegistrantWriteResult Change) Write(
        LanyardDbContext data, long eventId, ExhibitorInput input, Exhibitor? known)
    {
        var name = input.Name!.Trim();
        if (known is null)
        {
            var added = new Exhibitor
            {
                EventId = eventId, Key = input.Key!, Name = name, Hall = Place(input.Hall), Stand = Place(input.Stand),
                Email = Place(input.Email),
            };
            data.Exhibitors.Add(added);
            return (added, RegistrantWriteResult.Created);
        }
        var values = Values(input, known);
        if (values == Values(known))
            return (known, RegistrantWriteResult.Unchanged);
        (known.Name, known.Hall, known.Stand, known.Email) = values;
        return (known, RegistrantWriteResult.Updated);
    }

    private static (string Name, string? Hall, string? Stand, string? Email) Values(Exhibitor x) =>
        (x.Name, x.Hall, x.Stand, x.Email);

    private static (string Name, string? Hall, string? Stand, string? Email) Values(ExhibitorInput input, Exhibitor known) =>
        (input.Name!.Trim(), input.Hall is null ? known.Hall : Place(input.Hall),
            input.Stand is null ? known.Stand : Place(input.Stand), input.Email is null ? known.Email : Place(input.Email));

    private static string? Place(string? text) => TextRules.Clean(text);

    private static List<FieldFault> Check(ExhibitorInput input)
    {
        var faults = new List<FieldFault>();
        NameRules.FaultOrNull("key", input.Key).AddTo(faults);
        NameRules.FaultOrNull("name", input.Name).AddTo(faults);
        foreach (var (field, value) in new[] { ("hall", input.Hall), ("stand", input.Stand) })
        {
            if (value is not null && TextRules.FaultOrNull(value.Trim(), LongestPlace) is { } reason)
                faults.Add(new(field, reason));
        }
        if (!string.IsNullOrWhiteSpace(input.Email) && !MailAddresses.IsOne(input.Email.Trim()))
            faults.Add(new("email", "is not an e-mail address"));
        return faults;
    }
}
