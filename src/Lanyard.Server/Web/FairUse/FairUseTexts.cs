using System.Globalization;
using Lanyard.Core.FairUse;
using Lanyard.Server.Web.Resources;
using Microsoft.Extensions.Localization;

namespace Lanyard.Server.Web.FairUse;

/// <summary>The fair use policy in plain words.</summary>
internal static class FairUseTexts
{
    public static string Rule(FairUseRule rule, IStringLocalizer<Texts> L) => rule switch
    {
        FairUseRule.FullResync => L["It reads all leads again and again, instead of those that are new."],
        FairUseRule.SideBySide => L["It sends requests side by side, instead of one after the other."],
        FairUseRule.Frequency => L["It asks too often for leads when there are no new ones."],
        FairUseRule.TokenChurn => L["It takes a new access token for every few requests."],
        FairUseRule.GuessingIds => L["It asks for leads by ids that do not exist."],
        _ => L["It submits badge codes that do not exist."],
    };

    /// <summary>What helps.</summary>
    public static string Advice(FairUseRule rule, IStringLocalizer<Texts> L) => rule switch
    {
        FairUseRule.FullResync => L["Keep the last revision that was read, and ask from the next one on."],
        FairUseRule.SideBySide => L["Wait for an answer before the next request is sent."],
        FairUseRule.Frequency => L["Once a minute is enough, and once a second is allowed."],
        FairUseRule.TokenChurn => L["Use an access token until it ends."],
        FairUseRule.GuessingIds => L["Ask by ids that the list has told."],
        _ => L["Send codes as they were scanned from badges."],
    };

    public static string Evidence(Restriction standing, IStringLocalizer<Texts> L) => L["{0} were counted within {1} minutes; the limit is {2}.",
        standing.Observed.ToString("N0", CultureInfo.CurrentCulture),
        Math.Max(1, standing.WindowSeconds / 60).ToString("N0", CultureInfo.CurrentCulture),
        standing.Limit.ToString("N0", CultureInfo.CurrentCulture)];
}
