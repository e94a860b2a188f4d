using Lanyard.Client;

namespace Lanyard.Sync;

/// <summary>How a run to one target went.</summary>
/// <param name="Arrived">Leads that the target took.</param>
/// <param name="Aside">Leads that it could not take.</param>
internal readonly record struct SyncResult(long Arrived, long Aside)
{
    public static SyncResult operator +(SyncResult left, SyncResult right) =>
        new(left.Arrived + right.Arrived, left.Aside + right.Aside);
}

/// <summary>
/// Keeps one target in step: page by page from its position to the end of the feed. The position moves behind what has
/// arrived, never before it.
/// </summary>
internal sealed class TargetSync(ITarget target, TargetState state, Feed feed, TimeProvider time, SyncObserver observer)
{
    // A thousand leads: more than an exhibitor's change while one commit of a server is under way.
    private const int PagesOfTrail = 10;

    private bool _keepsPosition;

    /// <summary>Brings over everything from the position on, once.</summary>
    /// <param name="progress">After every page.</param>
    public async Task<SyncResult> RunAsync(IProgress<SyncResult>? progress, CancellationToken cancellation)
    {
        var position = await PositionAsync(cancellation);
        var total = default(SyncResult);
        var passed = new Queue<long>([position]);
        for (var isLast = false; !isLast;)
        {
            var page = await feed.ReadAsync(position, cancellation);
            observer.PageRead();
            isLast = page.IsLast;
            if (page.Items.Count == 0)
                continue;
            position = page.Items[^1].Revision;
            total += await ApplyAsync(page.Items, position, cancellation);
            progress?.Report(total);
            passed.Enqueue(position);
            if (passed.Count > PagesOfTrail)
                passed.Dequeue();
        }
        total += await ReadAgainAsync(position, passed.Peek(), cancellation);
        await target.FinishAsync(cancellation);
        return total;
    }

    /// <summary>Tries once more what was set aside.</summary>
    public async Task<SyncResult> RetryAsync(CancellationToken cancellation)
    {
        await PositionAsync(cancellation);
        var total = default(SyncResult);
        foreach (var aside in state.Aside())
        {
            if (await feed.FindAsync(aside.Id, cancellation) is { } lead)
                total += await ApplyAsync([lead], null, cancellation);
        }
        await target.FinishAsync(cancellation);
        return total;
    }

    /// <summary>Goes on behind this revision from now on; what lies after it arrives once more.</summary>
    public async Task ResetAsync(long position, CancellationToken cancellation)
    {
        await PositionAsync(cancellation);
        state.Rewind(position);
        if (_keepsPosition)
            await target.WritePositionAsync(position, cancellation);
    }

    /// <summary>The last revision that has arrived.</summary>
    public async Task<long> PositionAsync(CancellationToken cancellation)
    {
        var kept = await target.ReadPositionAsync(cancellation);
        _keepsPosition = kept is not null;
        return kept ?? state.Position;
    }

    // Not every server gives out revisions in the order of its commits: what appeared late lies below the position.
    private async Task<SyncResult> ReadAgainAsync(long position, long earlier, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var total = default(SyncResult);
        for (var from = state.Trail.Due(position, now); from < position;)
        {
            var page = await feed.ReadAsync(from, cancellation);
            if (page.Items.Count > 0)
                total += await ApplyAsync(page.Items, Math.Max(position, from = page.Items[^1].Revision), cancellation);
            if (page.IsLast)
                break;
        }
        state.Trail.Pass(position, earlier, now);
        return total;
    }

    private async Task<SyncResult> ApplyAsync(
        IReadOnlyList<Connection> items, long? position, CancellationToken cancellation)
    {
        // Of several revisions of a lead the last one counts.
        var latest = items.GroupBy(l => l.Id, StringComparer.Ordinal)
            .Select(g => g.MaxBy(l => l.Revision)!).OrderBy(l => l.Revision);
        var leads = (_keepsPosition ? latest : latest.Where(l => !(state.Revision(l.Id) >= l.Revision))).ToList();
        var aside = 0;
        var batch = new Batch(leads, position, (lead, reason) =>
        {
            state.SetAside(lead.Id, lead.Revision, reason, time.GetUtcNow());
            aside++;
        });
        if (leads.Count > 0)
            await target.ApplyAsync(batch, cancellation);
        observer.Applied();
        state.Arrived(batch.Taken(), _keepsPosition ? null : position, keepRevisions: !_keepsPosition);
        observer.Noted();
        return new(leads.Count - aside, aside);
    }
}
