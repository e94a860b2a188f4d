using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Core.Events;

/// <summary>The three kinds of question in the guide; the names are those in its JSON, in lower case.</summary>
public enum QuestionType
{
    Radio,
    Checkbox,
    Text,
}

/// <summary>One answer that can be chosen.</summary>
/// <param name="Id">Stable for the life of the question; distinct from the question's own.</param>
/// <param name="Key">The organiser's own name for it, unique within the question.</param>
public sealed record QuestionOption(long Id, string Key, string Name);

/// <summary>The organiser's question, answered at registration; exposed to all exhibitors of the event or to none.</summary>
public sealed class ProfileQuestion
{
    public required long EventId { get; init; }
    public long Id { get; init; } = ShortId.New();
    public required string Key { get; init; }
    public required string Name { get; set; }
    public required QuestionType Type { get; init; }
    public required int Position { get; set; }
    public bool Exposed { get; set; }
    public List<QuestionOption> Options { get; set; } = [];
}

/// <summary>The guide's spelling of <see cref="QuestionType"/>.</summary>
public static class QuestionTypes
{
    public static string Name(QuestionType type) => type switch
    {
        QuestionType.Radio => "radio",
        QuestionType.Checkbox => "checkbox",
        QuestionType.Text => "text",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type."),
    };

    /// <summary>Null for a name that is none of the three.</summary>
    public static QuestionType? ParseOrNull(string? name) => name switch
    {
        "radio" => QuestionType.Radio,
        "checkbox" => QuestionType.Checkbox,
        "text" => QuestionType.Text,
        _ => null,
    };
}

/// <summary>How the options of a question are stored: a JSON array.</summary>
public static class QuestionOptions
{
    public static string Store(List<QuestionOption> options) =>
        JsonSerializer.Serialize(options, QuestionsJson.Default.ListQuestionOption);

    public static List<QuestionOption> Read(string stored) =>
        JsonSerializer.Deserialize(stored, QuestionsJson.Default.ListQuestionOption) ?? [];
}

[JsonSerializable(typeof(List<QuestionOption>))]
internal sealed partial class QuestionsJson : JsonSerializerContext;
