using System.Globalization;
using System.Text.Json;
using Lanyard.Core;
using Lanyard.Core.Connections;

namespace Lanyard.Server.Hosting.Webhooks;

/// <summary>What is posted to a webhook.</summary>
/// <param name="Id">The header <c>webhook-id</c>: the same at every attempt.</param>
/// <param name="Seq">The connection's row; null for a test.</param>
/// <param name="Revision">Null for a test.</param>
internal sealed record WebhookMessage(string Id, long? Seq, long? Revision, byte[] Body)
{
    /// <summary>A change, with the guide's record; its time is that of the change.</summary>
    public static async Task<WebhookMessage> OfAsync(
        ConnectionReader reader, ConnectionRow row, ReadOnlyMemory<byte> files, CancellationToken cancellation)
    {
        var id = ShortId.Format(row.Id);
        using var json = new PooledBuffer(2048);
        Write(json, $$"""{"type":"connection.changed","timestamp":"{{Text(UnixMicroseconds.ToTime(row.Revision))}}",""");
        Write(json, string.Create(CultureInfo.InvariantCulture, $$"""
            "data":{"id":"{{id}}","revision":{{row.Revision}},"connection":
            """));
        await reader.WriteToAsync(json, row, null, files, cancellation);
        Write(json, "}}");
        return new(string.Create(CultureInfo.InvariantCulture, $"{id}-{row.Revision}"), row.Seq, row.Revision, json.WrittenMemory.ToArray());
    }

    public static WebhookMessage Test(DateTimeOffset now) => new("test-" + ShortId.Format(ShortId.New()), null, null,
        JsonSerializer.SerializeToUtf8Bytes(new { type = "test", timestamp = Text(now), data = new { } }));

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static void Write(PooledBuffer json, string text) => json.Write(System.Text.Encoding.UTF8.GetBytes(text));
}
