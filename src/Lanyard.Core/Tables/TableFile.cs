using System.Runtime.CompilerServices;

namespace Lanyard.Core.Tables;

/// <summary>
/// A file with a row of column names and rows below it: CSV in any usual encoding and with any usual delimiter, or the
/// first sheet of an XLSX file that has rows. Read as it streams by: memory does not grow with the file.
/// </summary>
public sealed class TableFile
{
    /// <summary>The most columns that a table may have.</summary>
    public const int MostColumns = 500;

    /// <summary>The most rows that a table may have, its column names included: what a spreadsheet can hold.</summary>
    public const int MostRows = 1_048_576;

    private readonly ITableReader _reader;

    private TableFile(ITableReader reader, IReadOnlyList<string> columns, long headerRow)
    {
        (_reader, Columns, HeaderRow) = (reader, columns, headerRow);
    }

    /// <summary>The names of the columns; a column without one is called by its letter, as in "Column C".</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The row in which the names stand, from 1.</summary>
    public long HeaderRow { get; }

    /// <summary>What the file was taken for, as in "CSV, UTF-8, semicolons between".</summary>
    public string Description => _reader.Description;

    /// <summary>Finds out what a file is and reads its column names.</summary>
    /// <exception cref="TableException">The file is no table, or has no column names or no rows.</exception>
    public static async Task<TableFile> OpenAsync(string path, CancellationToken cancellation)
    {
        ITableReader reader = await FileKinds.IsWorkbookAsync(path, cancellation)
            ? XlsxReader.Open(path, cancellation)
            : await CsvReader.OpenAsync(path, cancellation);
        (long Number, IReadOnlyList<string> Cells)? header = null;
        await foreach (var row in reader.ReadAsync(cancellation))
        {
            if (IsBlank(row.Cells))
                continue;
            if (header is not null)
            {
                TableHeader.CheckFirstRow(header.Value.Cells, row.Cells, header.Value.Number, row.Number);
                return new(reader, TableHeader.Name(header.Value.Cells), header.Value.Number);
            }
            TableHeader.Check(row.Cells, row.Number);
            header = row;
        }
        throw new TableException(header is null
            ? "The file is empty. Choose the file that holds the table."
            : "The file has column names and no row below them: there is nothing to take from it.");
    }

    /// <summary>The rows below the column names; blank ones are counted, not returned.</summary>
    /// <exception cref="TableException">What follows cannot be read as rows.</exception>
    public async IAsyncEnumerable<TableRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (number, cells) in _reader.ReadAsync(cancellation))
        {
            if (number > MostRows)
                throw new TableException($"The file has more than {MostRows} rows. Divide it into several.");
            if (number <= HeaderRow || IsBlank(cells))
                continue;
            yield return Fit(number, cells);
        }
    }

    private TableRow Fit(long number, IReadOnlyList<string> cells)
    {
        var fitted = new string[Columns.Count];
        for (var i = 0; i < fitted.Length; i++)
            fitted[i] = i < cells.Count ? cells[i] : "";
        var used = cells.Count;
        while (used > fitted.Length && string.IsNullOrWhiteSpace(cells[used - 1]))
            used--;
        return new(number, fitted, used > fitted.Length
            ? $"has {used} cells where the table has {fitted.Length} columns: a value that holds the delimiter must be in quotes"
            : null);
    }

    private static bool IsBlank(IReadOnlyList<string> cells)
    {
        foreach (var cell in cells)
        {
            if (!string.IsNullOrWhiteSpace(cell))
                return false;
        }
        return true;
    }
}
