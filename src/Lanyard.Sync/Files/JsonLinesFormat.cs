using System.Buffers;
using System.Text.Json;
using Lanyard.Client;

namespace Lanyard.Sync.Files;

/// <summary>One JSON object a line: the record as the API gives it.</summary>
internal sealed class JsonLinesFormat : LeadFormat
{
    public static JsonLinesFormat Create(TargetSettings settings) => settings.Fields.Count == 0
        ? new()
        : throw new TargetFaultException($"{settings.Name} writes whole records: jsonl takes no fields.");

    public override async Task WriteAsync(
        IEnumerable<Connection> leads, IReadOnlyList<LeadColumn> columns, Stream output, CancellationToken cancellation)
    {
        var line = new ArrayBufferWriter<byte>(4096);
        await using var writer = new Utf8JsonWriter(line, LeadJson.Writing);
        foreach (var lead in leads)
        {
            LeadJson.Write(writer, lead);
            await writer.FlushAsync(cancellation);
            line.Write("\n"u8);
            await output.WriteAsync(line.WrittenMemory, cancellation);
            line.ResetWrittenCount();
            writer.Reset();
        }
    }
}
