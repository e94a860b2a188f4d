using System.Text.Json.Serialization;
using Lanyard.Sync;

namespace Lanyard.Cli;

/// <summary>How a run to one target ended.</summary>
/// <param name="Outcome"><c>done</c>, <c>unavailable</c> or <c>fault</c>.</param>
/// <param name="Arrived">Leads of this run that the target took.</param>
/// <param name="Aside">Leads of this run that it could not take.</param>
internal sealed record TargetReport(string Target, string Type, string Outcome, long Arrived, long Aside, string? Reason);

/// <summary>How a target stands.</summary>
/// <param name="Position">The last revision that has arrived; 0 at the start.</param>
internal sealed record TargetStatus(
    string Target, string Type, bool Running, long Position, DateTimeOffset? Since, string? Outcome, string? Reason,
    IReadOnlyList<AsideLead> Aside);

/// <summary>Something that the doctor looked at.</summary>
/// <param name="Result"><c>fine</c>, <c>warning</c> or <c>fault</c>.</param>
internal sealed record DoctorFinding(string Subject, string Result, string Text);

/// <summary>Kept with the target's state: how the last run ended that was unlike the one before it.</summary>
internal sealed record LastOutcome(DateTimeOffset Time, string Outcome, string? Reason, long Position)
{
    public const string Fact = "outcome";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<TargetReport>))]
[JsonSerializable(typeof(IReadOnlyList<TargetStatus>))]
[JsonSerializable(typeof(IReadOnlyList<DoctorFinding>))]
[JsonSerializable(typeof(LastOutcome))]
internal sealed partial class ReportJson : JsonSerializerContext;
