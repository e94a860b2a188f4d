using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Registrants;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Webhooks;

/// <summary>A webhook with the secret that is shown when it is made and nowhere afterwards.</summary>
public sealed record IssuedWebhook(long Id, string Secret)
{
    /// <summary>Names the type alone: no secret may reach a log by accident.</summary>
    public override string ToString() => nameof(IssuedWebhook);
}

/// <summary>An exhibitor's webhooks, at most ten.</summary>
public sealed class WebhookAdministration(IStore store, Keys keys, AuditLog audit, WebhookRules rules, TimeProvider time)
{
    /// <summary>Raised after a commit that may let a webhook send.</summary>
    public event Action? Changed;

    /// <summary>The oldest first.</summary>
    public Task<List<Webhook>> ListAsync(ExhibitorKey exhibitor, CancellationToken cancellation) =>
        store.ReadAsync(data => data.Webhooks.Where(w => w.EventId == exhibitor.EventId && w.ExhibitorId == exhibitor.Id)
            .OrderBy(w => w.CreatedAt).ToListAsync(cancellation));

    /// <summary>Null when the exhibitor has none with this id.</summary>
    public Task<Webhook?> FindAsync(WebhookKey key, CancellationToken cancellation) =>
        store.ReadAsync(data => Of(data, key).SingleOrDefaultAsync(cancellation));

    /// <summary>The newest first; what is kept is the last 1,000 of 30 days.</summary>
    public Task<List<WebhookDelivery>> DeliveriesAsync(WebhookKey key, int skip, int most, CancellationToken cancellation) =>
        store.ReadAsync(data => data.WebhookDeliveries
            .Where(d => d.EventId == key.Exhibitor.EventId && d.WebhookId == key.Id)
            .OrderByDescending(d => d.At).Skip(skip).Take(most).ToListAsync(cancellation));

    public Task<int> CountDeliveriesAsync(WebhookKey key, CancellationToken cancellation) => store.ReadAsync(data =>
        data.WebhookDeliveries.CountAsync(d => d.EventId == key.Exhibitor.EventId && d.WebhookId == key.Id, cancellation));

    /// <summary>Null when the webhook has none with this id.</summary>
    public Task<WebhookDelivery?> FindDeliveryAsync(WebhookKey key, long id, CancellationToken cancellation) =>
        store.ReadAsync(data => data.WebhookDeliveries.SingleOrDefaultAsync(
            d => d.EventId == key.Exhibitor.EventId && d.WebhookId == key.Id && d.Id == id, cancellation));

    /// <summary>A webhook that is told of what changes from now on.</summary>
    public async Task<Outcome<IssuedWebhook>> AddAsync(ExhibitorKey exhibitor, string? url, Actor actor, CancellationToken cancellation)
    {
        if (Fault(url) is { } fault)
            return fault;
        var head = await store.HeadAsync(exhibitor, cancellation);
        return Tell(await store.WriteAsync<Outcome<IssuedWebhook>>(async data =>
        {
            var present = await data.Webhooks.CountAsync(
                w => w.EventId == exhibitor.EventId && w.ExhibitorId == exhibitor.Id, cancellation);
            if (present >= WebhookRules.MostOfExhibitor)
                return Refusal.Conflict($"An exhibitor has at most {WebhookRules.MostOfExhibitor} webhooks: remove one first.");
            var secret = WebhookSecret.New();
            var webhook = new Webhook
            {
                EventId = exhibitor.EventId, ExhibitorId = exhibitor.Id, Url = url!.Trim(), Secret = secret.Protect(keys),
                Position = head, CreatedAt = time.GetUtcNow(),
            };
            data.Add(webhook);
            await AuditAsync(data, webhook, actor, "webhook.created", HostOf(webhook), cancellation);
            return new IssuedWebhook(webhook.Id, secret.Text);
        }, cancellation));
    }

    /// <summary>Another address; what was not delivered goes there.</summary>
    public async Task<Refusal?> MoveAsync(WebhookKey key, string? url, Actor actor, CancellationToken cancellation) =>
        Fault(url) ?? await ChangeAsync(key, actor, "webhook.address_changed", webhook =>
        {
            var before = HostOf(webhook);
            webhook.Url = url!.Trim();
            Begin(webhook);
            return $"{before} → {HostOf(webhook)}";
        }, cancellation);

