using System.Text.Json.Serialization;
using Lanyard.Core.FairUse;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Api.FairUse;

/// <summary>How an API client stands with the fair use policy.</summary>
/// <param name="Mode">What the server does: <c>enforce</c>, <c>observe</c> (nothing but this answer shows it) or <c>off</c>.</param>
/// <param name="State">The gravest step that stands now: <c>none</c>, <c>notice</c>, <c>throttle</c> or <c>restrict</c>.</param>
/// <param name="Standing">Each rule that was not kept, the gravest first.</param>
/// <param name="Usage">The hours of the last day in which the client called.</param>
internal sealed record FairUseView(
    string Mode, string State, IReadOnlyList<StandingView> Standing, IReadOnlyList<UsageView> Usage);

/// <param name="Rule">As the guide has it; explained at <paramref name="Docs"/>.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Observed">What was counted within <paramref name="Window"/> when the step began.</param>
/// <param name="Window">Seconds.</param>
internal sealed record StandingView(
    string Rule, string Step, DateTimeOffset Since, DateTimeOffset Until, long Observed, long Limit, int Window, string Docs);

/// <summary>What a client did in an hour.</summary>
/// <param name="Hour">Its start.</param>
/// <param name="Requests">All of them, refused ones too; not those for tokens.</param>
/// <param name="Rows">Connections sent in pages.</param>
/// <param name="RowsAgain">Those of pages that the client had been sent before.</param>
/// <param name="FullWalks">Walks begun at the start of the feed by a client that had it already.</param>
/// <param name="PollsAtHead">Lists in which less than a page was new.</param>
/// <param name="SideBySide">Reads beside another one.</param>
/// <param name="Finds">Connections asked for by id; <paramref name="NotFound"/> of them do not exist.</param>
/// <param name="Scans">Badge codes submitted; <paramref name="UnknownCodes"/> of them do not exist.</param>
/// <param name="Tokens">Access tokens issued.</param>
/// <param name="Refused">Requests refused because of fair use.</param>
internal sealed record UsageView(
    DateTimeOffset Hour, long Requests, long Rows, long RowsAgain, long FullWalks, long PollsAtHead, long SideBySide, long Finds,
    long NotFound, long Scans, long UnknownCodes, long Tokens, long Refused);

/// <summary>A request of an API client, or several in a row that did not differ.</summary>
/// <param name="Time">When the last of them came; <paramref name="Since"/> the first.</param>
/// <param name="Times">How many there were.</param>
/// <param name="Path">With its query, and with what could be a badge code masked.</param>
/// <param name="Status">Of the answer; 0 when the client went away before it had one.</param>
/// <param name="Milliseconds">How long the last of them took.</param>
/// <param name="Bytes">Length of the answer's body, where it is known.</param>
/// <param name="Connections">In the answer, where there can be some.</param>
/// <param name="Code">Why it was refused; of a batch, why its first refused scan was.</param>
/// <param name="Sent">The beginning of a refused body, with what could be a badge code masked.</param>
/// <param name="Answer">The body with which it was refused; of a batch, the first refused scans.</param>
internal sealed record RequestView(DateTimeOffset Time, DateTimeOffset Since, int Times, string Method, string Path, int Status,
    double Milliseconds, long? Bytes, int? Connections, string? Code, string? TraceId, string? Sent, string? Answer);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FairUseView))]
[JsonSerializable(typeof(List<UsageView>))]
[JsonSerializable(typeof(List<RequestView>))]
internal sealed partial class FairUseJson : JsonSerializerContext;

internal static class FairUseViews
{
    public static UsageView View(ClientUsage u) => new(u.Hour, u.Requests, u.Rows, u.RowsAgain, u.FullWalks, u.PollsAtHead,
        u.SideBySide, u.Finds, u.NotFound, u.Scans, u.UnknownCodes, u.Tokens, u.Refused);

    public static RequestView View(ClientRequest r) => new(r.At, r.Since, r.Times, r.Method, r.Path + r.Query, r.Status,
        Math.Round(r.Duration.TotalMilliseconds, 3), r.Bytes, r.Rows, r.Code, r.TraceId, r.Sent, r.Answer);

    public static FairUseView View(FairUseMode mode, IReadOnlyList<Restriction> standing, IEnumerable<ClientUsage> usage) => new(
        mode switch { FairUseMode.Enforce => "enforce", FairUseMode.Observe => "observe", _ => "off" },
        standing.Count == 0 ? "none" : FairUseLimits.Name(standing[0].Step),
        standing.Select(r => new StandingView(FairUseLimits.Name(r.Rule), FairUseLimits.Name(r.Step), r.Since, r.Until, r.Observed,
            r.Limit, r.WindowSeconds, FairUseAnswers.Docs(r.Rule))).ToList(),
        usage.Select(View).ToList());
}
