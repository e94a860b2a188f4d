using System.Text;
using System.Text.Json;
using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants;

/// <summary>Finds registrants, and tells what is held of one.</summary>
public sealed class RegistrantDirectory(IStore store, AuditLog audit)
{
    public const int PageSize = 100;

    /// <summary>At most <see cref="PageSize"/> registrants in the order of their keys.</summary>
    /// <param name="after">The last key of the page before; null for the first page.</param>
    /// <param name="search">Words that must all be found in name, company, e-mail or key; null for everybody.</param>
    public Task<List<Registrant>> ListAsync(
        long eventId, string? after, string? search, CancellationToken cancellation) => store.ReadAsync(data =>
        {
            var found = data.Registrants.Where(r => r.EventId == eventId && (after == null || r.Key.CompareTo(after) > 0));
            foreach (var term in SearchText.Terms(search ?? ""))
                found = found.Where(r => r.Search.Contains(term));
            return found.OrderBy(r => r.Key).Take(PageSize).ToListAsync(cancellation);
        });

    /// <summary>Registrants of the event, those who were erased not counted.</summary>
    public Task<long> CountAsync(long eventId, CancellationToken cancellation) => store.ReadAsync(data =>
        data.Registrants.LongCountAsync(r => r.EventId == eventId && !r.Erased, cancellation));

    public Task<Registrant?> FindOrNullAsync(long eventId, string key, CancellationToken cancellation) =>
        store.ReadAsync(data =>
            data.Registrants.SingleOrDefaultAsync(r => r.EventId == eventId && r.Key == key, cancellation));

    public Task<Registrant?> FindOrNullAsync(long eventId, long id, CancellationToken cancellation) =>
        store.ReadAsync(data =>
            data.Registrants.SingleOrDefaultAsync(r => r.EventId == eventId && r.Id == id, cancellation));

    /// <summary>The person with answers, consent and who scanned them; null when there is none with this key.</summary>
    public Task<Person?> TellAsync(long eventId, string key, CancellationToken cancellation) =>
        store.ReadAsync(data => ReadAsync(data, eventId, key, cancellation));

    /// <summary>The same, to be given to the person: it stands in the audit log.</summary>
    public Task<Person?> ExportAsync(long eventId, string key, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync(async data =>
        {
            var person = await ReadAsync(data, eventId, key, cancellation);
            if (person is not null)
            {
                await audit.AddAsync(data, await data.OrganiserOfAsync(eventId, cancellation), actor,
                    "registrant.exported", $"{ShortId.Format(eventId)}/{key}");
            }
            return person;
        }, cancellation);

    private static async Task<Person?> ReadAsync(
        LanyardDbContext data, long eventId, string key, CancellationToken cancellation)
    {
        var registrant = await data.Registrants.AsNoTracking().SingleOrDefaultAsync(
            r => r.EventId == eventId && r.Key == key, cancellation);
        if (registrant is null)
            return null;
        var show = await data.Events.AsNoTracking().SingleAsync(e => e.Id == eventId, cancellation);
        var questions = await data.ProfileQuestions.AsNoTracking().Where(q => q.EventId == eventId)
            .ToDictionaryAsync(q => q.Id, cancellation);
        var wordings = await data.ConsentWordings.AsNoTracking().Where(w => w.EventId == eventId)
            .ToListAsync(cancellation);
        var consent = registrant.Consent;
        var text = wordings.Find(w => consent.Version == w.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new(show.Name, registrant.Key, registrant.UpdatedAt, registrant.Erased,
            JsonElement.Parse(registrant.Contact), Answers(registrant, questions),
            new(ConsentStates.Name(consent.State), consent.At, consent.Version, text?.Text),
            await ConnectionsAsync(data, registrant.Id, cancellation));
    }

    private static List<PersonAnswer> Answers(Registrant registrant, Dictionary<long, ProfileQuestion> questions) =>
        ProfileAnswers.Read(registrant.Answers).Select(answer =>
        {
            var question = questions.GetValueOrDefault(answer.Question);
            var options = (question?.Options ?? []).Where(o => answer.Options.Contains(o.Id))
                .Select(o => new PersonOption(o.Key, o.Name)).ToList();
            return new PersonAnswer(
                question?.Key, question?.Name, question?.Exposed ?? false, options, answer.Text);
        }).ToList();

    private static async Task<List<PersonConnection>> ConnectionsAsync(
        LanyardDbContext data, long registrantId, CancellationToken cancellation)
    {
        var rows = await (
            from connection in data.Connections
            join exhibitor in data.Exhibitors on new { connection.EventId, Id = connection.ExhibitorId }
                equals new { exhibitor.EventId, exhibitor.Id }
            join show in data.Events on connection.EventId equals show.Id
            where connection.RegistrantId == registrantId
            orderby connection.Time, connection.Seq
            select new { Connection = connection, exhibitor.Name, exhibitor.Key, Event = show.Name })
            .AsNoTracking().ToListAsync(cancellation);
        var scans = (await (
            from connection in data.Connections
            join scan in data.Scans on new { connection.EventId, connection.Seq }
                equals new { scan.EventId, Seq = scan.ConnectionSeq }
            where connection.RegistrantId == registrantId
            orderby scan.Time
            select scan).AsNoTracking().ToListAsync(cancellation)).ToLookup(s => s.ConnectionSeq);
        return rows.ConvertAll(row => new PersonConnection(row.Name, row.Key, row.Event,
            Encoding.ASCII.GetString(ConnectionJson.StateName(row.Connection.State)),
            DateTimeOffset.FromUnixTimeSeconds(row.Connection.Time),
            scans[row.Connection.Seq].Select(s => new PersonScan(DateTimeOffset.FromUnixTimeSeconds(s.Time), s.ScannedBy,
                s.Origin is ScanOrigin.Api ? "api" : "connect")).ToList(),
            row.Connection.Answers is { } answers ? JsonElement.Parse(answers) : null,
            row.Connection.Notes is { } notes ? NotesJson.Read(notes) : []));
    }
}
