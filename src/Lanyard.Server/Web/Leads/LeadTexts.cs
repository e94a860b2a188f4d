using System.Globalization;
using Lanyard.Core;
using Lanyard.Core.Connections;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Leads;

/// <summary>Leads in words, and the leads that an address means.</summary>
internal static class LeadTexts
{
    public static string NameOf(LeadView lead, IStringLocalizer<Texts> L) => lead.State switch
    {
        ConnectionState.NoLicense => L["Scanned without a seat"],
        ConnectionState.NoAccess => L["Badge of another show, or erased"],
        _ => Shared.ContactTexts.NameOf(lead.Contact!, ShortId.Format(lead.Id)),
    };

    public static string Of(ConnectionState state, IStringLocalizer<Texts> L) => state switch
    {
        ConnectionState.NoLicense => L["No license"],
        ConnectionState.NoAccess => L["No access"],
        _ => L["Completed"],
    };

    public static string Of(LeadEntryKind kind, IStringLocalizer<Texts> L) => kind switch
    {
        LeadEntryKind.Answer => L["Answer"],
        LeadEntryKind.Memo => L["Memo"],
        LeadEntryKind.Image => L["Image"],
        LeadEntryKind.Audio => L["Recording"],
        _ => L["Taken back"],
    };

    /// <summary>The filter that a query means; what makes no sense is passed over.</summary>
    public static async Task<LeadFilter> FilterAsync(this LeadDirectory leads, PageContext page)
    {
        var (query, exhibitor) = (page.Http.Request.Query, page.Exhibitor);
        var day = DateOnly.TryParseExact(query["day"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
            ? parsed : (DateOnly?)null;
        var last = query["new"] == "true" ? (await leads.LastExportsAsync(exhibitor.Key, page.Me.AccountId, default)).Last : null;
        return new()
        {
            Search = query["search"],
            State = query["state"].ToString() switch
            {
                "completed" => ConnectionState.Completed, "noLicense" => ConnectionState.NoLicense, "noAccess" => ConnectionState.NoAccess, _ => null,
            },
            OptionId = ShortId.TryParse(query["answer"], out var option) ? option : null,
            ScannedBy = query["by"].ToString() is { Length: > 0 } name ? name : null,
            Own = await leads.OwnAsync(page),
            From = day is { } first ? page.Event.StartOf(first) : null,
            Until = day is { } only ? page.Event.StartOf(only.AddDays(1)) : null,
            AfterRevision = last?.Revision,
            Order = query["order"].ToString() switch { "changed" => LeadOrder.LastChanged, "name" => LeadOrder.Name, _ => LeadOrder.Newest },
        };
    }

    /// <summary>The name that stands on what the person adds: that under which it scans, or its own.</summary>
    public static async Task<string> AuthorAsync(this LeadDirectory leads, PageContext page) =>
        await leads.OwnNameAsync(page.Exhibitor.Key, page.Me.AccountId, default) is { } name && name != LeadDirectory.Nobody ? name : page.Me.Name;

    /// <summary>The name under which the person scans, when it sees own leads alone; else null.</summary>
    public static async Task<string?> OwnAsync(this LeadDirectory leads, PageContext page) =>
        page.Exhibitor.May(ExhibitorRights.SeeAll) ? null : await leads.OwnNameAsync(page.Exhibitor.Key, page.Me.AccountId, default);
}
