using System.Text;
using System.Text.Json;
using Lanyard.Client;
using Lanyard.Sync;

namespace Lanyard.SyncChild;

/// <summary>
/// A feed that a file holds, a connection a line, in the order of their revisions; of several lines of one the last one
/// counts. The file may grow. Only what is asked for is made into connections, so that a long file costs little.
/// </summary>
internal sealed class FileFeed(string path) : Feed
{
    private const int PageSize = 100;

    private readonly List<Line> _lines = [];
    private readonly Dictionary<string, Line> _latest = new(StringComparer.Ordinal);
    private long _read;

    /// <summary>Takes the whole lines that were added.</summary>
    public void Load()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        var added = new byte[file.Length - _read];
        file.ReadExactly(added);
        var rest = added.AsMemory(0, added.AsSpan().LastIndexOf((byte)'\n') + 1);
        _read += rest.Length;
        while (rest.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = Line.Read(rest[..end]);
            _lines.Add(line);
            _latest[line.Id] = line;
            rest = rest[(end + 1)..];
        }
    }

    public override Task<FeedPage> ReadAsync(long after, CancellationToken cancellation)
    {
        Load();
        var first = _lines.BinarySearch(new("", after, default), Comparer<Line>.Create((l, r) => l.Revision.CompareTo(r.Revision)));
        var items = _lines.Skip(first < 0 ? ~first : first + 1).Where(l => _latest[l.Id] == l).Take(PageSize)
            .Select(l => l.Connection).ToList();
        return Task.FromResult(new FeedPage(items, items.Count < PageSize));
    }

    public override Task<Connection?> FindAsync(string id, CancellationToken cancellation)
    {
        Load();
        return Task.FromResult(_latest.GetValueOrDefault(id)?.Connection);
    }

    public override Task<byte[]?> ReadFileAsync(string url, CancellationToken cancellation) =>
        Task.FromResult<byte[]?>(Encoding.UTF8.GetBytes("file of " + url));

    private sealed record Line(string Id, long Revision, ReadOnlyMemory<byte> Json)
    {
        public Connection Connection => JsonSerializer.Deserialize<Connection>(Json.Span, JsonSerializerOptions.Web)!;

        public static Line Read(ReadOnlyMemory<byte> json)
        {
            var reader = new Utf8JsonReader(json.Span);
            var (id, revision) = ("", 0L);
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var (isId, isRevision) = (reader.ValueTextEquals("id"), reader.ValueTextEquals("revision"));
                reader.Read();
                if (isId)
                    id = reader.GetString()!;
                else if (isRevision)
                    revision = reader.GetInt64();
                else
                    reader.Skip();
            }
            return new(id, revision, json);
        }
    }
}
