using Lanyard.Client;

namespace Lanyard.Sync;

/// <summary>The feed of any Connections API.</summary>
/// <param name="source">Its address.</param>
internal sealed class ConnectionsFeed(ConnectionsClient client, Uri source) : Feed
{
    // A voice recording of several minutes; nothing that a note holds is longer.
    private const int LargestFile = 25 * 1024 * 1024;

    public override async Task<FeedPage> ReadAsync(long after, CancellationToken cancellation)
    {
        var page = await client.GetPageAsync(after == 0 ? Position.Start : Position.After(after), cancellation);
        return new(page.Items, page.IsLast);
    }

    public override async Task<Connection?> FindAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return await client.GetConnectionAsync(id, cancellation);
        }
        catch (ConnectionsException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public override async Task<byte[]?> ReadFileAsync(string url, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await client.OpenFileAsync(url, cancellation);
            return await ReadAsync(stream, cancellation);
        }
        catch (ArgumentException)
        {
            // Text that is no address, in the place of one.
            return null;
        }
        catch (ConnectionsException exception) when (IsGone(exception, IsOfSource(url)))
        {
            return null;
        }
    }

    // A host of others that is gone must not hold up the leads. Where it is the client that the source does not let in,
    // the file is still there.
    private static bool IsGone(ConnectionsException exception, bool isOfSource) => exception.Status switch
    {
        null => !isOfSource,
        401 => !isOfSource,
        403 => !isOfSource || exception.Code is null or "no_access" or "not_consented",
        >= 400 and < 500 and not (408 or 425 or 429) => true,
        _ => false,
    };

    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (bytes.Length + read > LargestFile)
                return null;
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    // Against the source, as the client does: by itself a path is an absolute address of a file on Linux.
    private bool IsOfSource(string url) => Uri.TryCreate(source, url, out var file) && Uri.Compare(
        file, source, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
