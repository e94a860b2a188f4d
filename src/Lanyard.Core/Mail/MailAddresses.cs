using System.Net.Mail;

namespace Lanyard.Core.Mail;

/// <summary>What mail can be sent to.</summary>
public static class MailAddresses
{
    /// <summary>Characters that an address may have at the most (RFC 5321, 4.5.3.1.3, without the brackets).</summary>
    public const int Longest = 254;

    /// <summary>Whether a text is one address and nothing else: no name before it, no space in it.</summary>
    public static bool IsOne(string? text) => text is { Length: <= Longest } && !text.Any(char.IsWhiteSpace)
        && MailAddress.TryCreate(text, out var address) && address.Address == text;
}
