using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A file of leads as a program of others reads it (tests/foreign-clients).</summary>
internal sealed record ForeignTable(
    IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string?>> Rows, JsonElement Document)
{
    public static Task<ForeignTable> ReadCsvAsync(string path, string delimiter = ",", string encoding = "utf-8-sig") =>
        RunAsync("/usr/bin/python3", "python/csv_reader.py", path, delimiter, encoding);

    public static Task<ForeignTable> ReadXlsxAsync(string path) =>
        RunAsync("/usr/bin/python3", "python/xlsx_reader.py", path);

    public static Task<ForeignTable> ReadParquetAsync(string path) => RunAsync("node", "node/parquet-reader.js", path);

    /// <summary>The cell of the lead in the column of this heading.</summary>
    public string? Cell(string id, string heading)
    {
        var row = Assert.Single(Rows, r => r[Column("id")] == id);
        return row[Column(heading)];
    }

    public int Column(string heading)
    {
        var at = Headings.ToList().IndexOf(heading);
        Assert.True(at >= 0, $"There is no column {heading} in {string.Join(", ", Headings)}.");
        return at;
    }

    private static async Task<ForeignTable> RunAsync(string program, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, [Path.Combine(Folder(), script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PYENV_VERSION"] = "system";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        var document = JsonDocument.Parse(await output).RootElement;
        return new(
            [.. document.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)],
            [.. document.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().Select(Text).ToList())],
            document);
    }

    private static string? Text(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => cell.GetString(),
        _ => cell.GetRawText(),
    };

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../foreign-clients"));
}
