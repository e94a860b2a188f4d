using System.Buffers.Binary;
using System.Text;

namespace Lanyard.Cli.Scan;

/// <summary>
/// The events of a keyboard reader (struct input_event of linux/input.h), typed on a US keyboard; Enter or Tab ends a
/// code.
/// </summary>
/// <param name="lost">Called when the kernel dropped keys: that badge must be read again.</param>
internal sealed class KeyDecoder(Action lost) : ICodeDecoder
{
    /// <summary>Two words of time, then type, code and value: the words are as long as the process's.</summary>
    public static readonly int EventLength = 2 * IntPtr.Size + 8;

    private const int Synchronisation = 0, Key = 1;
    private const int Report = 0, Dropped = 3;
    private const int Released = 0, Pressed = 1;

    private readonly List<byte> _rest = [];
    private readonly StringBuilder _code = new();
    private readonly HashSet<int> _held = [];
    private bool _isSpoiled, _isDropping;

    public IReadOnlyList<string> Decode(ReadOnlySpan<byte> bytes)
    {
        List<string> codes = [];
        _rest.AddRange(bytes);
        var whole = _rest.Count - _rest.Count % EventLength;
        Span<byte> events = [.. _rest.Take(whole)];
        _rest.RemoveRange(0, whole);
        for (; events.Length > 0; events = events[EventLength..])
        {
            var fields = events[(2 * IntPtr.Size)..];
            Take(
                BinaryPrimitives.ReadUInt16LittleEndian(fields), BinaryPrimitives.ReadUInt16LittleEndian(fields[2..]),
                BinaryPrimitives.ReadInt32LittleEndian(fields[4..]), codes);
        }
        return codes;
    }

    public void Reset()
    {
        _rest.Clear();
        _code.Clear();
        _held.Clear();
        (_isSpoiled, _isDropping) = (false, false);
    }

    private void Take(int type, int code, int value, List<string> codes)
    {
        if (type == Synchronisation && code == Dropped)
        {
            // What is read up to the next report is not to be used (linux Documentation/input/event-codes.rst).
            (_isSpoiled, _isDropping) = (true, true);
            _held.Clear();
        }
        else if (type == Synchronisation && code == Report && _isDropping)
        {
            _isDropping = false;
        }
        else if (type == Key && !_isDropping)
        {
            TakeKey(code, value, codes);
        }
    }

    private void TakeKey(int key, int value, List<string> codes)
    {
        if (UsKeys.IsShift(key) || UsKeys.IsOtherModifier(key))
        {
            if (value == Released)
                _held.Remove(key);
            else
                _held.Add(key);
            return;
        }
        if (value != Pressed || _held.Any(UsKeys.IsOtherModifier))
            return;
        if (UsKeys.EndsCode(key))
            Complete(codes);
        else if (_code.Length <= LineDecoder.LongestCode
            && UsKeys.CharacterOrNull(key, _held.Any(UsKeys.IsShift)) is { } character)
            _code.Append(character);
    }

    private void Complete(List<string> codes)
    {
        if (_isSpoiled)
            lost();
        else if (_code.Length is > 0 and <= LineDecoder.LongestCode)
            codes.Add(_code.ToString());
        _code.Clear();
        _isSpoiled = false;
    }
}
