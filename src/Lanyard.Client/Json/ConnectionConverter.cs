using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Client.Json;

/// <summary>
/// Reads what the guide leaves open either way: null, missing or empty; an array that stands in another one, as the
/// guide's profileQuestions do; file or fileURL; a revision in quotes. Only id and revision must be there: without them
/// a connection can be neither kept nor followed.
/// </summary>
internal sealed class ConnectionConverter : JsonConverter<Connection>
{
    public override bool HandleNull => true;

    public override Connection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        if (element.ValueKind is not JsonValueKind.Object)
            throw new JsonException("A connection is a JSON object.");
        return new Connection
        {
            Contact = element.TryGetProperty("contact", out var contact) && contact.ValueKind is JsonValueKind.Object
                ? contact.Deserialize(ClientJson.Default.Contact)
                : null,
            ExhibitorQuestions = ReadList(element, "exhibitorQuestions", ReadQuestion),
            Id = element.Text("id") ?? throw new JsonException("The connection has no id."),
            Notes = ReadList(element, "notes", ReadNote),
            ProfileQuestions = ReadList(element, "profileQuestions", ReadQuestion),
            Revision = ReadRevision(element.Text("revision")),
            ScanInfo = element.Text("scanInfo"),
            Source = element.Text("source"),
            State = element.Text("state") ?? "",
            Time = element.Time("time"),
        };
    }

    public override void Write(Utf8JsonWriter writer, Connection value, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    private static long ReadRevision(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue
            ? number
            : throw new JsonException("The connection has no revision.");

    private static Question ReadQuestion(JsonElement element) => new()
    {
        Answers = ReadList(element, "answers", answer => new Answer
        {
            Id = answer.Text("id") ?? "",
            Name = answer.Text("name") ?? "",
            Type = answer.Text("type") ?? "",
        }),
        Id = element.Text("id") ?? "",
        Name = element.Text("name") ?? "",
        Type = element.Text("type") ?? "",
    };

    private static Note ReadNote(JsonElement element)
    {
        var file = element.Text("fileURL", "file");
        return new Note
        {
            File = file,
            FileUrl = file,
            Id = element.Text("id") ?? "",
            ScanInfo = element.Text("scanInfo"),
            Text = element.Text("text"),
            Time = element.Time("time"),
            Type = element.Text("type") ?? "",
        };
    }

    private static List<T> ReadList<T>(JsonElement element, string name, Func<JsonElement, T> read)
    {
        var list = new List<T>();
        if (element.TryGetProperty(name, out var value))
            Collect(value);
        return list;

        void Collect(JsonElement part)
        {
            if (part.ValueKind is JsonValueKind.Object)
                list.Add(read(part));
            else if (part.ValueKind is JsonValueKind.Array)
                foreach (var inner in part.EnumerateArray())
                    Collect(inner);
        }
    }
}
