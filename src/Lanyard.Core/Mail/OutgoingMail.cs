namespace Lanyard.Core.Mail;

/// <summary>
/// A mail that is to be sent or was. It is written in the transaction of what causes it, so that neither is without the
/// other. What it says and to whom is gone once it was sent or given up.
/// </summary>
public sealed class OutgoingMail
{
    public long Id { get; init; } = ShortId.New();

    /// <summary>The event that it is about; null for a mail to an organiser's own people.</summary>
    public long? EventId { get; init; }

    /// <summary>The registrant or exhibitor of the event that it is about.</summary>
    public long? SubjectId { get; init; }

    /// <summary>The same at every attempt, so that a mail that arrives twice can be told from two.</summary>
    public required string MessageId { get; init; }

    /// <summary>A <see cref="MailMessage"/>, encrypted; null once sent or given up.</summary>
    public byte[]? Content { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Attempts { get; set; }

    /// <summary>Null once sent or given up.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    /// <summary>What the last attempt failed with, without the address; null when none has failed.</summary>
    public string? Fault { get; set; }
}
