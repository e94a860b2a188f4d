namespace Lanyard.Core.Tables;

/// <summary>Guesses what stands between the cells of a CSV file.</summary>
internal static class CsvDelimiter
{
    private const int MostRecords = 50;
    private static readonly char[] Known = [',', ';', '\t', '|'];

    /// <summary>The delimiter, and whether the first line does nothing but name it, as Excel's "sep=;" does.</summary>
    /// <param name="start">The start of the file.</param>
    /// <param name="isWhole">Whether that is the whole file; if not, its last record is left out of account.</param>
    public static (char Delimiter, bool IsNamed) Find(string start, bool isWhole)
    {
        if (start.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && start.Length > 5 && start[5] is '\r' or '\n')
            return (start[4], true);
        var best = (Score: 0.0, Delimiter: ',');
        foreach (var delimiter in Known)
        {
            var score = Score(Widths(start, delimiter, isWhole));
            if (score > best.Score)
                best = (score, delimiter);
        }
        return (best.Delimiter, false);
    }

    public static string Name(char delimiter) => delimiter switch
    {
        ',' => "commas",
        ';' => "semicolons",
        '\t' => "tabs",
        '|' => "bars",
        _ => $"{delimiter}",
    };

    /// <summary>How many cells each record has, with this delimiter.</summary>
    private static List<int> Widths(string text, char delimiter, bool isWhole)
    {
        var widths = new List<int>();
        var (cells, inQuotes, isCellStart, isBlank) = (1, false, true, true);
        foreach (var c in text)
        {
            if (inQuotes)
            {
                inQuotes = c != '"';
                continue;
            }
            if (c == '\n' || c == '\r')
            {
                if (!isBlank)
                    widths.Add(cells);
                (cells, isCellStart, isBlank) = (1, true, true);
                if (widths.Count == MostRecords)
                    return widths;
                continue;
            }
            isBlank = false;
            // A doubled quote closes and opens again.
            inQuotes = c == '"' && (isCellStart || inQuotes);
            cells += c == delimiter ? 1 : 0;
            isCellStart = c == delimiter || c == '"';
        }
        if (!isBlank && (isWhole || widths.Count == 0))
            widths.Add(cells);
        return widths;
    }

    /// <summary>More where the names fill several columns and the rows are as wide as they.</summary>
    private static double Score(List<int> widths)
    {
        if (widths.Count == 0 || widths[0] == 1)
            return 0;
        var fitting = widths.Count(w => w == widths[0]);
        return ((double)fitting / widths.Count) + (Math.Min(widths[0], 100) / 200.0);
    }
}
