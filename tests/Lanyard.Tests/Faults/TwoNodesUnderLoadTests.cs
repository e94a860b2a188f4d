using System.Diagnostics;
using Lanyard.Tests.Histories;
using Lanyard.Tests.Support;

namespace Lanyard.Tests.Faults;

/// <summary>
/// Two nodes on one PostgreSQL, 32 writers over both with pauses between giving out revisions and the commit, and readers
/// that never rest and ask now one node, now the other.
/// </summary>
public sealed class TwoNodesUnderLoadTests
{
    private const int Writers = 32;
    private const int Exhibitors = 4;

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public async Task No_reader_misses_anything(int pause)
    {
        var writes = (Rounds.IsLong, pause) switch { (true, 0) => 1_000_000, (true, _) => 100_000, (false, 0) => 8_000, _ => 3_000 };
        Assert.Empty(await RunAsync(writes, $"Pause={pause}"));
    }

    [Fact]
    public async Task With_revisions_from_a_plain_sequence_a_reader_is_found_to_miss_some()
    {
        var violations = await RunAsync(3_000, "Pause=20", "PlainSequence=true");
        Assert.Contains(violations, v => v.Rule is "F2" or "F3");
    }

    private static async Task<IReadOnlyList<Violation>> RunAsync(int writes, params string[] faults)
    {
        var cluster = await PostgresCluster.SharedAsync();
        var show = await Show.CreateAsync(Exhibitors, Math.Max(2_000, writes / Exhibitors), await cluster.CreateDatabaseAsync());
        await using var first = await ServerChild.StartAsync(show.Folder, show.Database, null, faults);
        await using var second = await ServerChild.StartAsync(show.Folder, show.Database, null, faults);
        using var workload = new Workload(show, readersOfEach: 2);
        var watch = Stopwatch.StartNew();
        await workload.RunAsync([first.Address, second.Address], Writers, writes, CancellationToken.None);
        TestContext.Current.SendDiagnosticMessage(
            $"{writes} writes on two nodes, {string.Join(' ', faults)}: {writes / watch.Elapsed.TotalSeconds:0}/s, "
            + $"{workload.History.Readers.Sum(r => r.Pages.Count)} pages");
        var violations = new HistoryChecker(workload.History, await workload.FinishAsync(first.Address), lateHeads: true).Check();
        Directory.Delete(show.Folder, recursive: true);
        return violations;
    }
}
