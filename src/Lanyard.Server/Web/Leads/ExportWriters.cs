using System.Globalization;
using System.Text;
using System.Text.Json;
using Lanyard.Sync.Files;
using SpreadCheetah;

namespace Lanyard.Server.Web.Leads;

/// <summary>Writes leads into a file of one format, as they come: never more than some of them are in memory.</summary>
internal static class ExportWriters
{
    private const int FlushAt = 64 * 1024;

    /// <summary>The formats: how they are sent, the ending and the media type of their files.</summary>
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["csv"] = "text/csv; charset=utf-8",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["json"] = "application/json",
        ["vcf"] = "text/vcard; charset=utf-8",
    };

    public static Task WriteAsync(string format, IAsyncEnumerable<ExportLead> leads, IReadOnlyList<ExportColumn> columns, Stream output,
        CancellationToken cancellation) => format switch
        {
            "csv" => WriteCsvAsync(leads, columns, output, cancellation),
            "xlsx" => SendXlsxAsync(leads, columns, output, cancellation),
            "json" => WriteJsonAsync(leads, columns, output, cancellation),
            _ => WriteCardsAsync(leads, columns, output, cancellation),
        };

    private static async Task WriteCsvAsync(
        IAsyncEnumerable<ExportLead> leads, IReadOnlyList<ExportColumn> columns, Stream output, CancellationToken cancellation)
    {
        var csv = new CsvFormat(',', isDefused: true, hasMark: true);
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\r\n" };
        text.Write('\uFEFF');
        for (var i = 0; i < columns.Count; i++)
            csv.Write(text, columns[i].Heading, i);
        await text.WriteLineAsync();
        await foreach (var lead in leads.WithCancellation(cancellation))
        {
            for (var i = 0; i < columns.Count; i++)
                csv.Write(text, columns[i].Read(lead) ?? "", i);
            text.WriteLine();
            await SendAsync(text, output, FlushAt, cancellation);
        }
        await SendAsync(text, output, 0, cancellation);
    }

    private static async Task WriteCardsAsync(
        IAsyncEnumerable<ExportLead> leads, IReadOnlyList<ExportColumn> columns, Stream output, CancellationToken cancellation)
    {
        var keys = columns.Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        await foreach (var lead in leads.WithCancellation(cancellation))
        {
            if (lead.Record.IsCompleted)
                VCard.Write(text, lead, keys, columns);
            await SendAsync(text, output, FlushAt, cancellation);
        }
        await SendAsync(text, output, 0, cancellation);
    }

    private static async Task SendAsync(StringWriter text, Stream output, int from, CancellationToken cancellation)
    {
        var built = text.GetStringBuilder();
        if (built.Length < Math.Max(from, 1))
            return;
        await output.WriteAsync(Encoding.UTF8.GetBytes(built.ToString()), cancellation);
        built.Clear();
    }

    private static async Task WriteJsonAsync(
        IAsyncEnumerable<ExportLead> leads, IReadOnlyList<ExportColumn> columns, Stream output, CancellationToken cancellation)
    {
        var names = columns.Select(c => c.Key.Contains(':', StringComparison.Ordinal) ? c.Heading : c.Key).ToList();
        await using var json = new Utf8JsonWriter(output, LeadJson.Writing);
        json.WriteStartArray();
        await foreach (var lead in leads.WithCancellation(cancellation))
        {
            json.WriteStartObject();
            for (var i = 0; i < names.Count; i++)
                json.WriteString(names[i], columns[i].Read(lead));
            json.WriteEndObject();
            if (json.BytesPending > FlushAt)
                await json.FlushAsync(cancellation);
        }
        json.WriteEndArray();
        await json.FlushAsync(cancellation);
    }

    private static async Task SendXlsxAsync(
        IAsyncEnumerable<ExportLead> leads, IReadOnlyList<ExportColumn> columns, Stream output, CancellationToken cancellation)
    {
        await using var buffered = new BufferedOutput(output);
        await XlsxFormat.WriteAsync(leads, columns, c => c.Heading, Cell, buffered, cancellation);
        await buffered.SendAsync(cancellation);
    }

    // Excel's calendar begins in 1900.
    private static DataCell Cell(ExportColumn column, ExportLead lead) =>
        column.Key == ExportColumn.TimeKey && lead.Time.Year >= 1900 ? new(lead.Time)
        : column.Read(lead) is { } value ? new(XlsxFormat.Text(value)) : default;
}
