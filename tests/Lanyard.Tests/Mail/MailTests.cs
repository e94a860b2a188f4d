using Lanyard.Core.Data;
using Lanyard.Core.Mail;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Mail;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmtpServer.Protocol;

namespace Lanyard.Tests.Mail;

public sealed class MailTests
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task A_mail_goes_out_with_the_transaction_that_causes_it_and_is_forgotten(TestStore kind)
    {
        using var mail = new MailServer();
        using var logs = new LogLines();
        await using var server = await StartAsync(mail, kind, works: true, logs);
        var outbox = Outbox(server);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store(server).WriteAsync<int>(data =>
        {
            outbox.Add(data, new("never@example.com", null, "Never", "Never"));
            throw new InvalidOperationException();
        }, default));
        var id = await AddAsync(server, new("zoe@example.com", "Zoë van Dám", "Your badge — عرض", "Hello Zoë")
        {
            Html = "<p>Hello Zoë</p><img src=\"cid:badge.png\">", Attachments = [new("badge.png", "image/png", Png)],
        });
        var arabic = await AddAsync(server, new("layla@example.com", "ليلى منصور", "شارتك", "مرحبا"));
        await TestServer.UntilAsync(async () => (await outbox.FindAsync(arabic, default))!.SentAt is not null
            && (await outbox.FindAsync(id, default))!.SentAt is not null);

        Assert.Equal(2, mail.Taken.Count);
        var first = mail.Taken.Single(m => m.To.Mailboxes.Single().Address == "zoe@example.com");
        Assert.Equal(("Zoë van Dám", "Your badge — عرض", "Hello Zoë"), (first.To.Mailboxes.Single().Name, first.Subject, first.TextBody!.TrimEnd()));
        Assert.Equal("tickets@example.com", first.From.Mailboxes.Single().Address);
        var image = Assert.IsType<MimeKit.MimePart>(first.BodyParts.Single(p => p.ContentType.MimeType == "image/png"));
        using var content = new MemoryStream();
        await image.Content!.DecodeToAsync(content);
        Assert.Equal(Png, content.ToArray());
        Assert.Equal("ليلى منصور", mail.Taken.Single(m => m != first).To.Mailboxes.Single().Name);
        var kept = (await outbox.FindAsync(id, default))!;
        Assert.Null(kept.Content);
        Assert.Equal(first.MessageId, kept.MessageId);
        Assert.DoesNotContain(logs.All, l => l.Contains("zoe@", StringComparison.Ordinal) || l.Contains("Zoë", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_cannot_be_read_in_the_store_and_is_taken_back_with_the_person()
    {
        using var mail = new MailServer();
        await using var server = await StartAsync(mail);
        var id = await AddAsync(server, new("canary@example.com", "Canary", "Canary", "Canary"), eventId: 1, subjectId: 2);
        var waiting = (await Outbox(server).FindAsync(id, default))!;
        Assert.DoesNotContain("anary", System.Text.Encoding.Latin1.GetString(waiting.Content!), StringComparison.Ordinal);
        await Store(server).WriteAsync(data => Lanyard.Core.Mail.Outbox.ForgetAsync(data, 1, 2, default), default);
        await Worker(server).SendAsync(default);
        Assert.Empty(mail.Taken);
    }

    [Theory]
    [InlineData("Eve\r\nBcc: all@example.com", "Hello")]
    [InlineData("Eve", "Hello\r\nBcc: all@example.com")]
    [InlineData("Eve\nBcc: all@example.com\u2028", "Hello\rX: y")]
    public async Task No_name_and_no_subject_adds_a_header_or_a_recipient(string name, string subject)
    {
        using var mail = new MailServer();
        await using var server = await StartAsync(mail);
        var recipients = new System.Collections.Concurrent.ConcurrentQueue<string>();
        mail.Recipient = to =>
        {
            recipients.Enqueue(to);
            return null;
        };
        await AddAsync(server, new("eve@example.com", name, subject, "Hello\r\n.\r\nRCPT TO:<all@example.com>\r\n"));
        await Worker(server).SendAsync(default);
        var sent = Assert.Single(mail.Taken);
        Assert.Empty(sent.Bcc);
        Assert.Null(sent.Headers["X"]);
        Assert.Equal(["eve@example.com"], recipients);
    }

    [Theory]
    [InlineData("eve@example.com\r\nRCPT TO:<all@example.com>")]
    [InlineData("eve@example.com, all@example.com")]
    [InlineData("Eve <eve@example.com>")]
    [InlineData("<eve@example.com> BODY=8BITMIME")]
    [InlineData("eve")]
    [InlineData("")]
    public async Task An_address_that_is_not_one_address_is_given_up(string address)
    {
        using var mail = new MailServer();
        await using var server = await StartAsync(mail);
        var id = await AddAsync(server, new(address, null, "Hello", "Hello"));
        await Worker(server).SendAsync(default);
        Assert.Empty(mail.Taken);
        var given = (await Outbox(server).FindAsync(id, default))!;
        Assert.Equal((true, true, "This is not an address."), (given.Content is null, given.NextAttemptAt is null, given.Fault));
    }

    [Fact]
    public async Task A_grey_listed_mail_is_tried_again_under_the_same_id_and_a_refused_one_is_given_up()
    {
        using var mail = new MailServer();
        using var logs = new LogLines();
        var clock = new TestClock();
        await using var server = await StartAsync(mail, logs: logs, clock: clock);
        mail.Recipient = to => to.StartsWith("grey", StringComparison.Ordinal)
            ? new SmtpResponse((SmtpReplyCode)450, $"{to} is listed grey")
            : new SmtpResponse((SmtpReplyCode)550, $"{to} is unknown");
        var grey = await AddAsync(server, new("grey@example.com", null, "Hello", "Hello"));
        var unknown = await AddAsync(server, new("unknown@example.com", null, "Hello", "Hello"));
        await Worker(server).SendAsync(default);
        var refused = (await Outbox(server).FindAsync(unknown, default))!;
        Assert.Equal((true, "The mail server refused the address (550)."), (refused.Content is null, refused.Fault));
        var waiting = (await Outbox(server).FindAsync(grey, default))!;
        Assert.Equal((clock.Now.AddMinutes(5), "The mail server refused the address (450)."), (waiting.NextAttemptAt, waiting.Fault));
        mail.Recipient = _ => null;
        Assert.Equal(0, await Worker(server).SendAsync(default));
        clock.Now += TimeSpan.FromMinutes(5);
        await Worker(server).SendAsync(default);
        Assert.Equal(waiting.MessageId, Assert.Single(mail.Taken).MessageId);
        Assert.DoesNotContain(logs.All, l => l.Contains("grey@", StringComparison.Ordinal) || l.Contains("unknown@", StringComparison.Ordinal));

        // Three days of it are enough.
        mail.Mail = () => new SmtpResponse((SmtpReplyCode)451, "Not now");
        var never = await AddAsync(server, new("never@example.com", null, "Hello", "Hello"));
        for (var i = 0; i < 30 && (await Outbox(server).FindAsync(never, default))!.NextAttemptAt is not null; i++)
        {
            await Worker(server).SendAsync(default);
            clock.Now += TimeSpan.FromHours(4);
        }
        Assert.Null((await Outbox(server).FindAsync(never, default))!.Content);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_and_a_wrong_password_keep_mail_waiting()
    {
        using var mail = new MailServer(tls: true);
        await using var server = await StartAsync(mail, security: "starttls");
        var id = await AddAsync(server, new("jo@example.com", null, "Hello", "Hello"));
        await Assert.ThrowsAsync<MailKit.Security.SslHandshakeException>(() => Worker(server).SendAsync(default));
        var waiting = (await Outbox(server).FindAsync(id, default))!;
        Assert.Equal((0, true), (waiting.Attempts, waiting.Content is not null));

        using var plain = new MailServer();
        await using var wrong = await StartAsync(plain, password: "wrong");
        await AddAsync(wrong, new("jo@example.com", null, "Hello", "Hello"));
        await Assert.ThrowsAsync<MailKit.Security.AuthenticationException>(() => Worker(wrong).SendAsync(default));
        await using var right = await StartAsync(plain, password: "canary-password");
        await AddAsync(right, new("jo@example.com", null, "Hello", "Hello"));
        await Worker(right).SendAsync(default);
        Assert.Single(plain.Taken);
    }

    [Fact]
    public async Task Two_nodes_send_no_mail_twice()
    {
        using var mail = new MailServer();
        await using var first = await StartAsync(mail, TestStore.Postgres);
        await using var second = await TestServer.StartOnAsync(first.Folder, first.Database, b => Configure(b, mail, works: false, null, null, "none", null));
        for (var i = 0; i < 40; i++)
            await AddAsync(first, new($"jo{i}@example.com", null, "Hello", "Hello"));
        await Task.WhenAll(Worker(first).SendAsync(default), Worker(second).SendAsync(default));
        Assert.Equal(40, mail.Taken.Count);
        Assert.Equal(40, mail.Taken.Select(m => m.MessageId).Distinct().Count());
    }

    [Theory]
    [InlineData("Mail:From", "nobody")]
    [InlineData("Mail:Security", "ssl")]
    [InlineData("Mail:Port", "0")]
    [InlineData("Mail:PasswordFile", "/nowhere/at/all")]
    [InlineData("Mail:Host", "not a host")]
    public void A_setting_that_cannot_be_used_is_told_at_start(string key, string value)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Mail:Host"] = "smtp.example.com";
        builder.Configuration["Mail:From"] = "tickets@example.com";
        builder.Configuration[key] = value;
        var fault = Assert.Throws<SettingsException>(() => Lanyard.Server.ServerApp.AddServer(builder));
        Assert.StartsWith(key, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_nothing_is_put_in_the_outbox()
    {
        await using var server = await TestServer.StartAsync();
        Assert.False(Outbox(server).IsConfigured);
        await Assert.ThrowsAsync<InvalidOperationException>(() => AddAsync(server, new("jo@example.com", null, "Hello", "Hello")));
    }

    private static Task<TestServer> StartAsync(
        MailServer mail, TestStore store = TestStore.Sqlite, bool works = false, LogLines? logs = null, TestClock? clock = null,
        string security = "none", string? password = null) =>
        TestServer.StartAsync(store, b => Configure(b, mail, works, logs, clock, security, password));

    private static void Configure(
        WebApplicationBuilder builder, MailServer mail, bool works, LogLines? logs, TestClock? clock, string security, string? password)
    {
        builder.Configuration["Mail:Host"] = "127.0.0.1";
        builder.Configuration["Mail:Port"] = mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        builder.Configuration["Mail:From"] = "The Show <tickets@example.com>";
        builder.Configuration["Mail:Security"] = security;
        if (password is not null)
            (builder.Configuration["Mail:User"], builder.Configuration["Mail:Password"]) = ("lanyard", password);
        if (clock is not null)
            builder.Services.AddSingleton<TimeProvider>(clock);
        if (logs is not null)
            builder.Logging.AddProvider(logs);
        if (works)
            return;
        // Mail goes when the test says so.
        var hosted = builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(MailWorker)).ToList();
        Assert.Single(hosted);
        hosted.ForEach(s => builder.Services.Remove(s));
    }

    private static IStore Store(TestServer server) => server.App.Services.GetRequiredService<IStore>();

    private static Outbox Outbox(TestServer server) => server.App.Services.GetRequiredService<Outbox>();

    private static MailWorker Worker(TestServer server) => server.App.Services.GetRequiredService<MailWorker>();

    private static Task<long> AddAsync(TestServer server, MailMessage message, long? eventId = null, long? subjectId = null) =>
        Store(server).WriteAsync(data => Task.FromResult(Outbox(server).Add(data, message, eventId, subjectId)), default);
}
