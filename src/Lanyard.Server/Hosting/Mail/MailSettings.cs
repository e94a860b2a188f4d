using MimeKit;

namespace Lanyard.Server.Hosting.Mail;

/// <summary>Section <c>Mail</c>: the server that takes mail; without a host, nothing is mailed.</summary>
public sealed class MailSettings
{
    private static readonly string[] Kinds = ["none", "starttls", "tls"];

    public string? Host { get; set; }

    /// <summary>465 with <c>tls</c>, 587 otherwise, when not set.</summary>
    public int? Port { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>A file that holds the password, instead of <see cref="Password"/>.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Who mail is from, such as <c>The Show &lt;tickets@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary><c>none</c>, <c>starttls</c> or <c>tls</c>.</summary>
    public string Security { get; set; } = "starttls";

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Host);

    public int PortOrDefault => Port ?? (Security == "tls" ? 465 : 587);

    public MailboxAddress Sender => MailboxAddress.Parse(From!);

    public static MailSettings Read(IConfiguration configuration) => configuration.GetSection("Mail").Get<MailSettings>() ?? new();

    /// <summary>The password, from its file where one is named; the file is read each time, so that it can be changed.</summary>
    public string PasswordText() => PasswordFile is null ? Password ?? "" : File.ReadAllText(PasswordFile).Trim();

    internal static IEnumerable<string> Faults(IConfiguration configuration)
    {
        if (configuration["Mail:Port"] is { } text && !(int.TryParse(text, out var port) && port is > 0 and < 65536))
        {
            yield return "Mail:Port must be a number from 1 to 65535.";
            yield break;
        }
        var mail = Read(configuration);
        if (!mail.IsConfigured)
            yield break;
        if (Uri.CheckHostName(mail.Host) is UriHostNameType.Unknown)
            yield return "Mail:Host must be the name of a mail server, such as smtp.example.com.";
        if (!Kinds.Contains(mail.Security, StringComparer.Ordinal))
            yield return "Mail:Security must be none, starttls or tls.";
        if (!MailboxAddress.TryParse(mail.From ?? "", out var from) || !from.Address.Contains('@', StringComparison.Ordinal))
            yield return "Mail:From must be an address such as The Show <tickets@example.com>.";
        if (mail.Password is not null && mail.PasswordFile is not null)
            yield return "Mail:Password and Mail:PasswordFile cannot both be set.";
        if (mail.PasswordFile is not null && !File.Exists(mail.PasswordFile))
            yield return "Mail:PasswordFile must name a file that holds the password.";
        if (mail.User is not null && mail.Password is null && mail.PasswordFile is null)
            yield return "Mail:User needs Mail:Password or Mail:PasswordFile.";
        if (mail.User is not null && mail.Security == "none" && !IsHere(mail.Host!))
            yield return "Mail:Security none would send the password for all to read; use starttls or tls.";
    }

    private static bool IsHere(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
