using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Events;

/// <summary>What is said of a profile question when it is made or changed.</summary>
/// <param name="Type"><c>radio</c>, <c>checkbox</c> or <c>text</c>.</param>
/// <param name="Exposed">Whether exhibitors may read the answers; null: as before, and hidden for a new question.</param>
/// <param name="Position">Where it stands; null: as before.</param>
public sealed record QuestionDetails(
    string? Name, string? Type, bool? Exposed, int? Position, IReadOnlyList<OptionDetails> Options);

public sealed record OptionDetails(string? Key, string? Name);

/// <summary>How many leads have an answer to a question, and how many exhibitors hold them.</summary>
public sealed record QuestionReach(long Leads, int Exhibitors);

/// <summary>Makes, changes and deletes the profile questions of an event.</summary>
public sealed class QuestionAdministration(IStore store, ChangeWorker changes, AuditLog audit, TimeProvider time)
{
    private const int MostOptions = 100;
    private const int RegistrantsAtOnce = 1_000;

    /// <summary>The questions in the organiser's order.</summary>
    public Task<List<ProfileQuestion>> ListAsync(long eventId, CancellationToken cancellation) =>
        store.ReadAsync(data => data.ProfileQuestions.Where(q => q.EventId == eventId)
            .OrderBy(q => q.Position).ThenBy(q => q.Id).ToListAsync(cancellation));

    /// <summary>
    /// Adds the question, or changes the one with this key. Leads show it in new revisions where it is or was exposed.
    /// </summary>
    public async Task<Outcome<ProfileQuestion>> PutAsync(
        long eventId, string key, QuestionDetails details, Actor actor, CancellationToken cancellation)
    {
        var type = QuestionTypes.ParseOrNull(details.Type);
        if (Check(key, details, type) is { Count: > 0 } faults)
            return Refusal.Invalid(faults);
        var question = await store.WriteAsync(
            data => WriteAsync(data, eventId, key, details, type!.Value, actor, cancellation), cancellation);
        if (question is null)
            return Refusal.Conflict("The question exists with another type; answers to it would lose their meaning.");
        await changes.SettleAsync(ChangeKind.Question, cancellation);
        return question;
    }

