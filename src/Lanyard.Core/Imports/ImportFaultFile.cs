using System.Buffers;
using System.Text;
using Lanyard.Core.Data;
using Lanyard.Core.Tables;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Imports;

/// <summary>
/// The faulty rows of an import as a CSV file with the reasons in the first column, to be corrected and imported by itself.
/// Badge codes in it are encrypted, and are known again when the file comes back.
/// </summary>
public sealed class ImportFaultFile(IStore store, ImportFiles files, Keys keys)
{
    private static readonly SearchValues<char> Formulas = SearchValues.Create("=+-@＝＋－＠");
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>Whether there is a file to make it from, on this machine.</summary>
    public bool CanWrite(Import import) => import.HasFile && files.Exists(import);

    public async Task WriteAsync(Import import, Stream output, CancellationToken cancellation)
    {
        var faults = (await store.ReadAsync(data => data.ImportFaults
                .Where(f => f.EventId == import.EventId && f.ImportId == import.Id).ToListAsync(cancellation)))
            .ToLookup(f => f.Row);
        var corrections = (await store.ReadAsync(data => data.ImportCorrections
                .Where(c => c.EventId == import.EventId && c.ImportId == import.Id).ToListAsync(cancellation)))
            .ToDictionary(c => (c.Row, c.Column), c => keys.Unprotect(c.Value));
        var fields = import.ColumnMapping().Columns;
        var table = await TableFile.OpenAsync(files.PathOf(import.EventId, import.Id), cancellation);
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16, leaveOpen: true);
        await WriteAsync(writer, table.Columns.Prepend("Faults"));
        await foreach (var row in table.ReadAsync(cancellation))
        {
            if (!faults.Contains(row.Number))
                continue;
            var cells = row.Cells.Select((cell, i) =>
            {
                var value = corrections.GetValueOrDefault((row.Number, i), cell);
                return fields[i] == ImportFields.Code && !SealedCode.TryOpen(value, keys, out _, out _)
                    ? SealedCode.Seal(value.Trim(), keys) : value;
            });
            await WriteAsync(writer, cells.Prepend(Tell(row.Number, faults[row.Number], table.Columns)));
        }
    }

    private static string Tell(long row, IEnumerable<ImportFault> faults, IReadOnlyList<string> columns) =>
        $"Row {row}: " + string.Join("; ", faults.OrderBy(f => f.Number).Select(f =>
            f.Column is { } c ? $"{columns[c]} {f.Reason}" : f.Reason));

    private static Task WriteAsync(StreamWriter writer, IEnumerable<string> cells) =>
        writer.WriteAsync(string.Join(',', cells.Select(Cell)) + "\r\n");

    private static string Cell(string text)
    {
        var defused = text.Length > 0 && Formulas.Contains(text[0]) ? "'" + text : text;
        return defused.AsSpan().ContainsAny(Quoted) ? $"\"{defused.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : defused;
    }
}
