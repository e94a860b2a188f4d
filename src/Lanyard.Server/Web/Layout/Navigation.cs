using Lanyard.Core.Exhibitors;
using Lanyard.Server.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Layout;

/// <summary>
/// Where one can go. An entry is shown as soon as its page exists: whoever makes a page at one of these addresses has
/// nothing to do here.
/// </summary>
internal static class Navigation
{
    private static readonly HashSet<string> Routes = typeof(Navigation).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>())
        .Select(route => route.Template).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The pages of an event, by their address below <c>/organise/events/{eventId}</c>.</summary>
    public static IEnumerable<NavigationEntry> OfEvent(IStringLocalizer<Texts> L) => ((NavigationEntry[])
    [
        new("", L["Overview"]),
        new("live", L["Live"]),
        new("registrants", L["Registrants"]),
        new("import", L["Import"]),
        new("pretix", L["pretix"]),
        new("badges", L["Badges"]),
        new("registration", L["Registration page"]),
        new("questions", L["Profile questions"]),
        new("exhibitors", L["Exhibitors"]),
        new("clients", L["API clients and fair use"]),
        new("settings", L["Settings"]),
    ]).Where(entry => HasPage($"/organise/events/{{eventId}}/{entry.Path}"));

    /// <summary>The pages of an exhibitor, by their address below <c>/connect/exhibitors/{eventId}/{exhibitorId}</c>.</summary>
    public static IEnumerable<NavigationEntry> OfExhibitor(IStringLocalizer<Texts> L) => ((NavigationEntry[])
    [
        new("", L["Overview"]),
        new("leads", L["Leads"]),
        new("export", L["Export"], Rights: ExhibitorRights.Export),
        new("questions", L["Questions"], Rights: ExhibitorRights.Manage),
        new("team", L["Team and seats"], Rights: ExhibitorRights.Manage),
        new("api-clients", L["API clients"], Rights: ExhibitorRights.Manage),
        new("webhooks", L["Webhooks"], Rights: ExhibitorRights.Manage),
    ]).Where(entry => HasPage($"/connect/exhibitors/{{eventId}}/{{exhibitorId}}/{entry.Path}"));

    /// <summary>The pages of the organiser.</summary>
    public static IEnumerable<NavigationEntry> OfOrganiser(IStringLocalizer<Texts> L) => ((NavigationEntry[])
    [
        new("/organise", L["Events"]),
        new("/organise/members", L["Members"], OwnerOnly: true),
        new("/organise/api-clients", L["API clients"], OwnerOnly: true),
        new("/organise/audit", L["Audit log"], OwnerOnly: true),
    ]).Where(entry => HasPage(entry.Path));

    public static bool HasPage(string template) => Routes.Contains(template.TrimEnd('/'));
}
