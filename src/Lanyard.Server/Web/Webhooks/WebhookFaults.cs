using Lanyard.Core;
using Lanyard.Core.Webhooks;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Webhooks;

/// <summary>What is wrong with a webhook, in the visitor's words.</summary>
internal static class WebhookFaults
{
    public static void Add(FormFaults faults, Refusal refusal, IStringLocalizer<Texts> L)
    {
        if (refusal.Kind is RefusalKind.Invalid)
            faults.Add("Url", Of(refusal.Faults[0].Reason, L));
        else
            faults.Add("", L["There can be at most {0} webhooks. Remove one first.", WebhookRules.MostOfExhibitor]);
    }

    private static string Of(string reason, IStringLocalizer<Texts> L) => reason switch
    {
        WebhookRules.NeedsTls => L["The address must begin with https://."],
        WebhookRules.HasMore => L["The address must have no user, password or fragment."],
        _ => L["Give an address such as https://example.com/leads."],
    };
}
