using Lanyard.Core;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Mail;
using Lanyard.Server.Hosting;
using Lanyard.Server.Web.Accounts;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Exhibitors;

/// <summary>Brings somebody the link to work for an exhibitor: by mail, or as a text to be copied.</summary>
public sealed class ExhibitorInvitation(
    Invitations invitations, Outbox outbox, AccountForm form, PageContext page, IStringLocalizer<Texts> L)
{
    public bool CanMail => outbox.IsConfigured;

    /// <summary>The address; null, and a fault, when it is none.</summary>
    public string? Email(FormFaults faults, string? value)
    {
        var email = form.Email(faults, "Email", value);
        return faults.Any ? null : email;
    }

    /// <returns>The link when it is to be copied; null when it was mailed.</returns>
    public async Task<string?> SendAsync(Exhibitor exhibitor, string email, ExhibitorRights rights, bool byMail)
    {
        var mails = byMail && CanMail;
        var secret = await invitations.InviteAsync(new ExhibitorKey(exhibitor.EventId, exhibitor.Id), email, rights, page.Actor,
            mails ? (data, text) => AddMail(data, exhibitor, email, LinkOf(text)) : null, default);
        return mails ? null : LinkOf(secret);
    }

    private void AddMail(LanyardDbContext data, Exhibitor exhibitor, string email, string link) => outbox.Add(data,
        new MailMessage(email, null, L["{0} at {1}", exhibitor.Name, page.Event.Name],
            L["You are invited to work for {0} at {1}.\n\nOpen this link within 24 hours; it works once:\n\n{2}\n",
                exhibitor.Name, page.Event.Name, link]),
        exhibitor.EventId, exhibitor.Id);

    private string LinkOf(string secret) => $"{page.BaseAddress}{PagePaths.Connect}/join/{secret}";
}
