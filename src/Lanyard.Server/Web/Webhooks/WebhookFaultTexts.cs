using Lanyard.Core.Webhooks;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Webhooks;

/// <summary>Says in the reader's language why a delivery failed, and why a webhook is switched off.</summary>
internal static class WebhookFaultTexts
{
    public static string Of(IStringLocalizer<Texts> L, WebhookFault fault) => fault.Kind switch
    {
        WebhookFaultKind.Status when fault.IsGone => L["The receiver answered 410: it wants nothing more."],
        WebhookFaultKind.Status => L["The receiver answered {0}.", fault.Subject],
        WebhookFaultKind.NoAnswer => L["The receiver did not answer within 15 seconds."],
        WebhookFaultKind.NotPublic => L["{0} is in a network that is not public.", fault.Subject],
        WebhookFaultKind.NoServer when fault.Subject == "" => L["There is no server of this name."],
        WebhookFaultKind.NoServer => L["There is no server named {0}.", fault.Subject],
        WebhookFaultKind.NotSecure => L["The receiver's certificate is not valid, or it takes no TLS."],
        WebhookFaultKind.NoConnection => L["The receiver takes no connections."],
        WebhookFaultKind.NotHttp => L["What the receiver answered is not HTTP."],
        WebhookFaultKind.Broken => L["The connection broke before there was an answer."],
        WebhookFaultKind.SwitchedOff => L["Switched off by {0}.", fault.Subject],
        _ => fault.Subject,
    };

    /// <summary>Why nothing is sent any more; empty while it is.</summary>
    public static string OfDisabled(IStringLocalizer<Texts> L, Webhook webhook) => webhook.DisabledReason switch
    {
        null => "",
        { IsTriedAgain: true } last => L["It failed {0} times in a row, for three days. The last time: {1}", webhook.Failures, Of(L, last)],
        var reason => Of(L, reason),
    };
}
