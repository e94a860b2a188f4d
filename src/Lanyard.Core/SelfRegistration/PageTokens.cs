using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Lanyard.Core.SelfRegistration;

/// <summary>
/// Texts that this installation gave out for one event and knows again: the number and time of a page with a form, and the
/// end of a confirmation's address. Nobody else can make one.
/// </summary>
internal sealed class PageTokens(Keys keys)
{
    private const int ValueLength = 16;
    private const int MacLength = 16;

    public const byte Form = 1;
    public const byte Confirmation = 2;

    public string Make(byte kind, long eventId, long number, DateTimeOffset time)
    {
        var bytes = new byte[ValueLength + MacLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), time.ToUnixTimeSeconds());
        Mac(kind, eventId, bytes.AsSpan(0, ValueLength)).CopyTo(bytes, ValueLength);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for anything that was not made here, for this event and of this kind.</summary>
    public (long Number, DateTimeOffset Time)? ReadOrNull(byte kind, long eventId, string? text)
    {
        Span<byte> bytes = stackalloc byte[ValueLength + MacLength];
        if (text is not { Length: < 100 } || !Base64Url.TryDecodeFromChars(text, bytes, out var length)
            || length != bytes.Length
            || !CryptographicOperations.FixedTimeEquals(
                Mac(kind, eventId, bytes[..ValueLength]), bytes[ValueLength..]))
        {
            return null;
        }
        return (BinaryPrimitives.ReadInt64BigEndian(bytes),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes[8..])));
    }

    private byte[] Mac(byte kind, long eventId, ReadOnlySpan<byte> value)
    {
        Span<byte> content = stackalloc byte[9 + ValueLength];
        content[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(content[1..], eventId);
        value.CopyTo(content[9..]);
        return keys.HashRegistration(content)[..MacLength];
    }
}
