using Lanyard.Core.Mail;
using MimeKit;

namespace Lanyard.Server.Hosting.Mail;

/// <summary>Makes a mail as it goes over the wire.</summary>
internal static class MailParts
{
    /// <exception cref="ParseException">The address is none.</exception>
    public static MimeMessage Build(DueMail mail, MailboxAddress from)
    {
        var message = mail.Message;
        // Strictly: a name, a list of addresses, a route or a comment is no address of one person.
        if (message.To.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || "<>()[],;:\\\"".Contains(c, StringComparison.Ordinal))
            || !message.To.Contains('@', StringComparison.Ordinal)
            || !MailboxAddress.TryParse(ParserOptions.Default, message.To, out var to))
            throw new ParseException("This is not an address.", 0, 0);
        var mime = new MimeMessage { MessageId = mail.MessageId, Date = mail.CreatedAt, Subject = message.Subject };
        mime.From.Add(from);
        mime.To.Add(new MailboxAddress(message.ToName, to.Address));
        // Nobody's automatic answer is wanted, and none is to be made to it.
        mime.Headers.Add("Auto-Submitted", "auto-generated");
        var body = new BodyBuilder { TextBody = message.Text, HtmlBody = message.Html };
        foreach (var attachment in message.Attachments)
        {
            var isShown = message.Html?.Contains("cid:" + attachment.Name, StringComparison.Ordinal) ?? false;
            var parts = isShown ? body.LinkedResources : body.Attachments;
            var part = parts.Add(attachment.Name, attachment.Content, ContentType.Parse(attachment.MediaType));
            if (isShown)
                part.ContentId = attachment.Name;
        }
        mime.Body = body.ToMessageBody();
        mime.Prepare(EncodingConstraint.SevenBit);
        return mime;
    }
}
