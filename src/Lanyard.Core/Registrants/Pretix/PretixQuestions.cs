using System.Text.Json;
using Lanyard.Core.Changes;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>
/// Makes profile questions of pretix's, under their identifiers, and adds options that came later. Nothing that is there is
/// renamed, taken away or exposed.
/// </summary>
internal sealed class PretixQuestions(IStore store, TimeProvider time)
{
    private const int MostOptions = 100;

    public Task BringInAsync(
        long eventId, PretixInput settings, IReadOnlyList<PretixQuestion> asked, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        var known = await data.ProfileQuestions.AsTracking().Where(q => q.EventId == eventId)
            .ToDictionaryAsync(q => q.Key, StringComparer.Ordinal, cancellation);
        var position = known.Values.Select(q => q.Position).DefaultIfEmpty(-1).Max();
        foreach (var question in asked)
        {
            if (question.Identifier is not { Length: > 0 and <= 100 } key || settings.Questions.ContainsKey(key)
                || TypeOrNull(question) is not { } type)
                continue;
            if (known.TryGetValue(key, out var before))
            {
                if (before.Type == type && AddOptions(before, question) && before.Exposed)
                    data.Changes.Add(new Change { EventId = eventId, Kind = ChangeKind.Question, SubjectId = before.Id, DueAt = time.GetUtcNow() });
                continue;
            }
            var added = new ProfileQuestion
            {
                EventId = eventId, Key = key, Name = Text(question.Question) ?? key, Type = type, Position = ++position,
            };
            AddOptions(added, question);
            data.ProfileQuestions.Add(added);
        }
        return 0;
    }, cancellation);

    /// <summary>A text in one of its languages, English before others; null where there is none.</summary>
    public static string? Text(JsonElement text)
    {
        if (text.ValueKind is JsonValueKind.String)
            return PretixContacts.Text(text.GetString(), 200);
        if (text.ValueKind is not JsonValueKind.Object)
            return null;
        var languages = text.EnumerateObject().Where(l => l.Value.ValueKind is JsonValueKind.String)
            .Select(l => (l.Name, Text: PretixContacts.Text(l.Value.GetString(), 200))).Where(l => l.Text is not null).ToList();
        return languages.Find(l => l.Name == "en").Text ?? languages.FirstOrDefault().Text;
    }

    /// <summary>Null for a question whose answers are files.</summary>
    private static QuestionType? TypeOrNull(PretixQuestion question) => question.Type switch
    {
        "C" or "B" => QuestionType.Radio,
        "M" => QuestionType.Checkbox,
        "F" or null => null,
        _ => QuestionType.Text,
    };

    private static bool AddOptions(ProfileQuestion question, PretixQuestion asked)
    {
        List<(string Key, string Name)> options = asked.Type switch
        {
            "B" => [("True", "Yes"), ("False", "No")],
            "C" or "M" => (asked.Options ?? []).Where(o => o.Identifier is { Length: > 0 and <= 100 })
                .Select(o => (o.Identifier!, Text(o.Answer) ?? o.Identifier!)).ToList(),
            _ => [],
        };
        var missing = options.Where(o => !question.Options.Exists(k => k.Key == o.Key))
            .Take(Math.Max(0, MostOptions - question.Options.Count))
            .Select(o => new QuestionOption(ShortId.New(), o.Key, o.Name)).ToList();
        if (missing.Count > 0)
            question.Options = [.. question.Options, .. missing];
        return missing.Count > 0;
    }
}
