using Lanyard.Core.Exhibitors;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.Team;

/// <summary>The rights of people who work for an exhibitor, in words and from a form.</summary>
internal static class RightsText
{
    public static IEnumerable<(ExhibitorRights Right, string Label)> All(IStringLocalizer<Texts> L) =>
    [
        (ExhibitorRights.Scan, L["Scan badges"]),
        (ExhibitorRights.SeeAll, L["See and change all leads"]),
        (ExhibitorRights.Export, L["Export leads"]),
        (ExhibitorRights.Manage, L["Manage people, questions and API clients"]),
    ];

    /// <summary>Those that are held, with commas between.</summary>
    public static string Of(IStringLocalizer<Texts> L, ExhibitorRights rights) =>
        rights is ExhibitorRights.None ? L["Sees own leads alone"]
        : string.Join(", ", All(L).Where(r => rights.HasFlag(r.Right)).Select(r => r.Label));

    /// <summary>Those that a form with <see cref="RightsFields"/> ticks.</summary>
    public static ExhibitorRights Read(IFormCollection form) => Enum.GetValues<ExhibitorRights>()
        .Where(r => r is not (ExhibitorRights.None or ExhibitorRights.All) && form[r.ToString()] == "true")
        .Aggregate(ExhibitorRights.None, (all, r) => all | r);
}
