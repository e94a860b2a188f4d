using System.Text;

namespace Lanyard.Benchmarks.Load;

/// <summary>Fills what varies in a caller's request: a badge code, an id, a revision.</summary>
internal delegate void Fill(int caller, Random random, Span<byte> hole);

/// <summary>
/// One request a caller, ready as bytes, with one hole of a fixed length; who calls next is left to chance.
/// </summary>
internal sealed class Requests
{
    public const char Hole = '\u00A4';

    private readonly byte[][] _templates;
    private readonly int _at;
    private readonly int _length;
    private readonly Fill? _fill;

    /// <param name="texts">Whole requests; a run of <see cref="Hole"/> stands for what is filled in.</param>
    public Requests(IEnumerable<string> texts, Fill? fill = null)
    {
        _templates = texts.Select(Encoding.Latin1.GetBytes).ToArray();
        _at = _templates[0].AsSpan().IndexOf((byte)Hole);
        _length = _templates[0].Count(b => b == Hole);
        _fill = fill;
        if (_length > 0 && _templates.Any(t => t.AsSpan().IndexOf((byte)Hole) != _at))
            throw new InvalidOperationException("Every caller's request has its hole at the same place.");
    }

    public int Write(Span<byte> target, Random random)
    {
        var caller = random.Next(_templates.Length);
        var template = _templates[caller];
        template.CopyTo(target);
        if (_length > 0)
            _fill!(caller, random, target.Slice(_at, _length));
        return template.Length;
    }

    /// <summary>The same requests, sent to another path without the query and the rest of the way.</summary>
    public Requests To(string path) => new(_templates.Select(t =>
    {
        var text = Encoding.Latin1.GetString(t);
        var start = text.IndexOf(' ', StringComparison.Ordinal) + 1;
        return text[..start] + path + text[text.IndexOf(' ', start)..];
    }), _fill);

    public static string Get(string path, string token) =>
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nAuthorization: Bearer {token}\r\n\r\n";

    public static string Post(string path, string? token, string type, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
        + (token is null ? "" : $"Authorization: Bearer {token}\r\n")
        + $"Content-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