    /// <summary>A new secret; the one before signs beside it for a day.</summary>
    public async Task<Outcome<IssuedWebhook>> RenewSecretAsync(WebhookKey key, Actor actor, CancellationToken cancellation)
    {
        WebhookSecret? made = null;
        var refusal = await ChangeAsync(key, actor, "webhook.secret_renewed", webhook =>
        {
            made = WebhookSecret.Read(keys, webhook.Secret).Next(time.GetUtcNow());
            webhook.Secret = made.Protect(keys);
            return null;
        }, cancellation);
        return refusal is null ? new IssuedWebhook(key.Id, made!.Text) : refusal;
    }

    /// <summary>Sends nothing until it is enabled again; then everything that changed meanwhile.</summary>
    public Task<Refusal?> DisableAsync(WebhookKey key, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(key, actor, "webhook.disabled", webhook =>
        {
            webhook.DisabledAt ??= time.GetUtcNow();
            webhook.DisabledReason ??= new(WebhookFaultKind.SwitchedOff, actor.Name);
            return null;
        }, cancellation);

    public Task<Refusal?> EnableAsync(WebhookKey key, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(key, actor, "webhook.enabled", webhook =>
        {
            (webhook.DisabledAt, webhook.DisabledReason) = (null, null);
            Begin(webhook);
            return null;
        }, cancellation);

    /// <summary>Sends all connections once more whose last change is this revision or a later one.</summary>
    public Task<Refusal?> ReplayAsync(WebhookKey key, long fromRevision, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(key, actor, "webhook.replayed", webhook =>
        {
            webhook.Position = Math.Max(0, fromRevision - 1);
            Begin(webhook);
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"from revision {fromRevision}");
        }, cancellation);

    /// <summary>Takes it away with what is known of its deliveries.</summary>
    public Task<Refusal?> RemoveAsync(WebhookKey key, Actor actor, CancellationToken cancellation) =>
        store.WriteAsync<Refusal?>(async data =>
        {
            if (await Of(data, key).SingleOrDefaultAsync(cancellation) is not { } webhook)
                return Refusal.NotFound("webhook");
            data.Remove(webhook);
            await data.WebhookDeliveries.Where(d => d.EventId == key.Exhibitor.EventId && d.WebhookId == key.Id)
                .ExecuteDeleteAsync(cancellation);
            await AuditAsync(data, webhook, actor, "webhook.removed", HostOf(webhook), cancellation);
            return null;
        }, cancellation);

    internal static IQueryable<Webhook> Of(LanyardDbContext data, WebhookKey key) => data.Webhooks.Where(
        w => w.EventId == key.Exhibitor.EventId && w.ExhibitorId == key.Exhibitor.Id && w.Id == key.Id);

    // Whoever sends at present finds that its turn is over, and the next turn begins with what stands here.
    private static void Begin(Webhook webhook) => (webhook.NextAttemptAt, webhook.Failures) = (null, 0);

    // A path or query may hold a key of the receiver's.
    private static string HostOf(Webhook webhook) => new Uri(webhook.Url).Host;

    private Refusal? Fault(string? url) =>
        rules.FaultOrNull(url?.Trim()) is { } reason ? Refusal.Invalid([new FieldFault("url", reason)]) : null;

    private Outcome<IssuedWebhook> Tell(Outcome<IssuedWebhook> outcome)
    {
        Changed?.Invoke();
        return outcome;
    }

    private async Task<Refusal?> ChangeAsync(
        WebhookKey key, Actor actor, string action, Func<Webhook, string?> change, CancellationToken cancellation)
    {
        var refusal = await store.WriteAsync<Refusal?>(async data =>
        {
            if (await Of(data, key).AsTracking().SingleOrDefaultAsync(cancellation) is not { } webhook)
                return Refusal.NotFound("webhook");
            await AuditAsync(data, webhook, actor, action, change(webhook), cancellation);
            return null;
        }, cancellation);
        Changed?.Invoke();
        return refusal;
    }

    private async Task AuditAsync(
        LanyardDbContext data, Webhook webhook, Actor actor, string action, string? detail, CancellationToken cancellation) =>
        await audit.AddAsync(data, await data.OrganiserOfAsync(webhook.EventId, cancellation), actor, action,
            $"{new ExhibitorKey(webhook.EventId, webhook.ExhibitorId).Format()}/{ShortId.Format(webhook.Id)}", detail);
}
