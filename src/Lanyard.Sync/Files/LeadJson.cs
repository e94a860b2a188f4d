using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Files;

/// <summary>The record as the API gives it, with every field of the guide.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(Connection))]
internal sealed partial class LeadJson : JsonSerializerContext
{
    /// <summary>Letters of every language as they are: nothing here goes into a page.</summary>
    public static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static void Write(Utf8JsonWriter writer, Connection lead) =>
        JsonSerializer.Serialize(writer, lead, Default.Connection);

    public static Connection Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.Connection)!;

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Lead.Time(value));
    }
}
