using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Webhooks;

/// <summary>Where a webhook stands, for whoever looks what there is to send.</summary>
public sealed record WebhookStand(WebhookKey Key, long Position, DateTimeOffset? NextAttemptAt);

/// <summary>The webhooks of all exhibitors, for those who send.</summary>
public sealed class WebhookDirectory(IStore store, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>Those that are not disabled.</summary>
    public async Task<IReadOnlyList<WebhookStand>> ListAsync(CancellationToken cancellation)
    {
        var found = await store.ReadAsync(data => data.Webhooks.Where(w => w.DisabledAt == null)
            .Select(w => new { w.EventId, w.ExhibitorId, w.Id, w.Position, w.NextAttemptAt }).ToListAsync(cancellation));
        return found.ConvertAll(w => new WebhookStand(new(new(w.EventId, w.ExhibitorId), w.Id), w.Position, w.NextAttemptAt));
    }

    /// <summary>Keeps an attempt that has nothing to do with the order of changes: a test, or one change sent again.</summary>
    public Task AddAsync(WebhookDelivery delivery, CancellationToken cancellation) =>
        store.WriteAsync(data => Task.FromResult(data.Add(delivery)), cancellation);

    /// <summary>Forgets attempts of a month ago.</summary>
    public Task RemoveOldAsync(CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - Remembered;
        return store.WriteAsync(data => data.WebhookDeliveries.Where(d => d.At < before).ExecuteDeleteAsync(cancellation), cancellation);
    }
}
