using System.Globalization;
using System.Text.RegularExpressions;
using Lanyard.Client;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace Lanyard.Sync.Files;

/// <summary>
/// A workbook for Excel. Text is text, whatever it begins with, and so are revisions: a number in Excel has 15 digits.
/// Times are times, in UTC.
/// </summary>
internal sealed partial class XlsxFormat : LeadFormat
{
    private const int LongestText = 32_767;
    private const int RowsOfSheet = 1_048_576;
    private const string Cut = "… [cut here: an Excel cell holds 32,767 characters]";

    public override Task WriteAsync(
        IEnumerable<Connection> leads, IReadOnlyList<LeadColumn> columns, Stream output, CancellationToken cancellation) =>
        WriteAsync(leads.ToAsyncEnumerable(), columns, c => c.Heading, Cell, output, cancellation);

    /// <summary>A workbook with a row for each lead, on as many sheets as it takes.</summary>
    /// <param name="heading">Of a column.</param>
    /// <param name="cell">Of a column and a lead.</param>
    public static async Task WriteAsync<TLead, TColumn>(
        IAsyncEnumerable<TLead> leads, IReadOnlyList<TColumn> columns, Func<TColumn, string> heading,
        Func<TColumn, TLead, DataCell> cell, Stream output, CancellationToken cancellation)
    {
        var options = new SpreadCheetahOptions
        {
            PreserveStringWhitespace = true,
            DefaultDateTimeFormat = NumberFormat.Custom("yyyy\\-mm\\-dd hh:mm:ss"),
        };
        await using var book = await Spreadsheet.CreateNewAsync(output, options, cancellation);
        var bold = book.AddStyle(new Style { Font = { Bold = true } });
        var headings = columns.Select(c => Text(heading(c))).ToList();
        var row = new DataCell[columns.Count];
        var sheets = 0;
        await StartSheetAsync();
        await foreach (var lead in leads.WithCancellation(cancellation))
        {
            if (book.NextRowNumber > RowsOfSheet)
                await StartSheetAsync();
            for (var i = 0; i < row.Length; i++)
                row[i] = cell(columns[i], lead);
            await book.AddRowAsync(row, cancellation);
        }
        await book.FinishAsync(cancellation);

        async Task StartSheetAsync()
        {
            var name = ++sheets == 1 ? "Leads" : $"Leads {sheets}";
            var sheet = new WorksheetOptions { FrozenRows = 1, DefaultColumnWidth = 20 };
            await book.StartWorksheetAsync(name, sheet, cancellation);
            await book.AddHeaderRowAsync(headings, bold, cancellation);
        }
    }

    private static DataCell Cell(LeadColumn column, Connection lead)
    {
        if (column.Read(lead) is not { } value)
            return default;
        // Excel's calendar begins in 1900.
        return column.Kind is ColumnKind.Time && lead.Time.Year >= 1900 ? new(lead.Time.UtcDateTime) : new(Text(value));
    }

    /// <summary>The text as a cell of a workbook may hold it.</summary>
    public static string Text(string value)
    {
        // Excel would read _x0041_ as A, and XML has no U+FFFE and U+FFFF.
        value = Escape().Replace(value, "_x005F_").Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD');
        if (value.Length <= LongestText)
            return value;
        var end = LongestText - Cut.Length;
        return string.Concat(value.AsSpan(0, char.IsHighSurrogate(value[end - 1]) ? end - 1 : end), Cut);
    }

    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
