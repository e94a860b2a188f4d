using System.Text;
using System.Text.Json;
using Lanyard.Core.Registrants;

namespace Lanyard.Tests.Registrants;

/// <summary>Feeds the reader bodies, in pieces as small as the network may cut them.</summary>
internal static class Import
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static string Json(RegistrantInput input) => JsonSerializer.Serialize(input, Web);

    public static Task<List<ImportLine>> LinesAsync(string body, int piece = int.MaxValue) =>
        ReadAsync(Encoding.UTF8.GetBytes(body), ImportFormat.Lines, piece);

    public static Task<List<ImportLine>> ArrayAsync(string body, int piece = int.MaxValue) =>
        ReadAsync(Encoding.UTF8.GetBytes(body), ImportFormat.Array, piece);

    public static async Task<List<ImportLine>> ReadAsync(byte[] body, ImportFormat format, int piece = int.MaxValue)
    {
        var lines = new List<ImportLine>();
        using var stream = new Pieces(body, piece);
        await foreach (var line in RegistrantReader.ReadAsync(stream, format, TestContext.Current.CancellationToken))
            lines.Add(line);
        return lines;
    }

    /// <summary>The fault that a record has, and no other.</summary>
    public static FieldFault TheFault(this ImportLine line)
    {
        Assert.Null(line.Input);
        return Assert.Single(line.Faults);
    }

    private sealed class Pieces(byte[] body, int piece) : MemoryStream(body, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
