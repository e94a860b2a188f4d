using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants;

/// <summary>
/// Takes badges out of use: the badge code opens nothing any more, as if no badge had it. The registrant stays, and so do
/// the leads made of it: they were right when they were made. Whoever is written again with a badge code has one again.
/// </summary>
public sealed class BadgeWithdrawal(IStore store, TimeProvider time)
{
    /// <summary>How many of the registrants with these keys had a badge.</summary>
    public async Task<int> WithdrawAsync(long eventId, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        if (keys.Count == 0)
            return 0;
        var any = await store.ReadAsync(data => data.Registrants
            .AnyAsync(r => r.EventId == eventId && keys.Contains(r.Key) && r.BadgeHash != null, cancellation));
        if (!any)
            return 0;
        var now = time.GetUtcNow();
        return await store.WriteAsync(data => data.Registrants
            .Where(r => r.EventId == eventId && keys.Contains(r.Key) && r.BadgeHash != null)
            .ExecuteUpdateAsync(u => u.SetProperty(r => r.BadgeHash, (byte[]?)null)
                .SetProperty(r => r.BadgeCode, (byte[]?)null).SetProperty(r => r.UpdatedAt, now), cancellation), cancellation);
    }
}
