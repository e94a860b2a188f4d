namespace Lanyard.Cli.Scan;

/// <summary>Something that badges are read with.</summary>
internal interface ICodeReader
{
    /// <summary>As the operator knows it, such as <c>/dev/ttyACM0</c>.</summary>
    string Name { get; }

    /// <summary>Badge codes as they are read; ends when there can be no more.</summary>
    /// <exception cref="ScanException">It cannot be used.</exception>
    IAsyncEnumerable<string> ReadAsync(CancellationToken cancellation);
}

/// <summary>Makes badge codes of what a device sends.</summary>
internal interface ICodeDecoder
{
    /// <summary>The codes that are complete with these bytes.</summary>
    IReadOnlyList<string> Decode(ReadOnlySpan<byte> bytes);

    /// <summary>What was begun is not going to be completed.</summary>
    void Reset();
}
