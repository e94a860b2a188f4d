using System.Collections.Frozen;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Imports;

/// <summary>Makes an answer of a cell: options by their names or keys, several with , ; | or line breaks between.</summary>
internal sealed class AnswerReader(ProfileQuestion question)
{
    private static readonly char[][] Separators = [['\n', '\r'], [';', '|', '\n', '\r'], [',', ';', '|', '\n', '\r']];

    private readonly FrozenDictionary<string, string> _options = question.Options
        .SelectMany(o => new[] { (Name: o.Key, o.Key), (o.Name, o.Key) })
        .Where(o => o.Name.IsNormalizable()).Select(o => (Name: Words.Fold(o.Name), o.Key)).DistinctBy(o => o.Name)
        .ToFrozenDictionary(o => o.Name, o => o.Key, StringComparer.Ordinal);

    /// <summary>Adds the answer, or tells what is wrong with it.</summary>
    public string? Read(string text, List<ProfileAnswerInput> answers)
    {
        if (question.Type is QuestionType.Text)
        {
            answers.Add(new() { Question = question.Key, Text = text });
            return null;
        }
        if (!text.IsNormalizable())
            return "must not hold control characters";
        var chosen = Split(text);
        if (chosen.Contains(null))
            return "holds an answer that the question does not offer";
        var options = chosen.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (question.Type is QuestionType.Radio && options.Count > 1)
            return "holds several answers, and the question takes one";
        if (options.Count > 0)
            answers.Add(new() { Question = question.Key, Options = options });
        return null;
    }

    /// <summary>The keys of what was chosen, with null for what is not offered. An option's own name may hold a comma.</summary>
    private List<string?> Split(string text)
    {
        List<string?> chosen = [];
        foreach (var separators in Separators)
        {
            chosen = [.. text.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(p => _options.GetValueOrDefault(Words.Fold(p)))];
            if (!chosen.Contains(null))
                break;
        }
        return chosen;
    }
}
