using Lanyard.Client;

namespace Lanyard.Sync;

/// <summary>The feed of any Connections API.</summary>
internal sealed class ConnectionsFeed(ConnectionsClient client) : Feed
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

    public override async Task<byte[]> ReadFileAsync(string url, CancellationToken cancellation)
    {
        await using var stream = await client.OpenFileAsync(url, cancellation);
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (bytes.Length + read > LargestFile)
                throw new IOException($"A note's file is larger than {LargestFile / 1024 / 1024} MB.");
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }
}
