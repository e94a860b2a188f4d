using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Lanyard.Core;
using Lanyard.Core.Events;
using Lanyard.Core.Mail;
using Lanyard.Core.SelfRegistration;
using Lanyard.Server.Web.Events;
using Lanyard.Server.Web.Resources;
using Lanyard.Server.Web.Shared;
using Microsoft.Extensions.Localization;
using QRCoder;

namespace Lanyard.Server.Web.Registration;

/// <summary>The confirmation as a mail, in the language of the registration.</summary>
internal static class ConfirmationMail
{
    private const string QrName = "qr.png";
    private const int PixelsPerModule = 8;

    /// <param name="address">Where the confirmation can be looked at; null where this server's own address is not set.</param>
    /// <returns>Null for a person without an e-mail address.</returns>
    public static MailMessage? OfOrNull(Confirmation confirmation, string? address, IStringLocalizer<Texts> L)
    {
        if (confirmation.Contact.Email is not { } email)
            return null;
        var (culture, words) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        // A visitor's own region tells how dates are written, as long as it has the language of the registration.
        if (words.TwoLetterISOLanguageName != confirmation.Language)
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(confirmation.Language);
        try
        {
            return Write(confirmation, email, address, L);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, words);
        }
    }

    private static MailMessage Write(
        Confirmation confirmation, string email, string? address, IStringLocalizer<Texts> L)
    {
        var show = confirmation.Form.Event;
        var name = ContactTexts.FullName(confirmation.Contact);
        string?[] paragraphs =
        [
            name,
            L["You are registered for {0}.", show.Name],
            L["Dates: {0}", EventDates.Format(show)],
            confirmation.Form.Settings.TextOrNull(confirmation.Language, texts => texts.Thanks),
            L["Your QR code is in the picture that comes with this mail. Show it at the entrance, on your phone or on paper."],
            address,
            L["If you did not register, somebody gave your address by mistake; then do nothing."],
        ];
        var shown = paragraphs.Where(p => !string.IsNullOrWhiteSpace(p)).Select(p => p!).ToList();
        var html = new StringBuilder($"<html lang=\"{confirmation.Language}\"><body>");
        foreach (var paragraph in shown)
        {
            var text = HtmlEncoder.Default.Encode(paragraph);
            html.Append(CultureInfo.InvariantCulture,
                $"<p dir=\"auto\">{(paragraph == address ? $"<a href=\"{text}\">{text}</a>" : text)}</p>");
        }
        html.Append(CultureInfo.InvariantCulture, $"<p><img src=\"cid:{QrName}\" alt=\"\"></p></body></html>");
        return new MailMessage(
            email, name.Length == 0 ? null : name, L["Your registration for {0}", show.Name], string.Join("\n\n", shown))
        {
            Html = html.ToString(),
            Attachments =
            [
                new(QrName, "image/png", Picture(confirmation.Code)),
                new("event.ics", "text/calendar", Encoding.UTF8.GetBytes(Calendar(show))),
            ],
        };
    }

    private static byte[] Picture(string code)
    {
        using var data = QRCodeGenerator.GenerateQrCode(code, QRCodeGenerator.ECCLevel.H);
        using var png = new PngByteQRCode(data);
        return png.GetGraphic(PixelsPerModule);
    }

    /// <summary>The days of the event (RFC 5545).</summary>
    private static string Calendar(Event show) => string.Join("\r\n",
    [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lanyard//Registration//EN", "BEGIN:VEVENT",
        $"UID:{ShortId.Format(show.Id)}@lanyard",
        string.Create(CultureInfo.InvariantCulture, $"DTSTAMP:{show.StartsOn:yyyyMMdd}T000000Z"),
        string.Create(CultureInfo.InvariantCulture, $"DTSTART;VALUE=DATE:{show.StartsOn:yyyyMMdd}"),
        string.Create(CultureInfo.InvariantCulture, $"DTEND;VALUE=DATE:{show.EndsOn.AddDays(1):yyyyMMdd}"),
        "SUMMARY:" + Escape(show.Name), "END:VEVENT", "END:VCALENDAR", "",
    ]);

    private static string Escape(string text) => text.ReplaceLineEndings(" ")
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal);
}
