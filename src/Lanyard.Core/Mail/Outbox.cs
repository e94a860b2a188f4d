using System.Text.Json;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Mail;

/// <summary>A mail whose turn it is.</summary>
/// <param name="Attempt">From 1.</param>
public sealed record DueMail(long Id, string MessageId, MailMessage Message, int Attempt, DateTimeOffset CreatedAt);

/// <summary>Mails on their way out: added in the transaction that causes them, and sent at least once.</summary>
/// <param name="domain">The right half of Message-IDs; null when the operator has set up no mail server.</param>
public sealed class Outbox(IStore store, Keys keys, TimeProvider time, string? domain)
{
    /// <summary>For this long a mail is tried.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>Whether mail can be sent. Where it cannot, links are there to be copied.</summary>
    public bool IsConfigured => domain is not null;

    /// <summary>Adds a mail to the transaction.</summary>
    /// <returns>The mail's id.</returns>
    /// <exception cref="InvalidOperationException">Mail is not set up.</exception>
    public long Add(LanyardDbContext data, MailMessage message, long? eventId = null, long? subjectId = null)
    {
        if (domain is null)
            throw new InvalidOperationException("Mail is not set up.");
        var now = time.GetUtcNow();
        var json = JsonSerializer.Serialize(Clean(message), MailJson.Default.MailMessage);
        var mail = new OutgoingMail
        {
            EventId = eventId, SubjectId = subjectId, CreatedAt = now, NextAttemptAt = now, Content = keys.Protect(json),
            MessageId = $"{Guid.NewGuid():N}@{domain}",
        };
        data.OutgoingMails.Add(mail);
        return mail.Id;
    }

    /// <summary>Takes back every mail about one registrant or exhibitor that has not gone yet, in the transaction.</summary>
    public static Task<int> ForgetAsync(LanyardDbContext data, long eventId, long subjectId, CancellationToken cancellation) =>
        data.OutgoingMails.Where(m => m.EventId == eventId && m.SubjectId == subjectId).ExecuteDeleteAsync(cancellation);

    /// <summary>Null when it was never there, or is long gone.</summary>
    public Task<OutgoingMail?> FindAsync(long id, CancellationToken cancellation) =>
        store.ReadAsync(data => data.OutgoingMails.SingleOrDefaultAsync(m => m.Id == id, cancellation));

    /// <summary>The ids of mails that are due, the longest waiting first.</summary>
    public Task<List<long>> DueAsync(int most, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return store.ReadAsync(data => data.OutgoingMails.Where(m => m.NextAttemptAt <= now)
            .OrderBy(m => m.NextAttemptAt).Select(m => m.Id).Take(most).ToListAsync(cancellation));
    }

    /// <summary>
    /// Takes a mail for one attempt; for ten minutes no other node does. Null when another was quicker, or the mail was taken
    /// back.
    /// </summary>
    public async Task<DueMail?> TakeOrNullAsync(long id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        DateTimeOffset? until = now + Claim;
        var mail = await store.WriteAsync(async data =>
        {
            var taken = await data.OutgoingMails.Where(m => m.Id == id && m.NextAttemptAt <= now).ExecuteUpdateAsync(
                u => u.SetProperty(m => m.NextAttemptAt, until).SetProperty(m => m.Attempts, m => m.Attempts + 1), cancellation);
            return taken == 0 ? null : await data.OutgoingMails.AsNoTracking().SingleAsync(m => m.Id == id, cancellation);
        }, cancellation);
        return mail is { Content: { } content }
            ? new DueMail(id, mail.MessageId, JsonSerializer.Deserialize(keys.Unprotect(content), MailJson.Default.MailMessage)!,
                mail.Attempts, mail.CreatedAt)
            : null;
    }

    /// <summary>It is with the mail server: what it said is forgotten.</summary>
    public Task SentAsync(long id, CancellationToken cancellation)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return store.WriteAsync(data => data.OutgoingMails.Where(m => m.Id == id).ExecuteUpdateAsync(
            u => u.SetProperty(m => m.SentAt, now).SetProperty(m => m.NextAttemptAt, (DateTimeOffset?)null)
                .SetProperty(m => m.Content, (byte[]?)null).SetProperty(m => m.Fault, (string?)null), cancellation), cancellation);
    }

    /// <summary>It is tried again later, or given up when that is of no use or three days have gone by.</summary>
    /// <param name="fault">Without the address.</param>
    public Task FailedAsync(DueMail mail, string fault, bool isFinal, CancellationToken cancellation)
    {
        DateTimeOffset? next = time.GetUtcNow() + BackOff(mail.Attempt);
        if (isFinal || next - mail.CreatedAt > Patience)
        {
            return store.WriteAsync(data => data.OutgoingMails.Where(m => m.Id == mail.Id).ExecuteUpdateAsync(
                u => u.SetProperty(m => m.Fault, fault).SetProperty(m => m.NextAttemptAt, (DateTimeOffset?)null)
                    .SetProperty(m => m.Content, (byte[]?)null), cancellation), cancellation);
        }
        return store.WriteAsync(data => data.OutgoingMails.Where(m => m.Id == mail.Id).ExecuteUpdateAsync(
            u => u.SetProperty(m => m.Fault, fault).SetProperty(m => m.NextAttemptAt, next), cancellation), cancellation);
    }

    /// <summary>Forgets mails that were sent or given up a month ago.</summary>
    public Task RemoveOldAsync(CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - Remembered;
        return store.WriteAsync(data => data.OutgoingMails.Where(m => m.CreatedAt < before && m.NextAttemptAt == null)
            .ExecuteDeleteAsync(cancellation), cancellation);
    }

    // A server that lists unknown senders grey takes them after some minutes.
    private static TimeSpan BackOff(int attempt) =>
        TimeSpan.FromMinutes(Math.Min(5 * Math.Pow(2, attempt - 1), 4 * 60));

    /// <summary>No line end can get from a name into the head of a mail.</summary>
    private static MailMessage Clean(MailMessage message) => message with
    {
        To = message.To.Trim(),
        ToName = message.ToName is { } name ? Line(name) : null,
        Subject = Line(message.Subject),
    };

    private static string Line(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => System.Text.Rune.IsControl(r) || r.Value is 0x2028 or 0x2029 ? " " : r.ToString())).Trim();
}
