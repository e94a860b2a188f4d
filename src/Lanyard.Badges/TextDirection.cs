using System.Text;

namespace Lanyard.Badges;

/// <summary>
/// The order in which parts of a line stand when its scripts run in different directions: the rules of Unicode's annex 9
/// without embeddings, which names do not have.
/// </summary>
internal static class TextDirection
{
    /// <summary>Whether the first letter is of a script that is written from right to left.</summary>
    public static bool IsRightToLeft(string text) =>
        text.EnumerateRunes().Select(KindOf).FirstOrDefault(k => k is Kind.Left or Kind.Right) is Kind.Right;

    /// <summary>The level of every grapheme; those with an odd one are written from right to left.</summary>
    public static int[] LevelsOf(IReadOnlyList<string> graphemes, bool isRightToLeft)
    {
        var kinds = graphemes.Select(g => KindOf(Rune.GetRuneAt(g, 0))).ToArray();
        var own = isRightToLeft ? Kind.Right : Kind.Left;
        ResolveBrackets(graphemes, kinds, own);
        var before = own;
        var levels = new int[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is Kind.Left or Kind.Right)
                before = kinds[i];
            // A number after right-to-left text stands in it, itself from left to right.
            levels[i] = kinds[i] switch
            {
                Kind.Right => 1,
                Kind.Left => isRightToLeft ? 2 : 0,
                Kind.Number => before is Kind.Right || isRightToLeft ? 2 : 0,
                _ => -1,
            };
        }
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] >= 0)
                continue;
            var end = i;
            while (end < levels.Length && levels[end] < 0)
                end++;
            var left = i == 0 ? own : SideOf(kinds, i - 1, own);
            var right = end == levels.Length ? own : SideOf(kinds, end, own);
            var side = left == right ? left : own;
            levels.AsSpan(i, end - i).Fill(side is Kind.Right ? 1 : isRightToLeft ? 2 : 0);
            i = end - 1;
        }
        return levels;
    }

    /// <summary>Puts parts in logical order into the order in which they are seen, from left to right.</summary>
    public static void Order<T>(List<T> parts, Func<T, int> levelOf)
    {
        for (var level = parts.Count == 0 ? 0 : parts.Max(levelOf); level > 0; level--)
        {
            for (var start = 0; start < parts.Count; start++)
            {
                var end = start;
                while (end < parts.Count && levelOf(parts[end]) >= level)
                    end++;
                if (end > start)
                    parts.Reverse(start, end - start);
                start = end;
            }
        }
    }

    /// <summary>Brackets go with what is in them, if that does not run against the line or follows its like.</summary>
    private static void ResolveBrackets(IReadOnlyList<string> graphemes, Kind[] kinds, Kind own)
    {
        var open = new Stack<int>();
        for (var i = 0; i < kinds.Length; i++)
        {
            if (graphemes[i] is "(" or "[" or "{" or "«" or "‹")
                open.Push(i);
            if (graphemes[i] is not (")" or "]" or "}" or "»" or "›") || !open.TryPop(out var start))
                continue;
            var inside = kinds[(start + 1)..i];
            var before = Array.FindLastIndex(kinds, start, k => k is Kind.Left or Kind.Right);
            if (Array.Exists(inside, k => k is Kind.Left or Kind.Right))
                kinds[start] = kinds[i] = inside.Contains(own) || before < 0 || kinds[before] == own ? own : kinds[before];
        }
    }

    /// <summary>To which direction a letter or number draws the signs beside it.</summary>
    private static Kind SideOf(Kind[] kinds, int index, Kind own)
    {
        if (kinds[index] is not Kind.Number)
            return kinds[index];
        var letter = Array.FindLastIndex(kinds, index, k => k is Kind.Left or Kind.Right);
        return letter < 0 ? own : kinds[letter];
    }

    private static Kind KindOf(Rune rune)
    {
        if (!Rune.IsLetter(rune))
            return Rune.IsDigit(rune) ? Kind.Number : Kind.Other;
        var isRight = rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF)
            or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
        return isRight ? Kind.Right : Kind.Left;
    }

    private enum Kind
    {
        Other,
        Left,
        Right,
        Number,
    }
}
