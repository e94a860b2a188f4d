using System.Text;
using Lanyard.Cli.Scan;
using Lanyard.Cli.Tests.Support;

namespace Lanyard.Cli.Tests.Scan;

public sealed class ScanQueueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();

    private string Journal => _folder.In("queue.journal");

    [Fact]
    public void What_is_saved_waits_in_order_with_its_own_time_after_a_restart()
    {
        using (var queue = Open())
        {
            Save(queue, "first");
            _clock.Now += TimeSpan.FromMinutes(2);
            Save(queue, "second");
        }

        using var again = Open();
        var waiting = ScanQueue.Look(_folder.Path).Waiting.ToList();

        Assert.Equal(["first", "second"], waiting.Select(scan => scan.Code));
        Assert.Equal([1, 2], waiting.Select(scan => scan.Number));
        Assert.Equal(
            [new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 24, 9, 2, 0, TimeSpan.Zero)],
            waiting.Select(scan => scan.Time));
    }

    [Fact]
    public void Numbers_are_not_used_again_after_everything_is_sent()
    {
        using (var queue = Open())
            queue.Finish(Save(queue, "first"));
        using (Open())
        {
        }

        using var again = Open();

        Assert.Equal(2, Save(again, "second").Number);
    }

    [Fact]
    public void Only_its_owner_can_read_the_queue()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var folder = _folder.In("new");
        using var queue = new ScanQueue(folder, "owner", _clock);
        Save(queue, "first");

        Assert.All(Directory.GetFiles(folder), file => Assert.Equal(Mode("rw"), ModeOf(file)));
        Assert.Equal(Mode("rwx"), ModeOf(folder));
    }

    [Fact]
    public void A_second_process_is_refused_in_words()
    {
        using var queue = Open();

        var fault = Assert.Throws<ScanException>(Open);

        Assert.Contains("Another lanyard scan", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scans_that_wait_for_one_client_are_never_sent_for_another()
    {
        using (var queue = Open())
            Save(queue, "first");

        var fault = Assert.Throws<ScanException>(() => new ScanQueue(_folder.Path, "client other", _clock));

        Assert.Contains("client desk", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_was_being_written_when_power_was_lost_is_left_out()
    {
        using (var queue = Open())
        {
            Save(queue, "first");
            Save(queue, "second");
        }
        File.WriteAllBytes(Journal, File.ReadAllBytes(Journal)[..^9]);

        using var again = Open();
        var third = Save(again, "third");

        Assert.Null(again.DamageNotice);
        Assert.Equal(2, third.Number);
        Assert.Equal(["first", "third"], ScanQueue.Look(_folder.Path).Waiting.Select(scan => scan.Code));
    }

    [Fact]
    public void A_damaged_line_costs_no_other_and_the_file_is_kept_as_it_was_found()
    {
        using (var queue = Open())
        {
            Save(queue, "first");
            Save(queue, "second");
            Save(queue, "third");
        }
        var damaged = Encoding.UTF8.GetString(File.ReadAllBytes(Journal))
            .Replace("second", "sec0nd", StringComparison.Ordinal);
        File.WriteAllText(Journal, damaged);

        using var again = Open();

        Assert.Equal(["first", "third"], ScanQueue.Look(_folder.Path).Waiting.Select(scan => scan.Code));
        var copy = Assert.Single(Directory.GetFiles(_folder.Path, "queue.journal.damaged-*"));
        Assert.Contains(copy, again.DamageNotice, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllText(copy));
    }

    [Fact]
    public void What_was_set_aside_keeps_its_reason_and_can_wait_again()
    {
        using (var queue = Open())
        {
            queue.PutAside(Save(queue, "first"), 404, "unknown_code", "No badge has this code.");
            Save(queue, "second");
        }
        using var again = Open();

        var refused = Assert.Single(ScanQueue.Look(_folder.Path).SetAside);
        Assert.Equal(
            (404, "unknown_code", "No badge has this code."), (refused.Status, refused.Reason, refused.Detail));
        Assert.Equal(1, again.SendAgain());
        Assert.Equal(["first", "second"], ScanQueue.Look(_folder.Path).Waiting.Select(scan => scan.Code));
    }

    [Fact]
    public void The_codes_of_sent_scans_leave_the_disk()
    {
        using (var queue = Open())
        {
            for (var i = 0; i < 1_000; i++)
                queue.Finish(Save(queue, $"canary-{i}"));
            Assert.InRange(new FileInfo(Journal).Length, 0, 200_000);
        }
        using (Open())
        {
        }

        Assert.DoesNotContain("canary", File.ReadAllText(Journal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_is_told_only_when_it_is_on_disk()
    {
        using var queue = Open();

        queue.Save("first", "reader", scan =>
            Assert.Contains(ScanQueue.Look(_folder.Path).Waiting, waiting => waiting.Number == scan.Number));
        var full = new FullQueue(_folder.In("full"), _clock);

        Assert.Throws<IOException>(() => full.Save("second", "reader", _ => Assert.Fail("It is not on disk.")));
        full.IsFull = false;
        Save(full, "third");
        full.Dispose();

        var content = ScanQueue.Look(_folder.In("full"));
        Assert.Equal(["third"], content.Waiting.Select(scan => scan.Code));
    }

    public void Dispose() => _folder.Dispose();

    private ScanQueue Open() => new(_folder.Path, "client desk", _clock);

    private static SavedScan Save(ScanQueue queue, string code) => queue.Save(code, "reader", _ => { });

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static UnixFileMode Mode(string letters) =>
        UnixFileMode.UserRead | UnixFileMode.UserWrite
        | (letters.Contains('x') ? UnixFileMode.UserExecute : UnixFileMode.None);

    /// <summary>On a disk that takes the line but cannot sync it.</summary>
    private sealed class FullQueue(string folder, TimeProvider clock) : ScanQueue(folder, "client desk", clock)
    {
        public bool IsFull { get; set; } = true;

        protected override void Sync()
        {
            if (IsFull)
                throw new IOException("No space left on device");
            base.Sync();
        }
    }
}
