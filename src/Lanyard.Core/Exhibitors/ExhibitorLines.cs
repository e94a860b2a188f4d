using System.Text.Json;
using Lanyard.Core.Registrants;

namespace Lanyard.Core.Exhibitors;

/// <summary>Reads a list of exhibitors from JSON: an array, or an exhibitor a line.</summary>
public static class ExhibitorLines
{
    /// <summary>The most rows of one list; what follows is one fault.</summary>
    public const int Most = 20_000;

    private static readonly string[] Names = ["key", "name", "hall", "stand", "email"];

    /// <param name="body">The body; it stays open.</param>
    public static async Task<List<ExhibitorLine>> ReadAsync(
        Stream body, ImportFormat format, CancellationToken cancellation)
    {
        var lines = new List<ExhibitorLine>();
        var values = JsonSerializer.DeserializeAsyncEnumerable(
            body, ElementJson.Default.JsonElement, topLevelValues: format is ImportFormat.Lines, cancellation);
        try
        {
            await foreach (var value in values)
            {
                var number = lines.Count + 1;
                if (number > Most)
                {
                    lines.Add(new(number, null, [new("", $"is one too many: a list has at most {Most} exhibitors")]));
                    break;
                }
                lines.Add(Read(number, value));
            }
        }
        catch (JsonException)
        {
            lines.Add(new(lines.Count + 1, null, [new("", "is not JSON; nothing after it was read")]));
        }
        return lines;
    }

    private static ExhibitorLine Read(long number, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object)
            return new(number, null, [new("", "must be an object")]);
        var faults = new Faults();
        var fields = new JsonFields(value, "", Names, faults);
        var input = new ExhibitorInput(
            fields.Text("key"), fields.Text("name"), fields.Text("hall"), fields.Text("stand"), fields.Text("email"));
        return faults.List.Count == 0 ? new(number, input, []) : new(number, null, faults.List);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class ElementJson : System.Text.Json.Serialization.JsonSerializerContext;
