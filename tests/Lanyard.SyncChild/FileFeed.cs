using System.Text;
using System.Text.Json;
using Lanyard.Client;
using Lanyard.Sync;

namespace Lanyard.SyncChild;

/// <summary>A feed that a file holds, a connection a line; of several lines of one the last one counts. Read again for every page.</summary>
internal sealed class FileFeed(string path) : Feed
{
    private const int PageSize = 100;

    private readonly Dictionary<string, Connection> _latest = new(StringComparer.Ordinal);
    private long _read;

    public override Task<FeedPage> ReadAsync(long after, CancellationToken cancellation)
    {
        Update();
        var items = _latest.Values.Where(l => l.Revision > after).OrderBy(l => l.Revision).Take(PageSize).ToList();
        return Task.FromResult(new FeedPage(items, items.Count < PageSize));
    }

    public override Task<Connection?> FindAsync(string id, CancellationToken cancellation)
    {
        Update();
        return Task.FromResult(_latest.GetValueOrDefault(id));
    }

    public override Task<byte[]> ReadFileAsync(string url, CancellationToken cancellation) =>
        Task.FromResult(Encoding.UTF8.GetBytes("file of " + url));

    /// <summary>Takes the whole lines that were added.</summary>
    private void Update()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        var added = new byte[file.Length - _read];
        file.ReadExactly(added);
        var end = added.AsSpan().LastIndexOf((byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(added, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var lead = JsonSerializer.Deserialize<Connection>(line, JsonSerializerOptions.Web)!;
            _latest[lead.Id] = lead;
        }
        _read += end;
    }
}
