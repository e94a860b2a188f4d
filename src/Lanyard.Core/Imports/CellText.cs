using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Lanyard.Core.Imports;

/// <summary>What a cell of a spreadsheet means to say.</summary>
internal static partial class CellText
{
    private static readonly FrozenSet<string> Errors = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#NAME?", "#DIV/0!", "#NUM!", "#ZAHL!", "#NULL!");

    /// <summary>The text without the space around it and without what spreadsheets put before it; null where nothing is
    /// left or where it cannot be taken.</summary>
    /// <param name="fault">Why it cannot be taken; null where it can.</param>
    public static string? Read(string cell, out string? fault)
    {
        fault = null;
        var text = cell.Trim();
        if (text.Length == 0)
            return null;
        // An export puts an apostrophe before what a spreadsheet would take for a formula.
        if (text is ['\'', '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..])
            return text[1..];
        // Excel writes ="0012" to keep the zeros of a text.
        if (text is ['=', '"', .., '"'] && text.Length > 3 && text.IndexOf('"', 2) == text.Length - 1)
            return text[2..^1].Trim();
        fault = text[0] == '=' ? "holds a formula: save the file with the values instead"
            : Errors.Contains(text) ? "holds the error of a formula: correct it or leave the cell empty"
            : text.Contains('\uFFFD') ? "holds a character that cannot be read: save the file as UTF-8, or correct the value"
            : null;
        return fault is null ? text : null;
    }

    /// <summary>The text in one line.</summary>
    public static string OneLine(string text) => text.AsSpan().ContainsAny('\n', '\r', '\t') ? Breaks().Replace(text, " ") : text;

    /// <summary>Whether a spreadsheet has turned a long number into 4.00638E+12.</summary>
    public static bool IsRounded(string text) => Rounded().IsMatch(text);

    [GeneratedRegex(@"\s*[\r\n\t]+\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Breaks();

    [GeneratedRegex(@"^\d([.,]\d+)?E\+\d+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rounded();
}
