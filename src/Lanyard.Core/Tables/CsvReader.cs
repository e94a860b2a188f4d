using System.Runtime.CompilerServices;
using System.Text;
using Sylvan.Data.Csv;

namespace Lanyard.Core.Tables;

/// <summary>Reads CSV: quotes where they are needed, line breaks in quotes, and lenient where a quote stands amiss.</summary>
internal sealed class CsvReader : ITableReader
{
    private const int LongestRecord = 1 << 20;
    private const int StartLength = 1 << 16;

    private readonly string _path;
    private readonly Encoding _encoding;
    private readonly char _delimiter;
    private readonly bool _isNamed;

    private CsvReader(string path, Encoding encoding, char delimiter, bool isNamed)
    {
        (_path, _encoding, _delimiter, _isNamed) = (path, encoding, delimiter, isNamed);
    }

    public string Description => $"CSV, {CsvEncoding.Name(_encoding)}, {CsvDelimiter.Name(_delimiter)} between";

    public static async Task<CsvReader> OpenAsync(string path, CancellationToken cancellation)
    {
        var encoding = await CsvEncoding.FindAsync(path, cancellation);
        using var text = new StreamReader(path, encoding);
        var start = new char[StartLength];
        var length = await text.ReadBlockAsync(start, cancellation);
        var (delimiter, isNamed) = CsvDelimiter.Find(new string(start, 0, length), length < StartLength);
        return new(path, encoding, delimiter, isNamed);
    }

    public async IAsyncEnumerable<(long Number, IReadOnlyList<string> Cells)> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var text = new StreamReader(_path, _encoding, detectEncodingFromByteOrderMarks: true, StartLength);
        if (_isNamed)
            await text.ReadLineAsync(cancellation);
        await using var csv = await OpenAsync(text, cancellation);
        var number = 0L;
        while (await NextAsync(csv, number + 1, cancellation))
        {
            var cells = new string[csv.RowFieldCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = csv.GetString(i);
            yield return (++number, cells);
        }
    }

    private async Task<CsvDataReader> OpenAsync(StreamReader text, CancellationToken cancellation)
    {
        try
        {
            return await CsvDataReader.CreateAsync(text, new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = _delimiter,
                CsvStyle = CsvStyle.Lax,
                Comment = '\0',
                CommentHandler = null,
                BufferSize = StartLength,
                MaxBufferSize = LongestRecord,
            }, cancellation);
        }
        catch (CsvFormatException exception)
        {
            throw Unreadable(1, exception);
        }
    }

    private static async Task<bool> NextAsync(CsvDataReader csv, long number, CancellationToken cancellation)
    {
        try
        {
            return await csv.ReadAsync(cancellation);
        }
        catch (CsvFormatException exception)
        {
            throw Unreadable(number, exception);
        }
    }

    private static TableException Unreadable(long number, Exception exception) => new(
        $"Row {number} cannot be read to its end. It opens a quote that is never closed, or the file is not CSV. "
        + "Correct that row, or save the table as XLSX, and choose the file again.", exception);
}
