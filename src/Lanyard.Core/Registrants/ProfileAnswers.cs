using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Lanyard.Core.Events;

namespace Lanyard.Core.Registrants;

/// <summary>One answered profile question as it is stored with the registrant.</summary>
/// <param name="Question">Id of the profile question.</param>
/// <param name="Options">Ids of the chosen options, in the order of the question.</param>
public sealed record ProfileAnswer(
    [property: JsonPropertyName("q")] long Question,
    [property: JsonPropertyName("o")] IReadOnlyList<long> Options,
    [property: JsonPropertyName("t")] string? Text);

/// <summary>
/// A registrant's answers: stored by id, sent with the names that the questions have now. The shape is decision C11 on the
/// guide: <c>label</c> for a chosen option, <c>text</c> for free text, also beside a choice.
/// </summary>
public static class ProfileAnswers
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), SkipValidation = true };

    public static byte[] Store(IReadOnlyList<ProfileAnswer> answers) =>
        JsonSerializer.SerializeToUtf8Bytes(answers, AnswersJson.Default.IReadOnlyListProfileAnswer);

    public static IReadOnlyList<ProfileAnswer> Read(ReadOnlySpan<byte> stored) =>
        JsonSerializer.Deserialize(stored, AnswersJson.Default.IReadOnlyListProfileAnswer) ?? [];

    public static bool Answers(ReadOnlySpan<byte> stored, long question) => Read(stored).Any(a => a.Question == question);

    /// <summary>The guide's <c>profileQuestions</c>: answered and exposed, in the organiser's order.</summary>
    public static byte[] Write(ReadOnlySpan<byte> stored, IEnumerable<ProfileQuestion> questionsInOrder)
    {
        var answers = Read(stored);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (var question in questionsInOrder)
            {
                if (question.Exposed && answers.FirstOrDefault(a => a.Question == question.Id) is { } answer)
                    Write(json, question, answer);
            }
            json.WriteEndArray();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ProfileQuestion question, ProfileAnswer answer)
    {
        json.WriteStartObject();
        json.WriteStartArray("answers"u8);
        foreach (var option in question.Options.Where(o => answer.Options.Contains(o.Id)))
            WriteAnswer(json, option.Id, option.Name, "label");
        if (answer.Text is not null)
            WriteAnswer(json, question.Id, answer.Text, "text");
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
}

[JsonSerializable(typeof(IReadOnlyList<ProfileAnswer>))]
internal sealed partial class AnswersJson : JsonSerializerContext;
