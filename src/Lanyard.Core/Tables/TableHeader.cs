using System.Text.RegularExpressions;

namespace Lanyard.Core.Tables;

/// <summary>The row of column names.</summary>
internal static partial class TableHeader
{
    private const int LongestName = 200;

    /// <exception cref="TableException">The row holds values, not names.</exception>
    public static void Check(IReadOnlyList<string> cells, long number)
    {
        if (cells.Skip(TableFile.MostColumns).Any(c => !string.IsNullOrWhiteSpace(c)))
            throw new TableException($"The file has more than {TableFile.MostColumns} columns. Leave out what is not needed.");
        for (var i = 0; i < cells.Count; i++)
        {
            if (Value().IsMatch(cells[i]))
            {
                throw new TableException($"Row {number} has to name the columns, but {Letters(i)}{number} holds a value. "
                    + "Put a row with names such as First name, Company, E-mail above the others.");
            }
            if (cells[i].Length > LongestName)
            {
                throw new TableException($"Row {number} has to name the columns, but {Letters(i)}{number} has more than "
                    + $"{LongestName} characters. Is this the file that you meant?");
            }
        }
    }

    /// <exception cref="TableException">The first row is a title above the names.</exception>
    public static void CheckFirstRow(IReadOnlyList<string> names, IReadOnlyList<string> first, long number, long firstNumber)
    {
        var named = names.Count(c => !string.IsNullOrWhiteSpace(c));
        var filled = first.Count(c => !string.IsNullOrWhiteSpace(c));
        if (named == 1 && filled > 2)
        {
            throw new TableException($"Row {number} has one cell and row {firstNumber} has {filled}. Delete what stands above "
                + "the row that names the columns.");
        }
    }

    public static IReadOnlyList<string> Name(IReadOnlyList<string> cells)
    {
        var count = cells.Count;
        while (count > 0 && string.IsNullOrWhiteSpace(cells[count - 1]))
            count--;
        count = Math.Min(count, TableFile.MostColumns);
        return [.. cells.Take(count).Select((c, i) => string.IsNullOrWhiteSpace(c) ? $"Column {Letters(i)}" : OneLine(c))];
    }

    /// <summary>The letters of a column as in a spreadsheet: 0 is A, 26 is AA.</summary>
    public static string Letters(int column) =>
        column < 26 ? ((char)('A' + column)).ToString() : Letters((column / 26) - 1) + (char)('A' + (column % 26));

    private static string OneLine(string name) => Space().Replace(name.Trim(), " ");

    [GeneratedRegex(
        @"^\s*(\S+@\S+\.\S+|https?://\S+|\+\d[\d ()/-]{5,}|\d{4}-\d\d-\d\d.*|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{6,})\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();
}
