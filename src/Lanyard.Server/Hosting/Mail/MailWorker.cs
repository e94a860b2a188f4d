using Lanyard.Core.Mail;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Lanyard.Server.Hosting.Mail;

/// <summary>Sends what is in the outbox. Of a mail, the log has its id and what the server answered, never more.</summary>
internal sealed partial class MailWorker(
    Outbox outbox, MailSettings settings, TimeProvider time, ILogger<MailWorker> logger) : BackgroundService
{
    private const int MostOfRound = 50;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Clean = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!outbox.IsConfigured)
            return;
        var pause = Look;
        var cleanedAt = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var sent = await SendAsync(stoppingToken);
                pause = sent == MostOfRound ? TimeSpan.Zero : Look;
                if (time.GetUtcNow() - cleanedAt >= Clean)
                {
                    await outbox.RemoveOldAsync(stoppingToken);
                    cleanedAt = time.GetUtcNow();
                }
                await Task.Delay(pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Nothing was taken from the outbox: mails wait, and none is given up for it.
                pause = TimeSpan.FromTicks(Math.Min(Math.Max(pause.Ticks, Look.Ticks) * 2, LongestPause.Ticks));
                Log.NotReached(logger, Reason(exception), (int)pause.TotalSeconds);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends what is due; how many were tried.</summary>
    /// <exception cref="Exception">The mail server cannot be reached, or lets nobody in.</exception>
    public async Task<int> SendAsync(CancellationToken cancellation)
    {
        var due = await outbox.DueAsync(MostOfRound, cancellation);
        if (due.Count == 0)
            return 0;
        using var client = new SmtpClient { Timeout = 60_000 };
        await ConnectAsync(client, cancellation);
        foreach (var id in due)
        {
            if (!client.IsConnected)
                await ConnectAsync(client, cancellation);
            if (await outbox.TakeOrNullAsync(id, cancellation) is { } mail)
                await SendAsync(client, mail, cancellation);
        }
        await client.DisconnectAsync(quit: true, cancellation);
        return due.Count;
    }

    private async Task ConnectAsync(SmtpClient client, CancellationToken cancellation)
    {
        var security = settings.Security switch
        {
            "tls" => SecureSocketOptions.SslOnConnect,
            "starttls" => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        };
        await client.ConnectAsync(settings.Host!, settings.PortOrDefault, security, cancellation);
        if (settings.User is { } user)
            await client.AuthenticateAsync(user, settings.PasswordText(), cancellation);
    }

    private async Task SendAsync(SmtpClient client, DueMail mail, CancellationToken cancellation)
    {
        try
        {
            using var message = MailParts.Build(mail, settings.Sender);
            var options = FormatOptions.Default.Clone();
            options.International = !IsAscii(mail.Message.To) && client.Capabilities.HasFlag(SmtpCapabilities.UTF8);
            await client.SendAsync(options, message, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var (fault, isFinal) = Explain(exception);
            Log.NotSent(logger, Lanyard.Core.ShortId.Format(mail.Id), mail.Attempt, fault);
            await outbox.FailedAsync(mail, fault, isFinal, CancellationToken.None);
            return;
        }
        // Also while stopping: it has gone, and would go twice.
        await outbox.SentAsync(mail.Id, CancellationToken.None);
    }

    // Only the part before the @ matters: a domain in other letters has an ASCII form.
    private static bool IsAscii(string address) => System.Text.Ascii.IsValid(address.AsSpan(0, address.LastIndexOf('@')));

    /// <summary>The server's text is not kept: most repeat the address.</summary>
    private static (string Fault, bool IsFinal) Explain(Exception exception) => exception switch
    {
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } refused =>
            ($"The mail server refused the address ({(int)refused.StatusCode}).", (int)refused.StatusCode >= 500),
        // Whom the server does not let send is a matter of the settings: the mail waits for them.
        SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } refused =>
            ($"The mail server refused the sender ({(int)refused.StatusCode}).", false),
        SmtpCommandException { ErrorCode: SmtpErrorCode.MessageNotAccepted } refused =>
            ($"The mail server refused the mail ({(int)refused.StatusCode}).", (int)refused.StatusCode >= 500),
        SmtpCommandException other => ($"The mail server answered {(int)other.StatusCode}.", false),
        ParseException => ("This is not an address.", true),
        NotSupportedException => ("The mail server cannot take such an address.", true),
        _ => ($"The mail server broke off ({exception.GetType().Name}).", false),
    };

    private static string Reason(Exception exception) => exception switch
    {
        AuthenticationException => "it refuses Mail:User and the password",
        SslHandshakeException => "its certificate is not trusted, or it does not speak TLS as Mail:Security says",
        NotSupportedException => "it offers no STARTTLS or no way to sign in: see Mail:Security and Mail:User",
        System.Net.Sockets.SocketException socket => $"it cannot be reached ({socket.SocketErrorCode})",
        SmtpCommandException command => $"it answered {(int)command.StatusCode}",
        _ => exception.GetType().Name,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Mail waits, because the mail server does not take it: {Reason}; it is tried again in {Seconds} seconds")]
        public static partial void NotReached(ILogger logger, string reason, int seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} was not sent, attempt {Attempt}: {Fault}")]
        public static partial void NotSent(ILogger logger, string id, int attempt, string fault);
    }
}
