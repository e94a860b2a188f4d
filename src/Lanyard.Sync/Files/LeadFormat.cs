using Lanyard.Client;

namespace Lanyard.Sync.Files;

/// <summary>How leads are written into a file.</summary>
internal abstract class LeadFormat
{
    /// <summary>Writes the leads, one at a time, and leaves the stream open.</summary>
    /// <param name="output">Written from its start to its end; need not be able to go back.</param>
    public abstract Task WriteAsync(
        IEnumerable<Connection> leads, IReadOnlyList<LeadColumn> columns, Stream output,
        CancellationToken cancellation);

    /// <summary>The formats by the names that users write.</summary>
    public static IReadOnlyList<string> Names { get; } = ["csv", "jsonl", "xlsx", "parquet"];

    /// <param name="settings">With the options of the format.</param>
    /// <exception cref="TargetFaultException">There is no such format, or an option is wrong.</exception>
    public static LeadFormat Create(string name, TargetSettings settings) => name switch
    {
        "csv" => CsvFormat.Create(settings),
        "jsonl" => JsonLinesFormat.Create(settings),
        "xlsx" => new XlsxFormat(),
        "parquet" => new ParquetFormat(),
        _ => throw new TargetFaultException($"There is no format {name}. There are {string.Join(", ", Names)}."),
    };
}
