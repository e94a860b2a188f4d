using System.Text;

namespace Lanyard.Cli.Scan;

/// <summary>UTF-8 text in which CR, LF or both end a code.</summary>
internal sealed class LineDecoder : ICodeDecoder
{
    /// <summary>
    /// A QR code holds at most 4,296 characters; more without an end is a device that speaks another speed.
    /// </summary>
    public const int LongestCode = 4_296;

    private readonly List<byte> _line = [];

    public IReadOnlyList<string> Decode(ReadOnlySpan<byte> bytes)
    {
        List<string> codes = [];
        foreach (var value in bytes)
        {
            if (value is (byte)'\r' or (byte)'\n')
                Complete(codes);
            else if (_line.Count <= LongestCode)
                _line.Add(value);
        }
        return codes;
    }

    /// <summary>The last line of a file may have no end.</summary>
    public IReadOnlyList<string> Finish()
    {
        List<string> codes = [];
        Complete(codes);
        return codes;
    }

    public void Reset() => _line.Clear();

    private void Complete(List<string> codes)
    {
        if (_line.Count is > 0 and <= LongestCode)
            codes.Add(Encoding.UTF8.GetString([.. _line]));
        _line.Clear();
    }
}
