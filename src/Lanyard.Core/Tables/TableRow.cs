namespace Lanyard.Core.Tables;

/// <summary>One row below the column names.</summary>
/// <param name="Number">The row as a spreadsheet counts it: the first of the file is 1.</param>
/// <param name="Cells">As many as the table has columns; an empty text where the row has no value.</param>
/// <param name="Fault">What is wrong with the row as a whole, as in "has 7 cells where the table has 6 columns".</param>
public sealed record TableRow(long Number, IReadOnlyList<string> Cells, string? Fault = null)
{
    /// <summary>Names the type alone: what stands in a row must not reach a log by accident.</summary>
    public override string ToString() => nameof(TableRow);
}
