using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Webhooks;

/// <summary>Says in the reader's language why a delivery failed. It is stored in English; what is not known here stays so.</summary>
internal static class WebhookFaultTexts
{
    public static string Of(IStringLocalizer<Texts> L, string fault)
    {
        if (Between(fault, "The receiver answered ", ".") is { Length: 3 } status)
            return L["The receiver answered {0}.", status];
        if (Between(fault, "", " is in a network that is not public.") is { } address)
            return L["{0} is in a network that is not public.", address];
        if (Between(fault, "There is no server named ", ".") is { } host)
            return L["There is no server named {0}.", host];
        return fault switch
        {
            "The receiver did not answer within 15 seconds." => L["The receiver did not answer within 15 seconds."],
            "There is no server of this name." => L["There is no server of this name."],
            "The receiver's certificate is not valid, or it takes no TLS." => L["The receiver's certificate is not valid, or it takes no TLS."],
            "The receiver takes no connections." => L["The receiver takes no connections."],
            "What the receiver answered is not HTTP." => L["What the receiver answered is not HTTP."],
            "The connection broke before there was an answer." => L["The connection broke before there was an answer."],
            "The receiver answered 410: it wants nothing more." => L["The receiver answered 410: it wants nothing more."],
            _ => OfRow(L, fault),
        };
    }

    private static string OfRow(IStringLocalizer<Texts> L, string fault)
    {
        const string Middle = " times in a row, for three days. The last time: ";
        return Between(fault, "It failed ", "") is { } rest && rest.IndexOf(Middle, StringComparison.Ordinal) is var at and > 0
            ? L["It failed {0} times in a row, for three days. The last time: {1}", rest[..at], Of(L, rest[(at + Middle.Length)..])]
            : fault;
    }

    private static string? Between(string text, string before, string after) =>
        text.Length > before.Length + after.Length && text.StartsWith(before, StringComparison.Ordinal) && text.EndsWith(after, StringComparison.Ordinal)
            ? text[before.Length..^after.Length]
            : null;
}
