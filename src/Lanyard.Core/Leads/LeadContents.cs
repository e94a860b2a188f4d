using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Lanyard.Core.Connections;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;

namespace Lanyard.Core.Leads;

/// <summary>What the entries of a lead come to: the guide's <c>exhibitorQuestions</c> and <c>notes</c>, as they are stored.</summary>
/// <param name="Answers">Null when there are none.</param>
/// <param name="Notes">Null when there are none.</param>
/// <param name="Chosen">The options chosen by anybody, each once.</param>
public sealed record LeadContent(byte[]? Answers, byte[]? Notes, IReadOnlyList<(long Question, long Option)> Chosen);

/// <summary>
/// Makes the content of a lead of its entries. Of one person's answers to a question the last counts; answers of several
/// people stand beside each other, a choice that two made once.
/// </summary>
public static class LeadContents
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <param name="connectionId">Part of the addresses of files.</param>
    /// <param name="questions">Those of the exhibitor; an answer to one that is gone is left out.</param>
    public static LeadContent Of(long connectionId, IEnumerable<LeadEntry> entries, IEnumerable<ExhibitorQuestion> questions)
    {
        var ordered = entries.OrderBy(e => e.At).ThenBy(e => e.Id).ToList();
        var chosen = new List<(long, long)>();
        var answers = WriteAnswers(Latest(ordered), questions.OrderBy(q => q.Position).ThenBy(q => q.Id), chosen);
        return new(answers, WriteNotes(connectionId, ordered), chosen);
    }

    /// <summary>The answers that count: each person's last to each question, in the order in which they were given.</summary>
    public static IReadOnlyList<LeadEntry> Latest(IEnumerable<LeadEntry> ordered) =>
        ordered.Where(e => e.Kind is LeadEntryKind.Answer).GroupBy(e => (e.SubjectId, e.By)).Select(g => g.Last()).ToList();

    /// <summary>The options of an answer.</summary>
    public static IEnumerable<long> OptionsOf(LeadEntry answer) =>
        answer.Options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => long.Parse(o, CultureInfo.InvariantCulture));

    private static byte[]? WriteAnswers(
        IReadOnlyList<LeadEntry> latest, IEnumerable<ExhibitorQuestion> questions, List<(long Question, long Option)> chosen)
    {
        var answers = latest.ToLookup(a => a.SubjectId);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartArray();
            foreach (var question in questions)
                WriteQuestion(json, question, answers[question.Id].ToList(), chosen);
            json.WriteEndArray();
        }
        return chosen.Count == 0 ? null : stream.ToArray();
    }

    private static void WriteQuestion(
        Utf8JsonWriter json, ExhibitorQuestion question, List<LeadEntry> answers, List<(long Question, long Option)> chosen)
    {
        var ids = answers.SelectMany(OptionsOf).ToHashSet();
        var options = question.Options.Where(o => ids.Contains(o.Id)).ToList();
        var texts = answers.Where(a => !string.IsNullOrEmpty(a.Text)).ToList();
        if (options.Count + texts.Count == 0)
            return;
        chosen.AddRange(options.Select(o => (question.Id, o.Id)));
        if (texts.Count > 0)
            chosen.Add((question.Id, 0));
        json.WriteStartObject();
        json.WriteStartArray("answers"u8);
        foreach (var option in options)
            WriteAnswer(json, option.Id, option.Name, "label");
        foreach (var text in texts)
            WriteAnswer(json, text.Id, text.Text!, "text");
        json.WriteEndArray();
        json.WriteString("id"u8, ShortId.Format(question.Id));
        json.WriteString("name"u8, question.Name);
        json.WriteString("type"u8, QuestionTypes.Name(question.Type));
        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, long id, string name, string type)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, ShortId.Format(id));
        json.WriteString("name"u8, name);
        json.WriteString("type"u8, type);
        json.WriteEndObject();
    }

    private static byte[]? WriteNotes(long connectionId, List<LeadEntry> ordered)
    {
        var removed = ordered.Where(e => e.Kind is LeadEntryKind.Removal).Select(e => e.SubjectId).ToHashSet();
        byte[]? notes = null;
        foreach (var entry in ordered.Where(e => TypeOf(e.Kind) is not null && !removed.Contains(e.Id)))
            notes = NotesJson.Append(notes, connectionId, entry.Id, TypeOf(entry.Kind)!.Value, entry.By, entry.Text, entry.At);
        return notes;
    }

    private static NoteType? TypeOf(LeadEntryKind kind) => kind switch
    {
        LeadEntryKind.Memo => NoteType.Memo,
        LeadEntryKind.Image => NoteType.Image,
        LeadEntryKind.Audio => NoteType.Audio,
        _ => null,
    };
}
