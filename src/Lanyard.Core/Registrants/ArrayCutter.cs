using System.Text.Json;

namespace Lanyard.Core.Registrants;

/// <summary>Cuts a JSON array into its elements by nesting alone; each is then parsed by itself, so that one of the
/// wrong type costs that one. After an element that is not JSON there is no telling where the next starts.</summary>
internal sealed class ArrayCutter : RecordCutter
{
    private const string Rest = "nothing after it was read";

    private Place place;
    private int depth;
    private bool inString;
    private bool escaped;

    private long offset;
    private long line = 1;
    private long column;
    private long recordLine;
    private long recordColumn;

    public override ImportLine? Next(ref ReadOnlyMemory<byte> chunk)
    {
        var bytes = chunk.Span;
        var from = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (place == Place.BeforeElement && !IsBlank(b))
            {
                place = Place.InElement;
                (recordLine, recordColumn) = (line, column);
                from = i;
            }
            if (place == Place.InElement && EndsElement(b))
            {
                Append(bytes[from..i]);
                var element = Take(last: b == ']');
                Pass(b);
                chunk = chunk[(i + 1)..];
                if (element is not null)
                    return element;
                bytes = chunk.Span;
                i = -1;
                continue;
            }
            if (place is Place.Before or Place.After && !MayStand(b))
                return End(place == Place.Before ? "must be an array" : "has more after the array");
            Pass(b);
        }
        if (place == Place.InElement)
            Append(bytes[from..]);
        chunk = default;
        return null;
    }

    public override ImportLine? Finish() => place switch
    {
        Place.After => null,
        Place.Before => End("must be an array"),
        _ => End("ends within the array"),
    };

    /// <summary>Whether a byte outside the array may be there; the opening bracket moves on to the elements.</summary>
    private bool MayStand(byte b)
    {
        if (place == Place.Before && b == '[')
        {
            place = Place.BeforeElement;
            return true;
        }
        return IsBlank(b) || (offset, b) is (0, 0xEF) or (1, 0xBB) or (2, 0xBF);
    }

    private bool EndsElement(byte b)
    {
        if (inString)
        {
            inString = escaped || b != '"';
            escaped = !escaped && b == '\\';
            return false;
        }
        if (depth == 0 && b is (byte)',' or (byte)']')
            return true;
        inString = b == '"';
        depth += b switch
        {
            (byte)'{' or (byte)'[' => 1,
            // At depth 0 it closes nothing: it stays in the element, which then is not JSON.
            (byte)'}' or (byte)']' when depth > 0 => -1,
            _ => 0,
        };
        return false;
    }

    private ImportLine? Take(bool last)
    {
        if (last && Count == 0 && Record.IsEmpty && !IsTooLong)
        {
            place = Place.After;
            return null;
        }
        place = last ? Place.After : Place.BeforeElement;
        Count++;
        try
        {
            return IsTooLong ? RegistrantJson.Fault(Count, TooLong) : RegistrantJson.Read(Count, Record);
        }
        catch (JsonException fault)
        {
            Ended = true;
            var below = fault.LineNumber ?? 0;
            var at = (fault.BytePositionInLine ?? 0) + (below == 0 ? recordColumn : 0);
            return RegistrantJson.Fault(Count, $"is not JSON at line {recordLine + below}, byte {at + 1}; {Rest}");
        }
        finally
        {
            Clear();
        }
    }

    private ImportLine End(string reason)
    {
        Ended = true;
        return RegistrantJson.Fault(Count + 1, $"{reason}, at line {line}, byte {column + 1}; {Rest}");
    }

    private void Pass(byte b)
    {
        offset++;
        column = b == '\n' ? 0 : column + 1;
        line += b == '\n' ? 1 : 0;
    }

    private enum Place { Before, BeforeElement, InElement, After }
}
