using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Sql;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    Key,
    Revision,
    Time,
    Text,
    Json,
}

/// <summary>A column of the table and the value of a lead that fills it.</summary>
internal sealed record Column(string Name, string Source)
{
    private const string Fixed = "text:";

    // The database is not a web page: letters stay as they are, for people who read the column.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new TimeConverter() },
    };

    public ColumnKind Kind { get; } = Source.ToLowerInvariant() switch
    {
        "id" => ColumnKind.Key,
        "revision" => ColumnKind.Revision,
        "time" => ColumnKind.Time,
        "profilequestions" or "exhibitorquestions" or "notes" => ColumnKind.Json,
        _ => ColumnKind.Text,
    };

    /// <summary>Tells something of the person: null as soon as the lead may not be seen.</summary>
    public bool IsPersonal => Kind is ColumnKind.Text or ColumnKind.Json
        && Source.ToLowerInvariant() is not ("state" or "source" or "scaninfo")
        && !Source.StartsWith(Fixed, StringComparison.Ordinal);

    public string? Read(Connection lead) => Source.ToLowerInvariant() switch
    {
        _ when IsPersonal && !Lead.IsCompleted(lead) => null,
        "profilequestions" => JsonSerializer.Serialize(lead.ProfileQuestions ?? [], Json),
        "exhibitorquestions" => JsonSerializer.Serialize(lead.ExhibitorQuestions ?? [], Json),
        "notes" => JsonSerializer.Serialize(lead.Notes ?? [], Json),
        _ => Lead.Read(lead, Source),
    };

    /// <summary>As the API gives times.</summary>
    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Lead.Time(value));
    }
}
