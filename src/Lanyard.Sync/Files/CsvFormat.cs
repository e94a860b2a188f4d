using System.Buffers;
using System.Text;
using Lanyard.Client;

namespace Lanyard.Sync.Files;

/// <summary>
/// RFC 4180: lines end with CR LF, and what holds a delimiter, a quote or a line break stands in quotes. In UTF-8, with
/// a byte order mark so that spreadsheets know.
/// </summary>
/// <param name="isDefused">
/// Whether an apostrophe goes before what a spreadsheet would take for a formula: a badge may say =HYPERLINK(…).
/// </param>
internal sealed class CsvFormat(char delimiter, bool isDefused, bool hasMark) : LeadFormat
{
    // With the full-width forms, which some spreadsheets take for the same.
    private static readonly SearchValues<char> Formulas = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    private readonly SearchValues<char> _quoted = SearchValues.Create([delimiter, '"', '\r', '\n']);

    public static CsvFormat Create(TargetSettings settings)
    {
        var delimiter = settings.Or("delimiter", ",") switch
        {
            "tab" or "\\t" => '\t',
            { Length: 1 } text when text[0] is not ('"' or '\r' or '\n') => text[0],
            _ => throw new TargetFaultException($"The delimiter of {settings.Name} must be one character, or tab."),
        };
        return new(delimiter, settings.Is("defuse", true), settings.Is("mark", true));
    }

    public override async Task WriteAsync(
        IEnumerable<Connection> leads, IReadOnlyList<LeadColumn> columns, Stream output, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(hasMark), 1 << 16, leaveOpen: true);
        writer.NewLine = "\r\n";
        for (var i = 0; i < columns.Count; i++)
            Write(writer, columns[i].Heading, i);
        await writer.WriteLineAsync();
        foreach (var lead in leads)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < columns.Count; i++)
                Write(writer, columns[i].Read(lead) ?? "", i);
            writer.WriteLine();
        }
    }

    /// <summary>Writes a cell, with a delimiter before all but the first.</summary>
    public void Write(TextWriter writer, string cell, int column)
    {
        if (column > 0)
            writer.Write(delimiter);
        var isFormula = isDefused && cell.Length > 0 && Formulas.Contains(cell[0]);
        if (!cell.AsSpan().ContainsAny(_quoted))
        {
            if (isFormula)
                writer.Write('\'');
            writer.Write(cell);
            return;
        }
        writer.Write(isFormula ? "\"'" : "\"");
        writer.Write(cell.Replace("\"", "\"\"", StringComparison.Ordinal));
        writer.Write('"');
    }
}
