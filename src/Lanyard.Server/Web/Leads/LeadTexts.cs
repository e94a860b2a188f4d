using Lanyard.Core.Leads;
using Lanyard.Server.Web.Resources;
using Lanyard.Server.Web.Shared;
using Microsoft.Extensions.Localization;
using Record = Lanyard.Client.Connection;

namespace Lanyard.Server.Web.Leads;

/// <summary>Leads in words.</summary>
internal static class LeadTexts
{
    public static LeadViewer Viewer(this PageContext page) =>
        new(page.Exhibitor.Key, page.Me.AccountId, page.Exhibitor.May(Core.Exhibitors.ExhibitorRights.SeeAll));

    public static string State(IStringLocalizer<Texts> L, string state) => state switch
    {
        "completed" => L["With data"],
        "noAccess" => L["No access"],
        "noLicense" => L["Waits for a seat"],
        _ => state,
    };

    /// <summary>Why there is no data, and what to do.</summary>
    public static string Explain(IStringLocalizer<Texts> L, string state) => state == "noLicense"
        ? L["Scanned without a seat. The data shows when a seat is free for who scanned it, or licensed."]
        : L["The badge belongs to another event, or the person's data was erased. There is nothing to do."];

    public static NoticeKind Kind(string state) => state switch
    {
        "completed" => NoticeKind.Ok,
        "noLicense" => NoticeKind.Warning,
        _ => NoticeKind.Info,
    };

    /// <summary>The person's name; the company or the lead's id where there is none.</summary>
    public static string NameOf(Record lead) =>
        lead.Contact is { } contact && ContactTexts.FullName(contact) is { Length: > 0 } name ? name : lead.Contact?.Company ?? lead.Id;
}
