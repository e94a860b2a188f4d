using System.Buffers.Binary;
using Lanyard.Cli.Scan;

namespace Lanyard.Cli.Tests.Support;

/// <summary>What the kernel sends for keys: each with its scan code before it and a report after it.</summary>
internal sealed class InputBytes
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    /// <summary>The keys of a text, as a reader types it on a US keyboard, and Enter.</summary>
    public static byte[] Of(string text)
    {
        var bytes = new InputBytes();
        foreach (var character in text)
            bytes.Type(character);
        return bytes.Press(UsKeys.Enter).Bytes;
    }

    public InputBytes Type(char character)
    {
        var (key, shifted) = Find(character);
        return shifted ? Hold(UsKeys.LeftShift).Press(key).Release(UsKeys.LeftShift) : Press(key);
    }

    public InputBytes Press(int key) => Hold(key).Release(key);

    public InputBytes Hold(int key) => Event(4, 4, 0x70004).Event(1, key, 1).Event(0, 0, 0);

    public InputBytes Release(int key) => Event(4, 4, 0x70004).Event(1, key, 0).Event(0, 0, 0);

    public InputBytes Repeat(int key) => Event(1, key, 2).Event(0, 0, 1);

    public InputBytes Event(int type, int code, int value)
    {
        Span<byte> bytes = stackalloc byte[KeyDecoder.EventLength];
        bytes.Fill(0x5A);
        var fields = bytes[(2 * IntPtr.Size)..];
        BinaryPrimitives.WriteUInt16LittleEndian(fields, (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], (ushort)code);
        BinaryPrimitives.WriteInt32LittleEndian(fields[4..], value);
        _bytes.AddRange(bytes);
        return this;
    }

    private static (int Key, bool Shifted) Find(char character)
    {
        for (var key = 1; key < 120; key++)
        {
            if (UsKeys.CharacterOrNull(key, shifted: false) == character)
                return (key, false);
            if (UsKeys.CharacterOrNull(key, shifted: true) == character)
                return (key, true);
        }
        throw new ArgumentException($"No key types {character}.", nameof(character));
    }
}
