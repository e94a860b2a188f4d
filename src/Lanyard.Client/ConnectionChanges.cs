using System.Runtime.CompilerServices;

namespace Lanyard.Client;

/// <summary>
/// The connections from a position to the end, in ascending revision. Nothing is requested before it is enumerated;
/// every enumeration starts at that position again, and its requests follow each other, as the guide's fair use policy
/// asks.
/// </summary>
/// <remarks>A connection that changes while it is enumerated can come a second time, with its new revision.</remarks>
public sealed class ConnectionChanges : IAsyncEnumerable<Connection>
{
    private readonly ConnectionsClient _client;
    private readonly Position _from;
    private readonly CancellationToken _cancellation;

    internal ConnectionChanges(ConnectionsClient client, Position from, CancellationToken cancellation) =>
        (_client, _from, _cancellation) = (client, from, cancellation);

    /// <summary>The same by pages, so that the position behind each can be saved with what it brought.</summary>
    /// <returns>One page at least; the last one may be empty.</returns>
    public IAsyncEnumerable<ConnectionPage> AsPages() => ReadPagesAsync(_cancellation);

    /// <summary>Enumerates the connections one by one.</summary>
    /// <param name="cancellationToken">
    /// Ends the enumeration, as the one given to <see cref="ConnectionsClient.GetChangesAsync"/> does.
    /// </param>
    /// <returns>The enumerator; it throws <see cref="ConnectionsException"/> when a page cannot be had.</returns>
    public async IAsyncEnumerator<Connection> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_cancellation, cancellationToken);
        await foreach (var page in ReadPagesAsync(both.Token).ConfigureAwait(false))
        {
            foreach (var connection in page.Items)
                yield return connection;
        }
    }

    private async IAsyncEnumerable<ConnectionPage> ReadPagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var from = _from; ;)
        {
            var page = await _client.GetPageAsync(from, cancellationToken).ConfigureAwait(false);
            yield return page;
            if (page.IsLast)
                yield break;
            from = page.Next;
        }
    }
}

/// <summary>Up to 100 connections that follow each other (the guide, "Retrieving Connections").</summary>
public sealed class ConnectionPage
{
    private const int FullPage = 100;

    /// <summary>Makes a page, for tests of code that reads them.</summary>
    /// <param name="items">The connections, in ascending revision.</param>
    /// <param name="from">Where the page begins.</param>
    public ConnectionPage(IReadOnlyList<Connection> items, Position from)
    {
        Items = items;
        Next = items.Count == 0 ? from : Position.After(items.Max(item => item.Revision));
    }

    /// <summary>The connections, in ascending revision; empty when there is none from the position on.</summary>
    public IReadOnlyList<Connection> Items { get; }

    /// <summary>The position behind this page: save it once the page is dealt with.</summary>
    public Position Next { get; }

    /// <summary>Whether there was nothing more behind this page: it has fewer than 100 connections.</summary>
    public bool IsLast => Items.Count < FullPage;
}
