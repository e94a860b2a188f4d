using System.Globalization;
using System.Text.Json;
using Lanyard.Client;

namespace Lanyard.Sync.Tests.Support;

/// <summary>Rounds of changes to the feed and of a process that syncs it and is killed; any kind of target.</summary>
internal static class KillRounds
{
    private static readonly int Rounds = LongRun.IsWanted ? 200 : 20;

    private static readonly string[] Points = ["page-read", "applied", "noted"];

    /// <returns>The feed, for what should stand there in the end.</returns>
    public static async Task<ScriptedFeed> RunAsync(Place place, int seed)
    {
        var (feed, random) = (new ScriptedFeed(), new Random(seed));
        await using var file = new FeedFile(place);
        for (var round = 0; round < Rounds; round++)
        {
            // More than one page to come, so that every point is passed.
            file.Put(feed, round * 400, random.Next(210, 400), $"-{round}", random);
            if (round % 2 == 0)
            {
                using var child = SyncChild.Start(
                    place, file.Path, "--kill", Points[random.Next(Points.Length)], "--at", random.Next(1, 3)
                        .ToString(CultureInfo.InvariantCulture));
                await child.KilledAsync();
            }
            else
            {
                using var child = SyncChild.Start(place, file.Path);
                await child.KillAsync(TimeSpan.FromMilliseconds(random.Next(0, 60)));
            }
        }
        using var last = SyncChild.Start(place, file.Path, "--once");
        await last.FinishedAsync();
        return feed;
    }

    /// <summary>A target whose position is ahead of its rows, killed between the two.</summary>
    public static async Task<ScriptedFeed> RunPositionFirstAsync(Place place)
    {
        var feed = new ScriptedFeed();
        await using var file = new FeedFile(place);
        file.Put(feed, 0, 350, "", new Random(1));
        using (var child = SyncChild.Start(
            place, file.Path, "--position-first", "--kill", "position-written", "--at", "2"))
            await child.KilledAsync();
        using var last = SyncChild.Start(place, file.Path, "--once");
        await last.FinishedAsync();
        return feed;
    }

    private sealed class FeedFile(Place place) : IAsyncDisposable
    {
        private readonly FileStream _file = new(
            System.IO.Path.Combine(place.Folder, "feed.jsonl"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite);

        public string Path => _file.Name;

        /// <summary>New leads, and changes and erasures of some that were there.</summary>
        public void Put(ScriptedFeed feed, int first, int count, string change, Random random)
        {
            var known = feed.Latest.ToList();
            for (var i = first; i < first + count; i++)
                Write(feed.Put(TestLeads.Completed(i)));
            for (var i = random.Next(0, 20); i > 0 && known.Count > 0; i--)
            {
                var lead = known[random.Next(known.Count)];
                Write(feed.Put(random.Next(4) == 0 ? TestLeads.Withdrawn(lead, "noAccess")
                    : TestLeads.Completed(int.Parse(lead.Id[6..], CultureInfo.InvariantCulture), change)));
            }
            _file.Flush(flushToDisk: false);
        }

        public ValueTask DisposeAsync() => _file.DisposeAsync();

        private void Write(Connection lead) =>
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(lead, JsonSerializerOptions.Web), (byte)'\n']);
    }
}
