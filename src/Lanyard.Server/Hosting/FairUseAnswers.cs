using System.Globalization;
using Lanyard.Core.FairUse;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lanyard.Server.Hosting;

/// <summary>How a client hears of the fair use policy: a header while it is only told, 429 and 403 with the evidence after that.</summary>
internal static class FairUseAnswers
{
    /// <summary>Tells a client against which something stands.</summary>
    public static void Mark(HttpContext context, ClientMeter meter)
    {
        if (meter.Standing?.MaxBy(r => r.Step) is { } gravest)
        {
            context.Response.Headers["X-Fair-Use"] =
                $"{FairUseLimits.Name(gravest.Step)}; code=\"{FairUseLimits.Name(gravest.Rule)}\"; see=\"{Docs(gravest.Rule)}\"";
        }
    }

    public static Task RefuseAsync(HttpContext context, Refusal refusal) => Of(context, refusal).ExecuteAsync(context);

    public static JsonHttpResult<FairUseProblem> Of(HttpContext context, Refusal refusal)
    {
        var (name, seconds) = (FairUseLimits.Name(refusal.Rule), Seconds(refusal.Wait));
        var headers = context.Response.Headers;
        headers.RetryAfter = seconds;
        headers["RateLimit-Policy"] = $"\"{name}\";q={refusal.Quota};w={Seconds(refusal.Per)}";
        headers["RateLimit"] = $"\"{name}\";r=0;t={seconds}";
        headers["X-Fair-Use"] = $"{FairUseLimits.Name(refusal.Step)}; code=\"{name}\"; see=\"{Docs(refusal.Rule)}\"";
        var code = refusal.Step is FairUseStep.Restrict ? "restricted" : "throttled";
        var (status, title) = Problems.Codes[code];
        var traceId = Problems.TraceId(context);
        var problem = new FairUseProblem($"/docs/errors#{code}", title, status, code, Describe(refusal), traceId, name, refusal.Observed, refusal.Limit,
            (int)refusal.Window.TotalSeconds, refusal.Until, Docs(refusal.Rule));
        context.Features.Get<RequestTrace>()?.Refused(code, traceId, problem, ProblemJson.Default.FairUseProblem);
        return TypedResults.Json(problem, ProblemJson.Default.FairUseProblem, "application/problem+json", status);
    }

    public static string Describe(Refusal refusal) => refusal.Step is FairUseStep.Restrict
        ? $"Reading is refused until {refusal.Until:u}, because requests went on at once that had been answered with 429. Tokens are "
            + "still issued and scans still taken. The organiser can end this earlier."
        : Advice(refusal.Rule) + $" Send it again in {Seconds(refusal.Wait)} s.";

    public static string Docs(FairUseRule rule) => "/docs/fair-use#" + FairUseLimits.Name(rule);

    /// <summary>Whole seconds, at least one.</summary>
    public static string Seconds(TimeSpan wait) =>
        Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static string Advice(FairUseRule rule) => rule switch
    {
        FairUseRule.FullResync => "Keep the highest revision seen and ask from the one after it; all connections were sent to this "
            + "client several times.",
        FairUseRule.SideBySide => "Ask for one page after the other, from one process.",
        FairUseRule.Frequency => "Ask for what is new every minute.",
        FairUseRule.TokenChurn => "A token is valid for an hour: keep it.",
        FairUseRule.GuessingIds => "Many ids were asked for that do not exist.",
        _ => "Many badge codes were submitted that do not exist. Badges that exist are taken; keep the scan.",
    };
}
