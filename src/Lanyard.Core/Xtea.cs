using System.Buffers.Binary;

namespace Lanyard.Core;

/// <summary>
/// The block cipher XTEA (Needham and Wheeler, 1997): 64 bits under a key of 128, 32 cycles. It makes row numbers into ids
/// of the same size that look random; ids are names and open nothing, so no more is asked of it. The framework has no
/// cipher of 64 bits that is not retired, and four rounds of HMAC in its place took a seventh of the writer's time.
/// </summary>
internal sealed class Xtea
{
    private const int Cycles = 32;
    private const uint Delta = 0x9E3779B9;

    private readonly uint[] _roundKeys = new uint[2 * Cycles];

    /// <param name="key">16 bytes.</param>
    public Xtea(ReadOnlySpan<byte> key)
    {
        Span<uint> words = stackalloc uint[4];
        for (var i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(key[(4 * i)..]);
        var sum = 0u;
        for (var i = 0; i < _roundKeys.Length; i += 2)
        {
            _roundKeys[i] = sum + words[(int)(sum & 3)];
            sum += Delta;
            _roundKeys[i + 1] = sum + words[(int)(sum >> 11 & 3)];
        }
    }

    public ulong Encrypt(ulong block)
    {
        var (left, right) = ((uint)(block >> 32), (uint)block);
        for (var i = 0; i < _roundKeys.Length; i += 2)
        {
            left += Mix(right) ^ _roundKeys[i];
            right += Mix(left) ^ _roundKeys[i + 1];
        }
        return (ulong)left << 32 | right;
    }

    public ulong Decrypt(ulong block)
    {
        var (left, right) = ((uint)(block >> 32), (uint)block);
        for (var i = _roundKeys.Length - 2; i >= 0; i -= 2)
        {
            right -= Mix(left) ^ _roundKeys[i + 1];
            left -= Mix(right) ^ _roundKeys[i];
        }
        return (ulong)left << 32 | right;
    }

    private static uint Mix(uint half) => (half << 4 ^ half >> 5) + half;
}
