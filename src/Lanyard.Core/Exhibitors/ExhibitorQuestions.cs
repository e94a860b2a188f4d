using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Exhibitors;

/// <summary>An option of a question as it is typed in.</summary>
/// <param name="Id">Of one that is there, which keeps its answers; null for a new one.</param>
public sealed record ExhibitorOptionInput(long? Id, string Name);

/// <summary>Makes, changes and deletes the questions by which an exhibitor qualifies its leads.</summary>
public sealed class ExhibitorQuestions(IStore store, ChangeWorker changes, AuditLog audit, TimeProvider time)
{
    public const int MostQuestions = 50;
    public const int MostOptions = 50;

    /// <summary>Adds a question at the end.</summary>
    public async Task<Outcome<ExhibitorQuestion>> AddAsync(ExhibitorKey exhibitor, string? name, QuestionType type,
        IReadOnlyList<ExhibitorOptionInput> options, Actor actor, CancellationToken cancellation)
    {
        if (Check(name, type, options) is { Count: > 0 } faults)
            return Refusal.Invalid(faults);
        return await store.WriteAsync<Outcome<ExhibitorQuestion>>(async data =>
        {
            var others = await Of(data, exhibitor).ToListAsync(cancellation);
            if (others.Count >= MostQuestions)
                return Refusal.Conflict($"An exhibitor has at most {MostQuestions} questions.");
            var question = new ExhibitorQuestion
            {
                EventId = exhibitor.EventId,
                ExhibitorId = exhibitor.Id,
                Name = name!.Trim(),
                Type = type,
                Position = others.Count == 0 ? 0 : others.Max(q => q.Position) + 1,
                Options = Options(options, []),
            };
            data.Add(question);
            await AuditAsync(data, question, actor, "exhibitor_question.created", cancellation);
            return question;
        }, cancellation);
    }

    /// <summary>Words a question and its options anew; leads with an answer to it come once more.</summary>
    public async Task<Outcome<ExhibitorQuestion>> ChangeAsync(ExhibitorKey exhibitor, long id, string? name,
        IReadOnlyList<ExhibitorOptionInput> options, Actor actor, CancellationToken cancellation)
    {
        var outcome = await store.WriteAsync<Outcome<ExhibitorQuestion>>(async data =>
        {
            if (await Of(data, exhibitor).AsTracking().SingleOrDefaultAsync(q => q.Id == id, cancellation) is not { } question)
                return Refusal.NotFound("question");
            if (Check(name, question.Type, options) is { Count: > 0 } faults)
                return Refusal.Invalid(faults);
            (question.Name, question.Options) = (name!.Trim(), Options(options, question.Options));
            AddChange(data, exhibitor);
            await AuditAsync(data, question, actor, "exhibitor_question.changed", cancellation);
            return question;
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Answers, cancellation);
        return outcome;
    }

    /// <summary>Deletes a question; leads with an answer to it come once more without.</summary>
    public async Task<bool> DeleteAsync(ExhibitorKey exhibitor, long id, Actor actor, CancellationToken cancellation)
    {
        var deleted = await store.WriteAsync(async data =>
        {
            if (await Of(data, exhibitor).AsTracking().SingleOrDefaultAsync(q => q.Id == id, cancellation) is not { } question)
                return false;
            data.Remove(question);
            AddChange(data, exhibitor);
            await AuditAsync(data, question, actor, "exhibitor_question.deleted", cancellation);
            return true;
        }, cancellation);
        await changes.SettleAsync(ChangeKind.Answers, cancellation);
        return deleted;
    }

    /// <summary>Moves a question before or behind its neighbour; a lead shows the new order when it next changes.</summary>
    public Task<bool> MoveAsync(ExhibitorKey exhibitor, long id, bool forward, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        var all = await Of(data, exhibitor).AsTracking().OrderBy(q => q.Position).ThenBy(q => q.Id).ToListAsync(cancellation);
        var from = all.FindIndex(q => q.Id == id);
        var to = forward ? from + 1 : from - 1;
        if (from < 0 || to < 0 || to == all.Count)
            return false;
        (all[from], all[to]) = (all[to], all[from]);
        for (var i = 0; i < all.Count; i++)
            all[i].Position = i;
        return true;
    }, cancellation);

    /// <summary>How many leads have an answer to the question.</summary>
    public Task<int> CountLeadsAsync(ExhibitorKey exhibitor, long id, CancellationToken cancellation) =>
        store.ReadAsync(data => data.LeadAnswers
            .Where(a => a.EventId == exhibitor.EventId && a.ExhibitorId == exhibitor.Id && a.QuestionId == id)
            .Select(a => a.ConnectionSeq).Distinct().CountAsync(cancellation));

    private static IQueryable<ExhibitorQuestion> Of(LanyardDbContext data, ExhibitorKey exhibitor) =>
        data.ExhibitorQuestions.Where(q => q.EventId == exhibitor.EventId && q.ExhibitorId == exhibitor.Id);

    /// <summary>An option that was there keeps its id: answers name it.</summary>
    private static List<QuestionOption> Options(IReadOnlyList<ExhibitorOptionInput> inputs, List<QuestionOption> known)
    {
        var options = new List<QuestionOption>();
        foreach (var input in inputs)
        {
            var id = known.Exists(k => k.Id == input.Id) ? input.Id!.Value : ShortId.New();
            options.Add(new(id, ShortId.Format(id), input.Name.Trim()));
        }
        return options;
    }

    private static List<FieldFault> Check(string? name, QuestionType type, IReadOnlyList<ExhibitorOptionInput> options)
    {
        var faults = new List<FieldFault>();
        NameRules.FaultOrNull("name", name).AddTo(faults);
        if (type is QuestionType.Text != (options.Count == 0))
            faults.Add(new("options", type is QuestionType.Text ? "are not for a question with free text" : "are missing"));
        if (options.Count > MostOptions)
            faults.Add(new("options", $"are more than {MostOptions}"));
        foreach (var option in options)
            NameRules.FaultOrNull("options", option.Name).AddTo(faults);
        return faults;
    }

    private void AddChange(LanyardDbContext data, ExhibitorKey exhibitor) => data.Changes.Add(new Change
    {
        EventId = exhibitor.EventId, Kind = ChangeKind.Answers, SubjectId = exhibitor.Id, DueAt = time.GetUtcNow(),
    });

    private async Task AuditAsync(
        LanyardDbContext data, ExhibitorQuestion question, Actor actor, string action, CancellationToken cancellation) =>
        await audit.AddAsync(data, await data.OrganiserOfAsync(question.EventId, cancellation), actor, action,
            new ExhibitorKey(question.EventId, question.ExhibitorId).Format(), ShortId.Format(question.Id));
}
