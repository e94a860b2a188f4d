using System.Buffers;
using System.Text;

namespace Lanyard.Core.Tables;

/// <summary>Recognises how a text file is encoded: by its mark, by its zeros, or by whether it is UTF-8 throughout.</summary>
internal static class CsvEncoding
{
    private const string NotText =
        "The file is not text, and no XLSX file either. Save the table as CSV or XLSX and choose that file.";

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <exception cref="TableException">The file is not text.</exception>
    public static async Task<Encoding> FindAsync(string path, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        await using var file = File.OpenRead(path);
        var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        if (MarkedOrNull(buffer.AsSpan(0, length)) is { } marked)
            return marked;
        var (good, bad, kept) = (0L, 0L, 0);
        while (length > 0)
        {
            var rest = Count(buffer.AsSpan(0, length), ref good, ref bad);
            buffer.AsSpan(length - rest, rest).CopyTo(buffer);
            kept = rest;
            var read = await file.ReadAsync(buffer.AsMemory(kept), cancellation);
            if (read == 0)
                break;
            length = kept + read;
        }
        bad += kept;
        // A file that is UTF-8 but for a few bytes stays so: its other letters are right, and these rows become faults.
        return bad == 0 || good > bad * 10 ? Encoding.UTF8 : Windows;
    }

    public static string Name(Encoding encoding) => encoding.CodePage switch
    {
        65001 => "UTF-8",
        1252 => "Windows-1252",
        12000 or 12001 => "UTF-32",
        _ => "UTF-16",
    };

    private static Encoding? MarkedOrNull(ReadOnlySpan<byte> bytes)
    {
        switch (bytes)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                return Encoding.UTF8;
            case [0xFF, 0xFE, 0, 0, ..]:
                return Encoding.UTF32;
            case [0xFF, 0xFE, ..]:
                return Encoding.Unicode;
            case [0xFE, 0xFF, ..]:
                return Encoding.BigEndianUnicode;
        }
        if (bytes.Length < 4 || bytes.IndexOf((byte)0) < 0)
            return null;
        // Without a mark, the first bytes tell: column names hold letters of ASCII, whose other byte is zero.
        var first = bytes[..Math.Min(bytes.Length, 512)];
        var (even, odd) = (0, 0);
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] == 0)
                _ = i % 2 == 0 ? even++ : odd++;
        }
        return odd > first.Length / 4 && even == 0 ? Encoding.Unicode
            : even > first.Length / 4 && odd == 0 ? Encoding.BigEndianUnicode
            : throw new TableException(NotText);
    }

    /// <summary>Counts characters beyond ASCII that are UTF-8, and bytes that are not; returns how many bytes at the end
    /// begin a character.</summary>
    private static int Count(ReadOnlySpan<byte> bytes, ref long good, ref long bad)
    {
        while (true)
        {
            var next = bytes.IndexOfAnyExceptInRange((byte)1, (byte)0x7F);
            if (next < 0)
                return 0;
            bytes = bytes[next..];
            if (bytes[0] == 0)
                throw new TableException(NotText);
            var status = Rune.DecodeFromUtf8(bytes, out _, out var used);
            if (status is OperationStatus.NeedMoreData)
                return bytes.Length;
            _ = status is OperationStatus.Done ? good++ : bad++;
            bytes = bytes[used..];
        }
    }
}
