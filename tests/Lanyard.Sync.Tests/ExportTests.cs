using Lanyard.Client;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lanyard-export-").FullName;

    private string CsvPath => Path.Combine(_folder, "leads.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Completed_leads_stand_in_the_file_once_by_their_latest_revision()
    {
        var feed = new ChangingFeed();
        feed.Inner.PutMany(250);
        feed.Inner.Put(TestLeads.Withdrawn(TestLeads.Completed(900), "noLicense"));
        var progress = new Counts();
        var result = await Export.RunAsync(feed, new("csv"), CsvPath, progress, default);
        var table = await ForeignTable.ReadCsvAsync(CsvPath);
        Assert.Equal(250, result.Leads);
        Assert.Equal(250, table.Rows.Count);
        Assert.Equal("lead3-late@example.com", table.Cell(TestLeads.Id(3), "contact.email"));
        Assert.Equal(feed.Inner.Latest.Max(l => l.Revision), result.Position);
        Assert.Equal([100, 200, 252], progress.Values);
        Assert.Equal([CsvPath], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task It_begins_behind_a_position_and_takes_the_states_asked_for()
    {
        var feed = new ScriptedFeed();
        feed.PutMany(10);
        var after = feed.Latest.Max(l => l.Revision);
        feed.PutMany(2, first: 10);
        feed.Put(TestLeads.Withdrawn(TestLeads.Completed(900), "noLicense"));
        await Export.RunAsync(feed, new("csv") { After = after, States = [] }, CsvPath, null, default);
        Assert.Equal(3, (await ForeignTable.ReadCsvAsync(CsvPath)).Rows.Count);
        await Export.RunAsync(feed, new("csv") { After = after, States = ["NoLicense"] }, CsvPath, null, default);
        Assert.Equal(TestLeads.Id(900), Assert.Single((await ForeignTable.ReadCsvAsync(CsvPath)).Rows)[0]);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    public async Task It_goes_to_an_output_that_cannot_go_back(string format)
    {
        var feed = new ScriptedFeed();
        feed.PutMany(120);
        var path = Path.Combine(_folder, "leads." + format);
        await using (var file = File.Create(path))
            await Export.RunAsync(feed, new(format), new OneWayStream(file), null, default);
        var rows = format switch
        {
            "csv" => (await ForeignTable.ReadCsvAsync(path)).Rows.Count,
            "xlsx" => (await ForeignTable.ReadXlsxAsync(path)).Rows.Count,
            "parquet" => (await ForeignTable.ReadParquetAsync(path)).Rows.Count,
            _ => (await File.ReadAllLinesAsync(path)).Length,
        };
        Assert.Equal(120, rows);
    }

    [Fact]
    public async Task A_feed_that_breaks_off_leaves_the_old_file()
    {
        await File.WriteAllTextAsync(CsvPath, "old");
        await Assert.ThrowsAsync<TargetUnavailableException>(
            () => Export.RunAsync(new BrokenFeed(), new("csv"), CsvPath, null, default));
        Assert.Equal("old", await File.ReadAllTextAsync(CsvPath));
        Assert.Equal([CsvPath], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Wrong_settings_are_told_before_the_feed_is_read()
    {
        var feed = new ScriptedFeed();
        await Assert.ThrowsAsync<TargetFaultException>(() => Export.RunAsync(feed, new("pdf"), CsvPath, null, default));
        var fields = new Dictionary<string, string?> { ["x"] = "contact.shoeSize" };
        await Assert.ThrowsAsync<TargetFaultException>(
            () => Export.RunAsync(feed, new("csv") { Fields = fields }, CsvPath, null, default));
        var gone = Path.Combine(_folder, "gone", "leads.csv");
        await Assert.ThrowsAsync<TargetFaultException>(() => Export.RunAsync(feed, new("csv"), gone, null, default));
        Assert.Equal(0, feed.Reads);
    }

    private sealed class Counts : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }

    /// <summary>A lead changes after it was read.</summary>
    private sealed class ChangingFeed : Feed
    {
        private bool _changed;

        public ScriptedFeed Inner { get; } = new();

        public override async Task<FeedPage> ReadAsync(long after, CancellationToken cancellation)
        {
            var page = await Inner.ReadAsync(after, cancellation);
            if (!_changed)
                Inner.Put(TestLeads.Completed(3, "-late"));
            _changed = true;
            return page;
        }

        public override Task<Connection?> FindAsync(string id, CancellationToken cancellation) =>
            Inner.FindAsync(id, cancellation);

        public override Task<byte[]?> ReadFileAsync(string url, CancellationToken cancellation) =>
            Inner.ReadFileAsync(url, cancellation);
    }

    private sealed class BrokenFeed : Feed
    {
        public override Task<FeedPage> ReadAsync(long after, CancellationToken cancellation) => after == 0
            ? Task.FromResult(new FeedPage([TestLeads.Completed(1)], IsLast: false))
            : throw new TargetUnavailableException("The feed broke off.");

        public override Task<Connection?> FindAsync(string id, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public override Task<byte[]?> ReadFileAsync(string url, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }
}
