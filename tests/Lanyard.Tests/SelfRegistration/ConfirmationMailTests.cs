using Lanyard.Server.Hosting.Mail;
using Lanyard.Tests.Mail;
using Lanyard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Lanyard.Tests.SelfRegistration;

public sealed class ConfirmationMailTests
{
    [Fact]
    public async Task The_confirmation_comes_by_mail_and_again_to_the_address_alone_when_it_is_given_again()
    {
        using var mail = new MailServer();
        await using var show = await FormServer.StartAsync(
            new
            {
                open = true,
                fields = new object[] { new { name = "lastName", required = true }, new { name = "email" } },
                texts = new { nl = new { thanks = "Tot <ziens>!" } },
            },
            configure: builder =>
            {
                builder.Configuration["Mail:Host"] = "127.0.0.1";
                builder.Configuration["Mail:Port"] = mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
                builder.Configuration["Mail:From"] = "The Show <tickets@example.com>";
                builder.Configuration["Mail:Security"] = "none";
                builder.Configuration["Server:PublicUrl"] = FormServer.Host;
            });
        using var person = new PageClient(show.Server, "nl");
        var done = await RegisterForm.SendAsync(
            show, person, new() { ["contact.lastName"] = "<b>Ng</b>\u202E=1", ["contact.email"] = "ng@example.com" });
        await SentAsync(show, mail, 1);
        var first = mail.Taken.Single();
        Assert.Equal("Uw registratie voor Show", first.Subject);
        Assert.Contains("24-11-2026", first.TextBody);
        Assert.Contains(FormServer.Host + person.Path, first.TextBody);
        // A mark that turns text over turns over what is in its paragraph alone.
        Assert.Contains("<p dir=\"auto\">&lt;b&gt;Ng&lt;/b&gt;&#x202E;=1</p>", first.HtmlBody);
        Assert.StartsWith("<b>Ng</b>\u202E=1\n", first.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Tot &lt;ziens&gt;!", first.HtmlBody);
        Assert.Contains("DTEND;VALUE=DATE:20261127", Text(first, "text/calendar"));
        Assert.Equal(await RegisterForm.ScanAsync(done), await RegisterForm.ScanAsync(Content(first, "image/png")));

        using var stranger = new PageClient(show.Server);
        var form = new Dictionary<string, string> { ["contact.lastName"] = "Eve", ["contact.email"] = "NG@example.com" };
        await RegisterForm.SendAsync(show, stranger, form);
        await show.Server.App.Services.GetRequiredService<MailWorker>().SendAsync(default);
        Assert.Single(mail.Taken);
        show.Clock.Now += TimeSpan.FromHours(2);
        var received = await RegisterForm.SendAsync(show, stranger, form);
        Assert.DoesNotContain("Ng", received);
        await SentAsync(show, mail, 2);
        var again = mail.Taken.Last();
        Assert.Equal("ng@example.com", again.To.Mailboxes.Single().Address);
        Assert.Equal("Uw registratie voor Show", again.Subject);
        Assert.DoesNotContain("Eve", again.TextBody);
        Assert.Equal(Content(first, "image/png"), Content(again, "image/png"));
    }

    private static Task SentAsync(FormServer show, MailServer mail, int count) => TestServer.UntilAsync(async () =>
    {
        await show.Server.App.Services.GetRequiredService<MailWorker>().SendAsync(default);
        return mail.Taken.Count >= count;
    });

    private static string Text(MimeMessage message, string type) =>
        System.Text.Encoding.UTF8.GetString(Content(message, type));

    private static byte[] Content(MimeMessage message, string type)
    {
        var part = message.BodyParts.OfType<MimePart>().Single(p => p.ContentType.MimeType == type);
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return content.ToArray();
    }
}
