using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanyard.Cli.Scan;

/// <summary>One line of the queue's journal: a checksum, a space, JSON.</summary>
internal sealed class JournalLine
{
    private const int ChecksumLength = 16;

    public required JournalEvent Event { get; init; }
    public long Number { get; init; }
    public string? Code { get; init; }
    public DateTimeOffset? Time { get; init; }
    public string? Reader { get; init; }
    public int? Status { get; init; }
    public string? Reason { get; init; }
    public string? Detail { get; init; }
    public string? Owner { get; init; }

    public byte[] ToBytes()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, JournalJson.Default.JournalLine);
        return [.. Checksum(json), (byte)' ', .. json, (byte)'\n'];
    }

    /// <summary>Null when the line is torn or damaged.</summary>
    public static JournalLine? ReadOrNull(ReadOnlySpan<byte> line)
    {
        if (line.Length <= ChecksumLength + 1 || line[ChecksumLength] != ' ')
            return null;
        var json = line[(ChecksumLength + 1)..];
        return line[..ChecksumLength].SequenceEqual(Checksum(json))
            ? JsonSerializer.Deserialize(json, JournalJson.Default.JournalLine)
            : null;
    }

    private static byte[] Checksum(ReadOnlySpan<byte> json) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumLength / 2)));
}

internal enum JournalEvent
{
    /// <summary>Whose queue it is, and the number of the next scan.</summary>
    Owner,

    /// <summary>A badge was read.</summary>
    Scan,

    /// <summary>The server answered 200.</summary>
    Sent,

    /// <summary>The server refused it for good.</summary>
    SetAside,

    /// <summary>What was set aside waits again.</summary>
    SentAgain,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : JsonSerializerContext;
