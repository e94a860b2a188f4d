using System.Globalization;

namespace Lanyard.Core.FairUse;

/// <summary>How the steps read in the audit log.</summary>
internal static class FairUseAudit
{
    public const string Released = "fairuse.released";

    public static string Action(FairUseStep step) => step switch
    {
        FairUseStep.Notice => "fairuse.noticed",
        FairUseStep.Throttle => "fairuse.throttled",
        _ => "fairuse.restricted",
    };

    public static string Detail(Restriction step, FairUseMode mode) => string.Create(CultureInfo.InvariantCulture,
        $"{FairUseLimits.Name(step.Rule)}: {step.Observed} in {step.WindowSeconds} s, limit {step.Limit}, until {step.Until:u}")
        + (mode is FairUseMode.Observe ? ", observed only" : "");
}