    /// <summary>Deletes the question; leads that showed an answer to it come once more without.</summary>
    public async Task<Outcome<bool>> DeleteAsync(long eventId, string key, Actor actor, CancellationToken cancellation)
    {
        var outcome = await store.WriteAsync<Outcome<bool>>(async data =>
        {
            if (await FindAsync(data, eventId, key, cancellation) is not { } question)
                return Refusal.NotFound("profile question");
            data.Remove(question);
            if (question.Exposed)
                AddChange(data, question);
            await AuditAsync(data, eventId, actor, "question.deleted", key, null, cancellation);
            return true;
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Question, cancellation);
        return outcome;
    }

    /// <summary>Moves the question before or behind its neighbour; leads that show both come once more.</summary>
    public async Task<Outcome<bool>> MoveAsync(
        long eventId, string key, bool forward, Actor actor, CancellationToken cancellation)
    {
        var outcome = await store.WriteAsync<Outcome<bool>>(async data =>
        {
            var all = await data.ProfileQuestions.Where(q => q.EventId == eventId)
                .OrderBy(q => q.Position).ThenBy(q => q.Id).ToListAsync(cancellation);
            var from = all.FindIndex(q => q.Key == key);
            if (from < 0)
                return Refusal.NotFound("profile question");
            var to = forward ? from + 1 : from - 1;
            if (to < 0 || to == all.Count)
                return false;
            (all[from], all[to]) = (all[to], all[from]);
            for (var i = 0; i < all.Count; i++)
                all[i].Position = i;
            if (all[from].Exposed && all[to].Exposed)
                AddChange(data, all[to]);
            await AuditAsync(data, eventId, actor, "question.moved", key, null, cancellation);
            return true;
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Question, cancellation);
        return outcome;
    }

    /// <summary>What exhibitors hold that changes when the question is exposed, hidden or deleted.</summary>
    public async Task<Outcome<QuestionReach>> CountLeadsAsync(long eventId, string key, CancellationToken cancellation)
    {
        var question = await store.ReadAsync(data => FindAsync(data, eventId, key, cancellation));
        if (question is null)
            return Refusal.NotFound("profile question");
        var leads = 0L;
        var exhibitors = new HashSet<(long, long)>();
        for (long? after = long.MinValue; after is { } last;)
        {
            var read = await store.ReadAsync(data => data.Registrants.Where(r => r.EventId == eventId && r.Id > last)
                .OrderBy(r => r.Id).Take(RegistrantsAtOnce).Select(r => new { r.Id, r.Answers })
                .ToListAsync(cancellation));
            var answered = read.Where(r => ProfileAnswers.Answers(r.Answers, question.Id)).Select(r => r.Id).ToList();
            if (answered.Count > 0)
            {
                var held = await store.ReadAsync(data => data.Connections.Where(c => answered.Contains(c.RegistrantId))
                    .GroupBy(c => new { c.EventId, c.ExhibitorId })
                    .Select(g => new { g.Key.EventId, g.Key.ExhibitorId, Leads = g.LongCount() }).ToListAsync(cancellation));
                leads += held.Sum(h => h.Leads);
                exhibitors.UnionWith(held.Select(h => (h.EventId, h.ExhibitorId)));
            }
            after = read.Count < RegistrantsAtOnce ? null : read[^1].Id;
        }
        return new QuestionReach(leads, exhibitors.Count);
    }

    private async Task<ProfileQuestion?> WriteAsync(LanyardDbContext data, long eventId, string key,
        QuestionDetails details, QuestionType type, Actor actor, CancellationToken cancellation)
    {
        var question = await FindAsync(data, eventId, key, cancellation);
        if (question is not null && question.Type != type)
            return null;
        var wasExposed = question?.Exposed ?? false;
        var isNew = question is null;
        if (question is null)
        {
            question = new ProfileQuestion { EventId = eventId, Key = key, Name = details.Name!, Type = type, Position = 0 };
            data.ProfileQuestions.Add(question);
        }
        var known = question.Options.ToDictionary(o => o.Key, StringComparer.Ordinal);
        question.Name = details.Name!.Trim();
        question.Exposed = details.Exposed ?? question.Exposed;
        question.Position = details.Position ?? question.Position;
        // An option that was there keeps its id: answers name it.
        question.Options = details.Options.Select(o => new QuestionOption(
            known.TryGetValue(o.Key!, out var before) ? before.Id : ShortId.New(), o.Key!, o.Name!.Trim())).ToList();
        if (wasExposed || question.Exposed)
            AddChange(data, question);
        var action = isNew ? "question.created" : wasExposed == question.Exposed ? "question.changed"
            : question.Exposed ? "question.exposed" : "question.hidden";
        await AuditAsync(data, eventId, actor, action, key,
            isNew && question.Exposed ? "exposed" : null, cancellation);
        return question;
    }

    private void AddChange(LanyardDbContext data, ProfileQuestion question) => data.Changes.Add(new Change
    {
        EventId = question.EventId, Kind = ChangeKind.Question, SubjectId = question.Id, DueAt = time.GetUtcNow(),
    });

    private async Task AuditAsync(LanyardDbContext data, long eventId, Actor actor, string action, string key,
        string? detail, CancellationToken cancellation) => await audit.AddAsync(
            data, await data.OrganiserOfAsync(eventId, cancellation), actor, action,
            $"{ShortId.Format(eventId)}/{key}", detail);

    private static Task<ProfileQuestion?> FindAsync(
        LanyardDbContext data, long eventId, string key, CancellationToken cancellation) =>
        data.ProfileQuestions.SingleOrDefaultAsync(q => q.EventId == eventId && q.Key == key, cancellation);

    private static List<FieldFault> Check(string key, QuestionDetails details, QuestionType? type)
    {
        var faults = new List<FieldFault>();
        var options = details.Options;
        NameRules.FaultOrNull("key", key).AddTo(faults);
        NameRules.FaultOrNull("name", details.Name).AddTo(faults);
        if (type is null)
            faults.Add(new("type", "must be radio, checkbox or text"));
        if (type is QuestionType.Text && options.Count > 0)
            faults.Add(new("", "A text question has no options."));
        else if (options.Count > MostOptions)
            faults.Add(new("", $"A question has at most {MostOptions} options."));
        else if (options.Any(o => o is null || string.IsNullOrWhiteSpace(o.Key) || string.IsNullOrWhiteSpace(o.Name)))
            faults.Add(new("", "Every option needs a key and a name."));
        else if (options.DistinctBy(o => o.Key, StringComparer.Ordinal).Count() != options.Count)
            faults.Add(new("", "Two options have the same key."));
        return faults;
    }
}
