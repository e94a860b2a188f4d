using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Mail;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Webhooks;

/// <summary>
/// The right to send for one webhook, which one node has at a time. What was delivered is kept now and then, and always at the
/// end: after a crash the changes since are sent once more, with the ids they had.
/// </summary>
public sealed class WebhookTurn
{
    // Longer than an attempt by far: whoever lives renews it in time.
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private const int MostDeliveries = 1000;
    private readonly IStore _store;
    private readonly Outbox _outbox;
    private readonly TimeProvider _time;
    private readonly List<WebhookDelivery> _deliveries = [];
    private DateTimeOffset _until;

    private WebhookTurn(IStore store, Outbox outbox, TimeProvider time, Webhook webhook, DateTimeOffset until)
    {
        (_store, _outbox, _time, Webhook, _until, Position) = (store, outbox, time, webhook, until, webhook.Position);
        Key = new(new(webhook.EventId, webhook.ExhibitorId), webhook.Id);
    }

    public WebhookKey Key { get; }

    /// <summary>As it was when the turn began.</summary>
    public Webhook Webhook { get; }

    /// <summary>Changes up to this revision were delivered.</summary>
    public long Position { get; private set; }

    /// <summary>Whether an attempt that begins now ends within the turn.</summary>
    public bool IsSafe => _time.GetUtcNow() < _until - Length / 2;

    /// <summary>Null when another node sends, when it is not time yet, or the webhook is disabled or gone.</summary>
    public static async Task<WebhookTurn?> TakeOrNullAsync(
        IStore store, Outbox outbox, TimeProvider time, WebhookKey key, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var until = Until(now);
        DateTimeOffset? next = until;
        var webhook = await store.WriteAsync(async data =>
        {
            var taken = await WebhookAdministration.Of(data, key)
                .Where(w => w.DisabledAt == null && (w.NextAttemptAt == null || w.NextAttemptAt <= now))
                .ExecuteUpdateAsync(u => u.SetProperty(w => w.NextAttemptAt, next), cancellation);
            return taken == 0 ? null : await WebhookAdministration.Of(data, key).AsNoTracking().SingleAsync(cancellation);
        }, cancellation);
        return webhook is null ? null : new(store, outbox, time, webhook, until);
    }

    /// <summary>A change arrived.</summary>
    public void Delivered(WebhookDelivery delivery)
    {
        _deliveries.Add(delivery);
        Position = delivery.Revision!.Value;
    }

    /// <summary>Keeps how far it came and goes on; false when the turn is no longer this node's, and nothing may be sent.</summary>
    public Task<bool> KeepAsync(CancellationToken cancellation)
    {
        var until = Until(_time.GetUtcNow());
        return SaveAsync(until, w => w.Failures = 0, cancellation);
    }

    /// <summary>Keeps how far it came and lets others in.</summary>
    public Task EndAsync(CancellationToken cancellation) =>
        SaveAsync(null, w => w.Failures = Position > Webhook.Position ? 0 : w.Failures, cancellation);

    /// <summary>The next change did not arrive: it is tried again later, or never.</summary>
    public Task FailAsync(WebhookDelivery delivery, TimeSpan? retryAfter, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var failures = (Position > Webhook.Position ? 0 : Webhook.Failures) + 1;
        var wait = delivery.Fault!.IsTriedAgain ? WebhookRules.WaitOrNull(failures, retryAfter) : null;
        _deliveries.Add(delivery);
        return SaveAsync(now + wait, w =>
        {
            w.Failures = failures;
            if (wait is not null)
                return;
            (w.DisabledAt, w.DisabledReason) = (now, delivery.Fault);
        }, cancellation);
    }

    /// <summary>Kept as it is stored, by which the turn is known again.</summary>
    private static DateTimeOffset Until(DateTimeOffset now) => UnixMicroseconds.ToTime(UnixMicroseconds.From(now + Length));

    private async Task<bool> SaveAsync(DateTimeOffset? next, Action<Webhook> change, CancellationToken cancellation)
    {
        DateTimeOffset? mine = _until;
        var saved = await _store.WriteAsync(async data =>
        {
            var webhook = await WebhookAdministration.Of(data, Key).AsTracking()
                .SingleOrDefaultAsync(w => w.NextAttemptAt == mine, cancellation);
            if (webhook is null)
                return false;
            change(webhook);
            (webhook.Position, webhook.NextAttemptAt) = (Position, next);
            data.AddRange(_deliveries);
            if (webhook is { DisabledAt: not null, DisabledReason: { } reason })
            {
                await TellAsync(data, reason.IsTriedAgain
                    ? $"It failed {webhook.Failures} times in a row, for three days. The last time: {reason}"
                    : reason.ToString(), cancellation);
            }
            return true;
        }, cancellation);
        if (!saved)
            return false;
        if (_deliveries.Count > 0)
            await TrimAsync(cancellation);
        _deliveries.Clear();
        if (next is { } until)
            _until = until;
        return true;
    }

    private Task<bool> TrimAsync(CancellationToken cancellation) => _store.WriteAsync(async data =>
    {
        var all = data.WebhookDeliveries.Where(d => d.EventId == Key.Exhibitor.EventId && d.WebhookId == Key.Id);
        var oldest = await all.OrderByDescending(d => d.At).Skip(MostDeliveries).Select(d => (DateTimeOffset?)d.At)
            .FirstOrDefaultAsync(cancellation);
        if (oldest is { } last)
            await all.Where(d => d.At <= last).ExecuteDeleteAsync(cancellation);
        return true;
    }, cancellation);

    /// <summary>Those who manage the exhibitor hear by mail, where there is mail.</summary>
    private async Task TellAsync(LanyardDbContext data, string reason, CancellationToken cancellation)
    {
        if (!_outbox.IsConfigured)
            return;
        var (eventId, exhibitorId) = (Key.Exhibitor.EventId, Key.Exhibitor.Id);
        var name = await data.Exhibitors.Where(x => x.EventId == eventId && x.Id == exhibitorId).Select(x => x.Name)
            .SingleOrDefaultAsync(cancellation);
        var managers = await (
            from member in data.ExhibitorMembers
            join account in data.Accounts on member.AccountId equals account.Id
            where member.EventId == eventId && member.ExhibitorId == exhibitorId
                && (member.Rights & ExhibitorRights.Manage) == ExhibitorRights.Manage
            select new { account.Email, account.Name }).ToListAsync(cancellation);
        var host = new Uri(Webhook.Url).Host;
        foreach (var manager in managers)
        {
            _outbox.Add(data, new MailMessage(manager.Email, manager.Name, $"{name}: the webhook to {host} was switched off",
                $"The webhook of {name} to {host} was switched off.\n\n{reason}\n\nNo change is lost: when it is enabled again, on the "
                + "page Webhooks, everything that changed meanwhile is sent.\n"), eventId, exhibitorId);
        }
    }
}
