using Lanyard.Benchmarks.Load;
using Lanyard.Benchmarks.Servers;

namespace Lanyard.Benchmarks;

/// <summary>
/// Runs operations in turns with their ceilings and over all sizes, so that a moment's noise meets all alike.
/// </summary>
internal sealed class Bench(ServerProcess bare, IReadOnlyList<Target> targets, TimeSpan length, int rounds,
    bool isPostgres)
{
    // The runtime compiles what is called often a second and third time, for tens of seconds on a slow machine.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private const int LongestWarmUp = 15;
    private const int SteadyAfter = 3;
    private const double Steady = 1.03;

    public IEnumerable<Result> Measure(Operation operation)
    {
        var pairs = targets.Select(target => Prepare(operation, target)).ToList();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var pair in pairs)
                pair.Turn(length, operation.Connections);
        }
        return pairs.Select(pair => pair.Result(operation, isPostgres ? operation.Postgres : operation.Embedded))
            .ToList();
    }

    /// <summary>How much of the smallest store's rate the others have, round by round.</summary>
    public static IEnumerable<Figure> Flatness(IReadOnlyList<Result> results)
    {
        foreach (var result in results.Skip(1))
        {
            var ratios = result.Rates.Zip(results[0].Rates, (rate, small) => rate / small).ToList();
            yield return new($"{result.Operation}, against {results[0].Size:N0}", result.Size, Median(ratios), "times",
                0.8, AtLeast: true);
        }
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private Pair Prepare(Operation operation, Target target)
    {
        var requests = operation.Requests(target);
        var first = RunUntilSteady(target.Server.Address, requests, operation.Connections);
        var (address, ceiling) = operation.Ceiling?.Invoke(target)
            ?? (bare.Address, requests.To(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"/{first.MeanBody}")));
        RunUntilSteady(address, ceiling, operation.Connections);
        return new(target, requests, address, ceiling);
    }

    /// <summary>Until it has not become faster for a few bursts.</summary>
    private static Burst RunUntilSteady(System.Net.IPEndPoint address, Requests requests, int connections)
    {
        var burst = Generator.Run(address, requests, connections, WarmUp);
        var (best, since) = (burst.Rate, 0);
        for (var i = 1; i < LongestWarmUp && since < SteadyAfter; i++)
        {
            burst = Generator.Run(address, requests, connections, WarmUp);
            since = burst.Rate > best * Steady ? 0 : since + 1;
            best = Math.Max(best, burst.Rate);
        }
        return burst;
    }

    private sealed class Pair(Target target, Requests requests, System.Net.IPEndPoint address, Requests ceiling)
    {
        private readonly Histogram _times = new();
        private readonly List<double> _rates = [];
        private readonly List<double> _ceilings = [];
        private double _memory;

        public void Turn(TimeSpan length, int connections)
        {
            _ceilings.Add(Generator.Run(address, ceiling, connections, length).Rate);
            var burst = Generator.Run(target.Server.Address, requests, connections, length);
            _memory = Math.Max(_memory, target.Server.Memory);
            _rates.Add(burst.Rate);
            _times.Add(burst.Times);
        }

        public Result Result(Operation operation, Goal? goal) => new(
            operation.Name, target.Size, Median(_rates), _times.Percentile(50), _times.Percentile(99),
                operation.Beside, Median(_ceilings),
            Median(_rates.Zip(_ceilings, (rate, top) => rate / top)), goal, _memory) { Rates = _rates };
    }
}
