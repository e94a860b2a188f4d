using System.Diagnostics;
using Lanyard.Client;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests;

/// <summary>By itself, so that no other test's memory is counted.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneGroup;

[Collection(typeof(AloneGroup))]
public sealed class ExportMemoryTests(ITestOutputHelper output)
{
    private const long Limit = 64 << 20;

    private static readonly int Many = LongRun.IsWanted ? 1_000_000 : 20_000;

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    public async Task However_many_leads_they_fit_into_little_memory(string format)
    {
        var path = Path.GetTempFileName();
        try
        {
            var heap = new Heap();
            var watch = Stopwatch.StartNew();
            await using (var file = File.Create(path))
                await Export.RunAsync(new LongFeed(Many, heap), new(format), new Watched(file, heap), null, default);
            Assert.True(heap.Largest < Limit, $"{heap.Largest >> 20} MB are held.");
            // Of a run of one case alone.
            using var process = Process.GetCurrentProcess();
            output.WriteLine(
                $"{Many:N0} leads as {format}: {watch.Elapsed.TotalSeconds:N1} s, {new FileInfo(path).Length >> 20} MB, "
                + $"{heap.Largest >> 20} MB held, peak of the process {process.PeakWorkingSet64 >> 20} MB");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What is held, looked at now and then, beyond what was at the start.</summary>
    private sealed class Heap
    {
        private readonly long _start = GC.GetTotalMemory(forceFullCollection: true);

        public long Largest { get; private set; }

        public void Look() => Largest = Math.Max(Largest, GC.GetTotalMemory(forceFullCollection: true) - _start);
    }

    /// <summary>Leads made when they are asked for.</summary>
    private sealed class LongFeed(int count, Heap heap) : Feed
    {
        public override Task<FeedPage> ReadAsync(long after, CancellationToken cancellation)
        {
            var first = (int)after;
            if (first % (count / 10) == 0)
                heap.Look();
            var items = Enumerable.Range(first, Math.Min(100, count - first))
                .Select(n => TestLeads.Completed(n) with { Revision = n + 1 }).ToList();
            return Task.FromResult(new FeedPage(items, items.Count < 100));
        }

        public override Task<Connection?> FindAsync(string id, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public override Task<byte[]?> ReadFileAsync(string url, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }

    private sealed class Watched(Stream inner, Heap heap) : OneWayStream(inner)
    {
        private long _written;

        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            if ((_written >> 21) != ((_written += count) >> 21))
                heap.Look();
        }
    }
}
