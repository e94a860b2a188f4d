using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Leads;

/// <summary>Something to be added to a lead.</summary>
/// <param name="Id">See <see cref="LeadEntry.Id"/>.</param>
/// <param name="SubjectId">The question of an answer, the note of a removal.</param>
/// <param name="Options">Of an answer.</param>
/// <param name="Text">A memo, or what was written as answer.</param>
public sealed record LeadInput(
    long Id, LeadEntryKind Kind, DateTimeOffset At, string By, long SubjectId = 0, IReadOnlyList<long>? Options = null, string? Text = null);

/// <summary>Adds answers and notes to leads, whoever sends them and however often.</summary>
public sealed class LeadEditing(IStore store)
{
    public const int LongestMemo = 10_000;

    /// <summary>Adds all or, when one of them is at fault, none.</summary>
    /// <param name="seq">The connection's row number, of its id by <see cref="Keys.ConnectionRow"/>.</param>
    public async Task<Outcome<ConnectionRow>> AddAsync(
        ExhibitorKey exhibitor, long seq, IReadOnlyList<LeadInput> inputs, CancellationToken cancellation)
    {
        var questions = await QuestionsAsync(exhibitor, cancellation);
        var faults = inputs.SelectMany((input, i) => FaultOrNull(input, questions) is { } reason
            ? [new FieldFault($"entries[{i}]", reason)] : Array.Empty<FieldFault>()).ToList();
        if (faults.Count > 0)
            return Refusal.Invalid(faults);
        var entries = inputs.Select(input => new LeadEntry
        {
            EventId = exhibitor.EventId,
            ConnectionSeq = seq,
            Id = input.Id,
            Kind = input.Kind,
            At = input.At,
            By = input.By,
            SubjectId = input.SubjectId,
            Options = string.Join(' ', input.Options ?? []),
            Text = TextRules.Clean(input.Text),
        }).ToList();
        if (await TakesBackOthersAsync(exhibitor, seq, inputs, cancellation))
            return Refusal.Invalid([new("entries", "take back a note of somebody else")]);
        var row = await store.EditAsync(exhibitor, seq, entries, cancellation);
        return row is { } found ? found : Refusal.NotFound("lead");
    }

    /// <summary>All entries of a lead, the oldest first: its history.</summary>
    public Task<List<LeadEntry>> HistoryAsync(ExhibitorKey exhibitor, long seq, CancellationToken cancellation) =>
        store.ReadAsync(data => data.LeadEntries.Where(e => e.EventId == exhibitor.EventId && e.ConnectionSeq == seq
            && data.Connections.Any(c => c.EventId == exhibitor.EventId && c.Seq == seq && c.ExhibitorId == exhibitor.Id))
            .OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(cancellation));

    /// <summary>The exhibitor's questions in their order.</summary>
    public Task<List<ExhibitorQuestion>> QuestionsAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        store.ReadAsync(data => data.ExhibitorQuestions.Where(q => q.EventId == exhibitor.EventId && q.ExhibitorId == exhibitor.Id)
            .OrderBy(q => q.Position).ThenBy(q => q.Id).ToListAsync(cancellation));

    /// <summary>Whoever made a note takes it back. One that is not there yet comes later, from the same phone.</summary>
    private async Task<bool> TakesBackOthersAsync(
        ExhibitorKey exhibitor, long seq, IReadOnlyList<LeadInput> inputs, CancellationToken cancellation)
    {
        var removals = inputs.Where(i => i.Kind is LeadEntryKind.Removal).ToList();
        if (removals.Count == 0)
            return false;
        var ids = removals.ConvertAll(r => r.SubjectId);
        var notes = await store.ReadAsync(data => data.LeadEntries.Where(e => e.EventId == exhibitor.EventId && e.ConnectionSeq == seq
            && ids.Contains(e.Id)).Select(e => new { e.Id, e.By }).ToListAsync(cancellation));
        return notes.Exists(n => removals.Exists(r => r.SubjectId == n.Id && r.By != n.By));
    }

    private static string? FaultOrNull(LeadInput input, List<ExhibitorQuestion> questions)
    {
        if (input.Text is { } text && TextRules.FaultOrNull(text.Trim(), LongestMemo, lines: true) is { } reason)
            return "text " + reason;
        return input.Kind switch
        {
            LeadEntryKind.Memo when string.IsNullOrWhiteSpace(input.Text) => "has no text",
            LeadEntryKind.Answer => AnswerFaultOrNull(input, questions.Find(q => q.Id == input.SubjectId)),
            _ => null,
        };
    }

    private static string? AnswerFaultOrNull(LeadInput input, ExhibitorQuestion? question)
    {
        var options = input.Options ?? [];
        return question is null ? "answers a question that is not there"
            : options.Any(o => !question.Options.Exists(known => known.Id == o)) ? "chooses an option that is not there"
            : question.Type is QuestionType.Radio && options.Count > 1 ? "chooses several options where one can be chosen"
            : null;
    }
}
