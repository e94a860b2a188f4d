using SkiaSharp;

namespace Lanyard.Badges;

/// <summary>
/// A text made as large as its box allows, on one line or on several. What cannot be fitted at the smallest size ends in an
/// ellipsis.
/// </summary>
internal sealed class TextBlock
{
    private const float LineHeight = 1.28f;
    private const float Ascent = 0.98f;
    private const float Step = 0.95f;

    private readonly List<TextLine> _lines;
    private readonly float _size;

    private TextBlock(List<TextLine> lines, float size, bool isCut) => (_lines, _size, IsCut) = (lines, size, isCut);

    public float Height => _lines.Count * LineHeight * _size;

    public float Size => _size;

    public bool IsCut { get; }

    /// <param name="largest">Font size, in the unit of the box, as the smallest.</param>
    public static TextBlock Fit(string text, FontStack fonts, SKSize box, float largest, float smallest, int mostLines)
    {
        var paragraph = new Paragraph(text, fonts);
        largest = Math.Max(smallest, Math.Min(largest, box.Height / LineHeight));
        for (var size = largest; size > smallest; size *= Step)
        {
            var lines = Math.Clamp((int)(box.Height / (size * LineHeight)), 1, mostLines);
            if (paragraph.BreakOrNull(box.Width / size, lines) is { } found)
                return new(found, size, isCut: false);
        }
        var most = Math.Max(1, (int)(box.Height / (smallest * LineHeight)));
        var forced = paragraph.Cut(box.Width / smallest, most, out var isCut);
        return new(forced, smallest, isCut);
    }

    /// <param name="alignment">0 for the side where the text begins, 0.5 for the middle.</param>
    public void Draw(SKCanvas canvas, float x, float y, float width, float alignment, SKPaint paint)
    {
        foreach (var line in _lines)
        {
            var room = width - line.Width * _size;
            var share = line.IsRightToLeft ? 1 - alignment : alignment;
            line.Draw(canvas, x + room * share, y + Ascent * _size, _size, paint);
            y += LineHeight * _size;
        }
    }

    private sealed class Paragraph
    {
        private readonly string _text;
        private readonly List<string> _words;
        private readonly HashSet<int> _glued = [];
        private readonly List<float> _widths;
        private readonly float _space;
        private readonly bool _isRightToLeft;
        private readonly FontStack _fonts;

        public Paragraph(string text, FontStack fonts)
        {
            _fonts = fonts;
            _text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            _isRightToLeft = TextDirection.IsRightToLeft(text);
            _words = Split(_text);
            _widths = _words.ConvertAll(w => Line(w).Width);
            _space = Line(" ").Width;
        }

        /// <summary>Whole words on at most so many lines; null when they do not fit. Width in em.</summary>
        public List<TextLine>? BreakOrNull(float width, int mostLines)
        {
            var lines = new List<string>();
            var used = 0f;
            for (var i = 0; i < _words.Count; i++)
            {
                if (_widths[i] > width)
                    return null;
                var isGlued = _glued.Contains(i);
                if (lines.Count > 0 && used + (isGlued ? 0 : _space) + _widths[i] <= width)
                {
                    lines[^1] += (isGlued ? "" : " ") + _words[i];
                    used += (isGlued ? 0 : _space) + _widths[i];
                    continue;
                }
                if (lines.Count == mostLines)
                    return null;
                lines.Add(_words[i]);
                used = _widths[i];
            }
            return lines.ConvertAll(Line);
        }

        /// <summary>Breaks inside words too, and ends in an ellipsis when even that is not enough.</summary>
        public List<TextLine> Cut(float width, int mostLines, out bool isCut)
        {
            var rest = TextLine.Graphemes(_text).ToList();
            var lines = new List<TextLine>();
            isCut = false;
            while (rest.Count > 0)
            {
                var isLast = lines.Count == mostLines - 1;
                var count = Fitting(rest, width);
                isCut = isLast && count < rest.Count;
                if (!isCut && count < rest.Count && rest.LastIndexOf(" ", count) is var space and > 0)
                    count = space;
                lines.Add(Line(string.Concat(rest.Take(isCut ? Math.Max(1, count - 1) : count)).Trim() + (isCut ? "…" : "")));
                if (isLast)
                    break;
                rest.RemoveRange(0, count);
                while (rest is [" ", ..])
                    rest.RemoveAt(0);
            }
            return lines;
        }

        /// <summary>How many graphemes fit into a line; at least one.</summary>
        private int Fitting(List<string> graphemes, float width)
        {
            var (fits, most) = (1, graphemes.Count);
            while (fits < most)
            {
                var middle = (fits + most + 1) / 2;
                if (Line(string.Concat(graphemes.Take(middle))).Width <= width)
                    fits = middle;
                else
                    most = middle - 1;
            }
            return fits;
        }

        /// <summary>Parts between which a line may end: at a space, or after a hyphen within a word.</summary>
        private List<string> Split(string text)
        {
            var parts = new List<string>();
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var start = 0;
                for (var i = 1; i < word.Length - 1; i++)
                {
                    if (word[i] != '-' || !char.IsLetter(word[i - 1]) || !char.IsLetter(word[i + 1]))
                        continue;
                    parts.Add(word[start..(i + 1)]);
                    _glued.Add(parts.Count);
                    start = i + 1;
                }
                parts.Add(word[start..]);
            }
            return parts;
        }

        private TextLine Line(string text) => TextLine.Of(text, _fonts, _isRightToLeft);
    }
}
