using System.Net;
using Lanyard.Benchmarks.Load;
using Lanyard.Benchmarks.Servers;

namespace Lanyard.Benchmarks;

/// <summary>Something that API clients do all day, and what it is measured beside.</summary>
/// <param name="Beside">In words, for the table.</param>
/// <param name="Ceiling">What runs in turns with it; null for the bare server sending as many bytes.</param>
internal sealed record Operation(
    string Name, string Beside, Func<Target, Requests> Requests, Goal? Embedded = null, Goal? Postgres = null,
        int Connections = 32)
{
    public Func<Target, (IPEndPoint, Requests)>? Ceiling { get; init; }

    /// <summary>Compared over the sizes of the store.</summary>
    public bool IsFlat { get; init; }

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("bearer check", "/health/live", t => t.Idle(), new(0.93), new(0.93))
            { Ceiling = t => (t.Server.Address, Target.Live()) },
        new("idle poll", "bare", t => t.Idle(), new(0.90), new(0.90)),
        new("page of 100", "bare", t => t.Pages(), new(0.30), new(0.12)) { IsFlat = true },
        new("fetch one", "bare", t => t.Finds(), new(0.50), new(0.10)),
        new("scan", "bare", t => t.Scans(), new(0.19, 10), new(0.17)) { IsFlat = true },
        new("one hot exhibitor", "scan", t => t.Scans(1)) { Ceiling = t => (t.Server.Address, t.Scans()) },
        new("token", "bare", t => t.Tokens(), new(0.30), new(0.30)),
    ];
}

/// <summary>A ratio to be reached, and a 99th percentile in milliseconds not to be passed.</summary>
internal sealed record Goal(double Ratio, double? P99 = null);

/// <summary>One line of the table.</summary>
internal sealed record Result(
    string Operation, long Size, double Rate, double P50, double P99, string Beside, double BesideRate, double Ratio,
        Goal? Goal, double Memory)
{
    /// <summary>For each round, to compare sizes within it.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [];

    public bool? IsReached => Goal is null ? null : Ratio >= Goal.Ratio && (Goal.P99 is null || P99 <= Goal.P99);
}

/// <summary>A figure that is no ratio to a ceiling, with its limit.</summary>
internal sealed record Figure(string Name, long Size, double Value, string Unit, double? Limit, bool AtLeast = false)
{
    public bool? IsReached => Limit is null ? null : AtLeast ? Value >= Limit : Value <= Limit;
}
