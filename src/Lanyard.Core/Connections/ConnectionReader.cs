using BitFaster.Caching.Lru;
using Lanyard.Core.Data;

namespace Lanyard.Core.Connections;

/// <summary>A page of connections as JSON, with what its headers need.</summary>
/// <param name="LastRevision">Of the last record; 0 when empty.</param>
public readonly record struct ConnectionPage(PooledBuffer Json, int Count, long LastRevision);

/// <summary>
/// Reads connections as the JSON that goes out. What stands once per registrant is kept in memory for the registrants seen
/// last; a row names the version it needs, so that nothing older is ever joined to it.
/// </summary>
public sealed class ConnectionReader(IStore store)
{
    /// <summary>Records on a page ("Retrieving Connections").</summary>
    public const int PageSize = 100;

    // About 1.3 kB each: what a busy exhibition of 40,000 visitors needs, and some 60 MB at most.
    private const int RememberedRegistrants = 40_000;
    private const int ExpectedPageLength = 128 * 1024;

    private readonly ConcurrentLru<RegistrantKey, RegistrantContent> _contents = new(RememberedRegistrants);

    /// <summary>The exhibitor's connections with at least this revision, ascending, at most <see cref="PageSize"/>.</summary>
    public async ValueTask<ConnectionPage> ReadPageAsync(ExhibitorKey exhibitor, long fromRevision, ReadOnlyMemory<byte> files, CancellationToken cancellation)
    {
        var rows = new ConnectionRow[PageSize];
        var count = await store.ReadPageAsync(exhibitor, fromRevision, rows, cancellation);
        var contents = new RegistrantContent?[count];
        List<RegistrantKey>? missing = null;
        for (var i = 0; i < count; i++)
        {
            if (rows[i].State is ConnectionState.Completed && !TryGet(rows[i], out contents[i]))
                (missing ??= []).Add(new(rows[i].RegistrantEventId, rows[i].RegistrantId));
        }
        if (missing is not null)
        {
            var read = (await LoadAsync(missing, cancellation)).ToDictionary(c => c.Key);
            for (var i = 0; i < count; i++)
            {
                if (rows[i].State is ConnectionState.Completed)
                    contents[i] ??= read[new(rows[i].RegistrantEventId, rows[i].RegistrantId)];
            }
        }
        var json = new PooledBuffer(count == 0 ? 16 : ExpectedPageLength);
        json.Write("["u8);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                json.Write(","u8);
            ConnectionJson.Write(json, rows[i], contents[i], files.Span);
        }
        json.Write("]"u8);
        return new(json, count, count == 0 ? 0 : rows[count - 1].Revision);
    }

    /// <summary>One record of the guide.</summary>
    public async ValueTask<PooledBuffer> WriteAsync(ConnectionRow row, ReadOnlyMemory<byte> files, CancellationToken cancellation)
    {
        var json = new PooledBuffer(2048);
        await WriteToAsync(json, row, files, cancellation);
        return json;
    }

    /// <summary>Keeps what came with a scan, so that its answer is written without reading again.</summary>
    public void Remember(RegistrantContent content) => _contents.AddOrUpdate(content.Key, content);

    /// <summary>Appends one record of the guide.</summary>
    public async ValueTask WriteToAsync(PooledBuffer json, ConnectionRow row, ReadOnlyMemory<byte> files, CancellationToken cancellation)
    {
        RegistrantContent? content = null;
        if (row.State is ConnectionState.Completed && !TryGet(row, out content))
            content = (await LoadAsync([new(row.RegistrantEventId, row.RegistrantId)], cancellation))[0];
        ConnectionJson.Write(json, row, content, files.Span);
    }

    /// <summary>Null and false for content that is older than the row needs.</summary>
    private bool TryGet(in ConnectionRow row, out RegistrantContent? content)
    {
        var known = _contents.TryGet(new(row.RegistrantEventId, row.RegistrantId), out content) && content.Version >= row.RegistrantVersion;
        if (!known)
            content = null;
        return known;
    }

    private async ValueTask<IReadOnlyList<RegistrantContent>> LoadAsync(List<RegistrantKey> keys, CancellationToken cancellation)
    {
        var contents = await store.ReadRegistrantsAsync(keys, cancellation);
        foreach (var content in contents)
            _contents.AddOrUpdate(content.Key, content);
        return contents;
    }
}
