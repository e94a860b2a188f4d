using System.Globalization;
using Lanyard.Client;
using Parquet;
using Parquet.Schema;

namespace Lanyard.Sync.Files;

/// <summary>
/// Apache Parquet: text as nullable strings, times as timestamps in UTC, revisions as 64-bit integers.
/// </summary>
internal sealed class ParquetFormat : LeadFormat
{
    // A row group is held in memory until it is written.
    private const int RowsOfGroup = 5_000;
    private const long TextOfGroup = 4 << 20;

    public override async Task WriteAsync(
        IEnumerable<Connection> leads, IReadOnlyList<LeadColumn> columns, Stream output, CancellationToken cancellation)
    {
        var fields = columns.Select(Field).ToArray();
        await using var writer =
            await ParquetWriter.CreateAsync(new ParquetSchema(fields), output, cancellationToken: cancellation);
        var cells = fields.Select(_ => new List<string?>(RowsOfGroup)).ToArray();
        var times = new List<DateTime>(RowsOfGroup);
        var text = 0L;
        foreach (var lead in leads)
        {
            times.Add(lead.Time.UtcDateTime);
            for (var i = 0; i < cells.Length; i++)
            {
                var value = columns[i].Read(lead);
                cells[i].Add(value);
                text += value?.Length ?? 0;
            }
            if (times.Count < RowsOfGroup && text < TextOfGroup)
                continue;
            await WriteGroupAsync();
            text = 0;
        }
        if (times.Count > 0)
            await WriteGroupAsync();

        async Task WriteGroupAsync()
        {
            using var group = writer.CreateRowGroup();
            for (var i = 0; i < fields.Length; i++)
            {
                switch (columns[i].Kind)
                {
                    case ColumnKind.Time:
                        await group.WriteAsync<DateTime>(fields[i], times.ToArray(), cancellationToken: cancellation);
                        break;
                    case ColumnKind.Revision:
                        var revisions = cells[i].Select(r => long.Parse(r!, CultureInfo.InvariantCulture)).ToArray();
                        await group.WriteAsync<long>(fields[i], revisions, cancellationToken: cancellation);
                        break;
                    default:
                        await group.WriteAsync(fields[i], cells[i]!);
                        break;
                }
                cells[i].Clear();
            }
            group.CompleteValidate();
            times.Clear();
        }
    }

    private static DataField Field(LeadColumn column) => column.Kind switch
    {
        ColumnKind.Time => new DateTimeDataField(
            column.Heading, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros,
            isNullable: false),
        ColumnKind.Revision => new DataField<long>(column.Heading),
        _ => new DataField<string>(column.Heading),
    };
}
