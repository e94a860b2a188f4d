namespace Lanyard.Core.Tables;

/// <summary>Reads the rows of one kind of file, from its first row at each call.</summary>
internal interface ITableReader
{
    string Description { get; }

    /// <summary>Every row with its number from 1, blank ones may be left out.</summary>
    IAsyncEnumerable<(long Number, IReadOnlyList<string> Cells)> ReadAsync(CancellationToken cancellation);
}
