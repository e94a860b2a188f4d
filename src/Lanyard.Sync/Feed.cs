using Lanyard.Client;

namespace Lanyard.Sync;

/// <summary>The feed of connections, read in sequence.</summary>
internal abstract class Feed
{
    /// <summary>Up to 100 connections with a revision above the one given, in ascending revision.</summary>
    public abstract Task<FeedPage> ReadAsync(long after, CancellationToken cancellation);

    /// <summary>One connection as it is now; null when there is none of this id.</summary>
    public abstract Task<Connection?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>The bytes of a note's file; null where it cannot be had any more, or is larger than 25 MB.</summary>
    public abstract Task<byte[]?> ReadFileAsync(string url, CancellationToken cancellation);
}

/// <param name="IsLast">Nothing came after it when it was read.</param>
internal sealed record FeedPage(IReadOnlyList<Connection> Items, bool IsLast);
