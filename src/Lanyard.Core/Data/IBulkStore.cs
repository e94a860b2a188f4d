using Lanyard.Core.Connections;

namespace Lanyard.Core.Data;

/// <summary>
/// A store that takes connections in bulk, many times faster than scans make them: for a show of any size.
/// </summary>
public interface IBulkStore
{
    /// <summary>
    /// Adds connections, each with its first scan, to a store that has none. They come in ascending <see
    /// cref="Connection.Seq"/> and <see cref="Connection.Revision"/>. What is in when it stops half-way stays in.
    /// </summary>
    /// <param name="progress">Told now and then how many are in.</param>
    /// <exception cref="StoreException">The store has connections already.</exception>
    Task AddConnectionsAsync(IEnumerable<Connection> connections, IProgress<long> progress,
        CancellationToken cancellation);
}
