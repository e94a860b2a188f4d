using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using Lanyard.Core.Tables;
using SpreadCheetah;

namespace Lanyard.Tests.Tables;

public sealed class TableFileTests : IDisposable
{
    private const string Umlauts = "Vorname;Firma\r\nJürgen;Müller\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, byte[]> Encodings()
    {
        static byte[] Marked(Encoding encoding) => [.. encoding.GetPreamble(), .. encoding.GetBytes(Umlauts)];
        return new()
        {
            { "UTF-8", Encoding.UTF8.GetBytes(Umlauts) },
            { "UTF-8", Marked(Encoding.UTF8) },
            { "UTF-16", Marked(Encoding.Unicode) },
            { "UTF-16", Marked(Encoding.BigEndianUnicode) },
            { "UTF-16", Encoding.Unicode.GetBytes(Umlauts) },
            { "UTF-16", Encoding.BigEndianUnicode.GetBytes(Umlauts) },
            { "Windows-1252", Encoding.Latin1.GetBytes(Umlauts) },
        };
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Every_usual_encoding_is_recognised(string name, byte[] bytes)
    {
        var (table, rows) = await ReadAsync(bytes);
        Assert.Equal($"CSV, {name}, semicolons between", table.Description);
        Assert.Equal(["Vorname", "Firma"], table.Columns);
        Assert.Equal(["Jürgen", "Müller"], Assert.Single(rows).Cells);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "commas")]
    [InlineData("a;b\n1,5;2,5\n3,5;4,5\n", "semicolons")]
    [InlineData("a\tb\n1,5\t2;3\n", "tabs")]
    [InlineData("a|b\n1|2\n", "bars")]
    [InlineData("sep=;\r\na;b\r\n1,2;3\r\n", "semicolons")]
    [InlineData("a,b\n\"1;2;3;4\",2\n\"5;6;7;8\",2\n", "commas")]
    public async Task The_delimiter_is_guessed(string text, string name)
    {
        var (table, rows) = await ReadAsync(Encoding.UTF8.GetBytes(text));
        Assert.EndsWith($"{name} between", table.Description, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], table.Columns);
        Assert.All(rows, r => Assert.Null(r.Fault));
    }

    [Fact]
    public async Task Quotes_line_breaks_blank_lines_and_uneven_rows_keep_their_row_numbers()
    {
        var (_, rows) = await ReadAsync("a,b,\r\n\"x\r\ny\",\"q\"\"q\"\r\n\r\n\"z\"z,1,2,\r\nshort\r\n"u8.ToArray());
        Assert.Equal([(2, "x\r\ny|q\"q"), (4, "zz|1"), (5, "short|")], rows.Select(r => ((int)r.Number, string.Join('|', r.Cells))));
        Assert.Equal([null, "has 3 cells where the table has 2 columns: a value that holds the delimiter must be in quotes", null],
            rows.Select(r => r.Fault));
    }

    public static TheoryData<string, byte[]> NoTables() => new()
    {
        { "is empty", [] },
        { "is empty", "\n\n"u8.ToArray() },
        { "no row below", "First name,E-mail\n"u8.ToArray() },
        { "A1 holds a value", "ada@example.com,Ada\ngrace@example.com,Grace\n"u8.ToArray() },
        { "Delete what stands above", "Guest list\nName,E-mail,Company\nAda,ada@example.com,Analytical\n"u8.ToArray() },
        { "a PDF", "%PDF-1.7 ..."u8.ToArray() },
        { "a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] },
        { "a web page or XML", "\n<!DOCTYPE html><html>"u8.ToArray() },
        { "JSON", "[{\"key\":\"a\"}]"u8.ToArray() },
        { "a password", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] },
        { "not text", [.. "a,b\n"u8, 0, 1, 2, 3, 0, 7, 9] },
        { "not text", [.. "a,b\n"u8, .. Enumerable.Repeat((byte)'x', 100_000), 0] },
        { "never closed", [.. "a,b\n1,\"2"u8, .. Enumerable.Repeat((byte)'x', 2_000_000)] },
        { "no XLSX file", Zip(("readme.txt", "hello")) },
        { "damaged", [.. Zip(("xl/workbook.xml", "x")).Take(40)] },
        { "damaged", Zip(("xl/workbook.xml", "<nothing")) },
        { "unpacks to more", Zip(("xl/workbook.xml", "<workbook/>"), ("xl/worksheets/sheet1.xml", "<c>" + new string('a', 30_000_000))) },
        { "unpacks to more", Zip(("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", string.Concat(Enumerable.Repeat("<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>", 6_500_000)))) },
    };

    [Theory]
    [MemberData(nameof(NoTables), DisableDiscoveryEnumeration = true)]
    public async Task What_is_no_table_is_refused_with_what_to_do(string reason, byte[] bytes)
    {
        var refused = await Assert.ThrowsAsync<TableException>(() => ReadAsync(bytes));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_of_another_program_is_read_as_it_shows()
    {
        var table = await TableFile.OpenAsync(Path.Combine(Here(), "openpyxl.xlsx"), Cancellation);
        var rows = await table.ReadAsync(Cancellation).ToListAsync(Cancellation);
        Assert.Equal("XLSX, sheet Teilnehmer", table.Description);
        Assert.Equal(["Nr", "Vorname", "Nachname", "Firma", "PLZ", "Datum", "Barcode", "Summe"], table.Columns);
        Assert.Equal(["17", "Ünal", "Öztürk", "Müller & Söhne <GmbH>", "01234", "2026-11-24", "4006381333931", ""], rows[0].Cells);
        Assert.Equal(["18", "Zoë", "van der Berg", "Line one\nline two", "98765", "2026-11-24T13:30:00", "0012", "2.5"], rows[1].Cells);
        Assert.Equal((5, "19", "TRUE"), (rows[2].Number, rows[2].Cells[0], rows[2].Cells[1]));
    }

    [Fact]
    public async Task Whatever_table_is_written_as_csv_is_read_as_the_same_cells()
    {
        var cell = Gen.Char[" abcäß€,;\t|\"\r\n'=+@"].Array[0, 8].Select(c => new string(c));
        await Gen.Select(Gen.Int[2, 5], Gen.Char[",;\t|"], Gen.Int[0, 2]).SelectMany(
            (width, delimiter, encoding) => cell.Array[width].Array[1, 20].Select(rows => (width, delimiter, encoding, rows)))
            .SampleAsync(async t =>
            {
                var rows = t.rows.Select(r => r.Prepend("x").ToArray()).ToList();
                var header = Enumerable.Range(0, t.width + 1).Select(i => $"Name {i}").ToArray();
                var text = string.Concat(rows.Prepend(header)
                    .Select(r => string.Join(t.delimiter, r.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
                Encoding written = t.encoding switch { 0 => new UTF8Encoding(false), 1 => Encoding.Unicode, _ => new UTF8Encoding(true) };
                var (table, read) = await ReadAsync([.. written.GetPreamble(), .. written.GetBytes(text)]);
                return table.Columns.SequenceEqual(header) && read.Count == rows.Count
                    && read.Zip(rows).All(p => p.First.Cells.SequenceEqual(p.Second));
            }, iter: 300);
    }

    [Fact]
    public async Task A_workbook_of_100_000_rows_is_read_whole()
    {
        var path = NewPath();
        await using (var file = File.Create(path))
        await using (var sheet = await Spreadsheet.CreateNewAsync(file, cancellationToken: Cancellation))
        {
            await sheet.StartWorksheetAsync("People", token: Cancellation);
            await sheet.AddRowAsync([new DataCell("Key"), new DataCell("Last name"), new DataCell("Seat")], Cancellation);
            for (var i = 1; i <= 100_000; i++)
                await sheet.AddRowAsync([new DataCell($"K{i}"), new DataCell($"Name {i}"), new DataCell(i)], Cancellation);
            await sheet.FinishAsync(Cancellation);
        }
        var table = await TableFile.OpenAsync(path, Cancellation);
        var (count, last) = (0, "");
        await foreach (var row in table.ReadAsync(Cancellation))
            (count, last) = (count + 1, string.Join('|', row.Cells));
        Assert.Equal((100_000, "K100000|Name 100000|100000"), (count, last));
    }

    [Fact]
    public async Task A_file_of_60_MB_is_not_held()
    {
        var path = NewPath();
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, 60_000).Select(i => $"{i},{new string('x', 1000)}").Prepend("Key,Text"), Cancellation);
        var table = await TableFile.OpenAsync(path, Cancellation);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (var row in table.ReadAsync(Cancellation))
        {
            if (row.Number == 59_000)
                Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 30_000_000);
        }
    }

    private async Task<(TableFile Table, List<TableRow> Rows)> ReadAsync(byte[] bytes)
    {
        var path = NewPath();
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        var table = await TableFile.OpenAsync(path, Cancellation);
        return (table, await table.ReadAsync(Cancellation).ToListAsync(Cancellation));
    }

    private string NewPath() => Path.Combine(_folder, Guid.NewGuid().ToString("N"));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }
}
