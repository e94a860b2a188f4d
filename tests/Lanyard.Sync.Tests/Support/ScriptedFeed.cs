using Lanyard.Client;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A feed in memory that changes as a test says, with the guide's meaning.</summary>
internal sealed class ScriptedFeed : Feed
{
    private const int PageSize = 100;
    private readonly Dictionary<string, Connection> _latest = new(StringComparer.Ordinal);
    private long _revision = 10_122_537_000;

    public int Reads { get; private set; }

    /// <summary>The reading that breaks off.</summary>
    public int? BreaksAt { get; set; }

    /// <summary>What a follower should have in the end.</summary>
    public IReadOnlyCollection<Connection> Latest => _latest.Values;

    /// <summary>The lead with the next revision.</summary>
    public Connection Put(Connection lead)
    {
        var put = lead with { Revision = _revision += 7 };
        _latest[put.Id] = put;
        return put;
    }

    /// <summary>
    /// Gives out a revision that is not to be seen yet, as a server does whose transaction is still open.
    /// </summary>
    public Connection Hold(Connection lead) => lead with { Revision = _revision += 7 };

    public void Show(Connection held) => _latest[held.Id] = held;

    public void PutMany(int count, int first = 0)
    {
        for (var i = first; i < first + count; i++)
            Put(TestLeads.Completed(i));
    }

    /// <summary>As the server emits an erased registrant's connection.</summary>
    public void Erase(string id) => Put(TestLeads.Withdrawn(_latest[id], "noAccess"));

    public override Task<FeedPage> ReadAsync(long after, CancellationToken cancellation)
    {
        if (++Reads == BreaksAt)
            throw new TargetUnavailableException("The feed broke off.");
        var items = _latest.Values.Where(l => l.Revision > after).OrderBy(l => l.Revision).Take(PageSize).ToList();
        return Task.FromResult(new FeedPage(items, items.Count < PageSize));
    }

    public override Task<Connection?> FindAsync(string id, CancellationToken cancellation) =>
        Task.FromResult(_latest.GetValueOrDefault(id));

    public override Task<byte[]?> ReadFileAsync(string url, CancellationToken cancellation) =>
        Task.FromResult<byte[]?>(System.Text.Encoding.UTF8.GetBytes("file of " + url));
}
