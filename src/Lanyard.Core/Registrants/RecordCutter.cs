using System.Text.Json;

namespace Lanyard.Core.Registrants;

/// <summary>Cuts the bytes of an import into records and reads each. Holds one record at a time, and no more of it than
/// <see cref="Longest"/>, whatever it is fed.</summary>
internal abstract class RecordCutter
{
    /// <summary>The most bytes a record may have.</summary>
    public const int Longest = 64 * 1024;

    public const string TooLong = "must be at most 64 KiB";

    private readonly byte[] record = new byte[Longest];
    private int length;

    /// <summary>Whether the rest of the body is of no use.</summary>
    public bool Ended { get; protected set; }

    /// <summary>The records cut so far.</summary>
    protected long Count { get; set; }

    /// <summary>Whether the record at hand has outgrown <see cref="Longest"/>, and its bytes are dropped.</summary>
    protected bool IsTooLong { get; private set; }

    protected ReadOnlyMemory<byte> Record => record.AsMemory(0, length);

    /// <summary>Takes bytes off the chunk up to the end of the next record; null when the chunk is used up.</summary>
    public abstract ImportLine? Next(ref ReadOnlyMemory<byte> chunk);

    /// <summary>The record, or the fault, that the end of the body leaves.</summary>
    public abstract ImportLine? Finish();

    protected void Append(ReadOnlySpan<byte> bytes)
    {
        IsTooLong |= bytes.Length > Longest - length;
        if (IsTooLong)
            return;
        bytes.CopyTo(record.AsSpan(length));
        length += bytes.Length;
    }

    protected void Clear()
    {
        length = 0;
        IsTooLong = false;
    }

    protected static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}

/// <summary>Cuts NDJSON: one record a line, and a line at fault costs that line alone.</summary>
internal sealed class LineCutter : RecordCutter
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public override ImportLine? Next(ref ReadOnlyMemory<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var end = chunk.Span.IndexOf((byte)'\n');
            Append(end < 0 ? chunk.Span : chunk.Span[..end]);
            chunk = end < 0 ? default : chunk[(end + 1)..];
            if (end >= 0 && Take() is { } line)
                return line;
        }
        return null;
    }

    public override ImportLine? Finish() => Take();

    private ImportLine? Take()
    {
        Count++;
        var bytes = Record;
        var skipped = Count == 1 && bytes.Span.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        try
        {
            if (IsTooLong)
                return RegistrantJson.Fault(Count, TooLong);
            bytes = bytes[skipped..];
            return bytes.Span.IndexOfAnyExcept(" \t\r"u8) < 0 ? null : RegistrantJson.Read(Count, bytes);
        }
        catch (JsonException fault)
        {
            return RegistrantJson.Fault(Count, $"is not JSON at byte {fault.BytePositionInLine + skipped + 1}");
        }
        finally
        {
            Clear();
        }
    }
}
