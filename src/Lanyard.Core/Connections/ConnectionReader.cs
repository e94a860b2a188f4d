using System.Buffers;
using System.Buffers.Text;
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

    // At about a kilobyte each, the visitors of a large show.
    private const long RememberedBytes = 80L << 20;
    private const int ExpectedPageLength = 160 * 1024;

    private readonly RegistrantCache _contents = new(RememberedBytes);

    /// <summary>The exhibitor's connections with at least this revision, ascending, at most <see cref="PageSize"/>.</summary>
    public ValueTask<ConnectionPage> ReadPageAsync(
        ExhibitorKey exhibitor, long fromRevision, ReadOnlyMemory<byte> files, CancellationToken cancellation) =>
        ReadAsync(exhibitor, fromRevision, files, asEvents: false, cancellation);

    /// <summary>The same as server-sent events, each with its revision as id.</summary>
    public ValueTask<ConnectionPage> ReadEventsAsync(
        ExhibitorKey exhibitor, long fromRevision, ReadOnlyMemory<byte> files, CancellationToken cancellation) =>
        ReadAsync(exhibitor, fromRevision, files, asEvents: true, cancellation);

    private async ValueTask<ConnectionPage> ReadAsync(
        ExhibitorKey exhibitor, long fromRevision, ReadOnlyMemory<byte> files, bool asEvents, CancellationToken cancellation)
    {
        var rows = ArrayPool<ConnectionRow>.Shared.Rent(PageSize);
        var contents = ArrayPool<RegistrantContent?>.Shared.Rent(PageSize);
        try
        {
            var count = await store.ReadPageAsync(exhibitor, fromRevision, rows.AsMemory(0, PageSize), cancellation);
            List<RegistrantKey>? missing = null;
            for (var i = 0; i < count; i++)
            {
                contents[i] = null;
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
            var json = asEvents
                ? WriteEvents(rows.AsSpan(0, count), contents, files.Span)
                : Write(rows.AsSpan(0, count), contents, files.Span);
            return new(json, count, count == 0 ? 0 : rows[count - 1].Revision);
        }
        finally
        {
            ArrayPool<ConnectionRow>.Shared.Return(rows, clearArray: true);
            ArrayPool<RegistrantContent?>.Shared.Return(contents, clearArray: true);
        }
    }

    /// <summary>One record of the guide.</summary>
    /// <param name="read">What stands once per registrant, where the store has read it beside the row.</param>
    public async ValueTask<PooledBuffer> WriteAsync(
        ConnectionRow row, RegistrantContent? read, ReadOnlyMemory<byte> files, CancellationToken cancellation)
    {
        var json = new PooledBuffer(2048);
        await WriteToAsync(json, row, read, files, cancellation);
        return json;
    }

    /// <summary>Appends one record of the guide.</summary>
    public async ValueTask WriteToAsync(
        PooledBuffer json, ConnectionRow row, RegistrantContent? read, ReadOnlyMemory<byte> files, CancellationToken cancellation)
    {
        RegistrantContent? content = null;
        if (row.State is ConnectionState.Completed)
        {
            if (read is not null)
                _contents.Add(content = read);
            else if (!TryGet(row, out content))
                content = (await LoadAsync([new(row.RegistrantEventId, row.RegistrantId)], cancellation))[0];
        }
        ConnectionJson.Write(json, row, content, files.Span);
    }

    private static PooledBuffer Write(ReadOnlySpan<ConnectionRow> rows, RegistrantContent?[] contents,
        ReadOnlySpan<byte> files)
    {
        var json = new PooledBuffer(rows.Length == 0 ? 16 : ExpectedPageLength);
        json.Write("["u8);
        for (var i = 0; i < rows.Length; i++)
        {
            if (i > 0)
                json.Write(","u8);
            ConnectionJson.Write(json, rows[i], contents[i], files);
        }
        json.Write("]"u8);
        return json;
    }

    private static PooledBuffer WriteEvents(
        ReadOnlySpan<ConnectionRow> rows, RegistrantContent?[] contents, ReadOnlySpan<byte> files)
    {
        var events = new PooledBuffer(rows.Length * 1600 + 16);
        for (var i = 0; i < rows.Length; i++)
        {
            events.Write("id: "u8);
            Utf8Formatter.TryFormat(rows[i].Revision, events.GetSpan(20), out var written);
            events.Advance(written);
            // A record has no line end: within JSON they are escaped.
            events.Write("\nevent: connection\ndata: "u8);
            ConnectionJson.Write(events, rows[i], contents[i], files);
            events.Write("\n\n"u8);
        }
        return events;
    }

    /// <summary>Null and false for content that is older than the row needs.</summary>
    private bool TryGet(in ConnectionRow row, out RegistrantContent? content) =>
        _contents.TryGet(new(row.RegistrantEventId, row.RegistrantId), row.RegistrantVersion, out content);

    private async ValueTask<IReadOnlyList<RegistrantContent>> LoadAsync(List<RegistrantKey> keys, CancellationToken cancellation)
    {
        var contents = await store.ReadRegistrantsAsync(keys, cancellation);
        foreach (var content in contents)
            _contents.Add(content);
        return contents;
    }
}
