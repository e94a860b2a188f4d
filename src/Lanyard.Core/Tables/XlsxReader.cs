using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Lanyard.Core.Tables;

/// <summary>Reads the first visible sheet of an XLSX file that has a row; of a formula, the value it had when saved.</summary>
internal sealed class XlsxReader : ITableReader
{
    // Beyond it a spreadsheet keeps 15 digits and zeros: the number is not the one that was meant.
    private const double LargestExact = 1e15;

    private readonly string _path;
    private readonly int _sheet;

    // The package asks for this encoding even where it reads none but UTF-8.
    static XlsxReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private XlsxReader(string path, int sheet, string name)
    {
        (_path, _sheet, Description) = (path, sheet, $"XLSX, sheet {name}");
    }

    public string Description { get; }

    public static XlsxReader Open(string path, CancellationToken cancellation)
    {
        XlsxArchive.Check(path, cancellation);
        return Guard(() =>
        {
            using var file = File.OpenRead(path);
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(file);
            var sheet = 0;
            do
            {
                if (reader.VisibleState == "visible" && reader.RowCount > 0 && reader.FieldCount > 0)
                    return new XlsxReader(path, sheet, reader.Name);
                sheet++;
            }
            while (reader.NextResult());
            throw new TableException("No sheet of the file has a row. Choose the file that holds the table.");
        });
    }

    public async IAsyncEnumerable<(long Number, IReadOnlyList<string> Cells)> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        using var file = File.OpenRead(_path);
        using var reader = Guard(() => ExcelReaderFactory.CreateOpenXmlReader(file));
        for (var i = 0; i < _sheet; i++)
            Guard(reader.NextResult);
        for (var number = 1L; Guard(reader.Read); number++)
        {
            cancellation.ThrowIfCancellationRequested();
            var cells = new string[Math.Min(reader.FieldCount, TableFile.MostColumns + 1)];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = Text(reader, i);
            yield return (number, cells);
        }
    }

    private static string Text(IExcelDataReader reader, int column) => reader.GetValue(column) switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "TRUE" : "FALSE",
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        double number => Text(number, reader.GetNumberFormatString(column)),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString() ?? "",
    };

    private static string Text(double number, string? format)
    {
        if (number != Math.Floor(number) || Math.Abs(number) >= LargestExact)
            return number.ToString("R", CultureInfo.InvariantCulture);
        // A postal code 01234 is the number 1234 in the format 00000.
        var isPadded = format is { Length: > 1 } && format.All(c => c == '0');
        return number.ToString(isPadded ? format : "0", CultureInfo.InvariantCulture);
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is ExcelReaderException or InvalidDataException
            or System.Xml.XmlException or FormatException or ArgumentException or NullReferenceException
            or InvalidOperationException or OverflowException or KeyNotFoundException or EndOfStreamException)
        {
            // The package answers a damaged workbook by whatever its reading stumbles over.
            throw new TableException("The XLSX file is damaged. Open it in a spreadsheet, save it again, and choose that file.", exception);
        }
    }
}
