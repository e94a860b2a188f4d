using System.Security.Cryptography;

namespace Lanyard.Core;

/// <summary>
/// The public spelling of a 64-bit identifier: 13 characters of <c>[0-9a-z]</c>, the shape of every id in the guide's
/// examples. A short id is a name, never a permission.
/// </summary>
public static class ShortId
{
    /// <summary>Characters in a short id: base 36 of an unsigned 64-bit number, padded with zeros.</summary>
    public const int Length = 13;

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>An unguessable identifier that stands for no other thing.</summary>
    public static long New()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToInt64(bytes);
    }

    public static string Format(long id) => string.Create(Length, id, static (text, value) =>
    {
        var rest = (ulong)value;
        for (var i = Length - 1; i >= 0; i--)
            (rest, text[i]) = (rest / 36, Digits[(int)(rest % 36)]);
    });

    /// <summary>Writes the 13 ASCII characters of <paramref name="id"/> to the start of <paramref name="target"/>.</summary>
    public static void Format(long id, Span<byte> target)
    {
        var rest = (ulong)id;
        for (var i = Length - 1; i >= 0; i--)
            (rest, target[i]) = (rest / 36, (byte)Digits[(int)(rest % 36)]);
    }

    /// <summary>Reads a short id; upper case is taken as lower case. False for anything else, also for an overflow.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long id)
    {
        id = 0;
        if (text.Length != Length)
            return false;
        UInt128 value = 0;
        foreach (var c in text)
        {
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'z' => c - 'a' + 10,
                >= 'A' and <= 'Z' => c - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
                return false;
            value = value * 36 + (uint)digit;
        }
        if (value > ulong.MaxValue)
            return false;
        id = (long)(ulong)value;
        return true;
    }
}
