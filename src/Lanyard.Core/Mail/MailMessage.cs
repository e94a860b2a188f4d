using System.Text.Json.Serialization;

namespace Lanyard.Core.Mail;

/// <summary>A mail to one person.</summary>
/// <param name="To">The address alone, such as <c>jo@example.com</c>.</param>
/// <param name="ToName">The person's name, in any script; null where it is not known.</param>
public sealed record MailMessage(string To, string? ToName, string Subject, string Text)
{
    /// <summary>The same as HTML; names an attachment as <c>cid:</c> and its name.</summary>
    public string? Html { get; init; }

    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>Names the type alone: nothing of a mail may reach a log by accident.</summary>
    public override string ToString() => nameof(MailMessage);
}

/// <param name="Name">A file name, such as <c>badge.png</c>.</param>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
public sealed record MailAttachment(string Name, string MediaType, byte[] Content);

[JsonSerializable(typeof(MailMessage))]
internal sealed partial class MailJson : JsonSerializerContext;
