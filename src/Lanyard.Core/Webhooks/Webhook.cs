namespace Lanyard.Core.Webhooks;

/// <summary>An address that is told of each change of an exhibitor's connections (Standard Webhooks).</summary>
public sealed class Webhook
{
    public required long EventId { get; init; }
    public required long ExhibitorId { get; init; }
    public long Id { get; init; } = ShortId.New();
    public required string Url { get; set; }

    /// <summary>The secret that signs, encrypted.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>Changes up to this revision were delivered.</summary>
    public required long Position { get; set; }

    /// <summary>Attempts at the next delivery that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Not before this moment; null when there is nothing to wait for.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Nothing is sent since then; null while it works.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Who switched it off, or the last of the failures that did.</summary>
    public WebhookFault? DisabledReason { get; set; }
}

/// <summary>One attempt to tell an address of a change.</summary>
public sealed class WebhookDelivery
{
    public required long EventId { get; init; }
    public required long WebhookId { get; init; }
    public long Id { get; init; } = ShortId.New();
    public required DateTimeOffset At { get; init; }

    /// <summary>The <c>webhook-id</c> header: the same for each attempt at the same change.</summary>
    public required string MessageId { get; init; }

    /// <summary>Null for a test.</summary>
    public long? ConnectionSeq { get; init; }

    public long? Revision { get; init; }

    /// <summary>The answer's status; null when there was none.</summary>
    public int? Status { get; init; }

    public required int Milliseconds { get; init; }

    /// <summary>Null for a delivery that arrived.</summary>
    public WebhookFault? Fault { get; init; }
}
