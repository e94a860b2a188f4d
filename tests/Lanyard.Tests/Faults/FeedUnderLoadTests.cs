using System.Diagnostics;
using Lanyard.Tests.Histories;

namespace Lanyard.Tests.Faults;

/// <summary>
/// 32 writers, with pauses between giving out revisions and the commit, 8 readers that never rest and an organiser
/// beside them: a million writes in the long run.
/// </summary>
public sealed class FeedUnderLoadTests
{
    private const int Writers = 32;
    private const int Exhibitors = 4;
    private const int LongestLog = 128 << 20;

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public async Task No_reader_misses_anything_and_the_log_stays_short(int pause)
    {
        var writes = (Rounds.IsLong, pause) switch
        {
            (true, 0) => 1_000_000,
            (true, _) => 100_000,
            (false, 0) => 8_000,
            _ => 3_000,
        };
        var show = await Show.CreateAsync(Exhibitors, Math.Max(2_000, writes / Exhibitors));
        try
        {
            await using var server = await ServerChild.StartAsync(show.Folder, show.Database, null, $"Pause={pause}");
            using var workload = new Workload(show, readersOfEach: 2);
            using var end = new CancellationTokenSource();
            var log = WatchLogAsync(show.Folder, end.Token);
            var watch = Stopwatch.StartNew();
            await workload.RunAsync([server.Address], Writers, writes, CancellationToken.None);
            var rate = writes / watch.Elapsed.TotalSeconds;
            await end.CancelAsync();
            Assert.InRange(await log, 1, LongestLog);
            Assert.Empty(new HistoryChecker(workload.History, await workload.FinishAsync(server.Address)).Check());
            Assert.Empty(await show.Probe.CheckIntegrityAsync());
            TestContext.Current.SendDiagnosticMessage(
                $"{writes} writes with pauses to {pause} ms: {rate:0}/s, "
                + $"{workload.History.Readers.Sum(r => r.Pages.Count)} pages, log {await log >> 20} MiB");
        }
        finally
        {
            Directory.Delete(show.Folder, recursive: true);
        }
    }

    private static async Task<long> WatchLogAsync(string folder, CancellationToken end)
    {
        var longest = 0L;
        while (!end.IsCancellationRequested)
        {
            var log = new FileInfo(Path.Combine(folder, "lanyard.db-wal"));
            longest = Math.Max(longest, log.Exists ? log.Length : 0);
            await Task.Delay(10, CancellationToken.None);
        }
        return longest;
    }
}
