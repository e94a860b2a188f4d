using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanyard.Client;
using Lanyard.Sync;
using Lanyard.Sync.Targets.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Lanyard.Benchmarks;

/// <summary>A first sync of many leads to PostgreSQL, beside COPY of the same rows in the same run.</summary>
internal static class SyncBench
{
    private const double MostMemory = 200;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var leads = new Option<int>("--leads") { Description = "Leads in the feed", DefaultValueFactory = _ => 1_000_000 };
        var store = new Option<string>("--store")
        {
            Description = "A PostgreSQL connection string of an empty database", Required = true,
        };
        var report = new Option<string?>("--report") { Description = "Writes the table (Markdown)" };
        var root = new RootCommand("Measures a first sync to PostgreSQL beside COPY") { leads, store, report };
        root.SetAction(async parsed =>
        {
            var figures = await MeasureAsync(parsed.GetValue(store)!, parsed.GetValue(leads));
            var table = Report.Table(figures);
            Console.WriteLine(table);
            if (parsed.GetValue(report) is { } path)
                await File.WriteAllTextAsync(path, table);
        });
        return await root.Parse(arguments).InvokeAsync();
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string store, int count)
    {
        var folder = Directory.CreateTempSubdirectory("lanyard-bench-sync-").FullName;
        try
        {
            var settings = new TargetSettings("bench", "postgres",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["connection"] = store }, new Dictionary<string, string?>());
            var feed = new MadeFeed(count);
            using var state = TargetState.Open(Path.Combine(folder, "state.db"));
            using var http = new HttpClient();
            var context = new TargetContext(settings, state, http, feed.ReadFileAsync, TimeProvider.System);
            await using var target = TargetCatalog.Find("postgres").Create(context);
            await target.PrepareAsync(default);
            var sync = new TargetSync(target, state, feed, TimeProvider.System, new SyncObserver());
            var memory = new MemoryMarks(count);
            var watch = Stopwatch.StartNew();
            await sync.RunAsync(memory, default);
            var rate = count / watch.Elapsed.TotalSeconds;
            var peak = MemoryMarks.Read("VmHWM:");
            var idle = await IdleAsync(store, sync, feed, folder);
            var copied = await CopyAsync(store, settings, count);
            return
            [
                new("first sync", count, rate, "leads/s", null),
                new("COPY of the same rows", count, copied, "leads/s", null),
                new("first sync / COPY", count, rate / copied, "times", null),
                new("memory, most ever", count, peak, "MiB", MostMemory),
                new("memory at the end / at a tenth", count, memory.Growth, "times", 1.2),
                .. idle,
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a poll without news costs the feed, the table and the state.</summary>
    private static async Task<IReadOnlyList<Figure>> IdleAsync(string store, TargetSync sync, MadeFeed feed, string folder)
    {
        await sync.RunAsync(null, default);
        var (reads, before) = (feed.Reads, await WritesAsync());
        const int Polls = 100;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Polls; i++)
            await sync.RunAsync(null, default);
        return
        [
            new("idle poll, requests to the feed", feed.Count, (feed.Reads - reads) / (double)Polls, "requests", 1),
            new("idle polls that wrote", feed.Count, before == await WritesAsync() ? 0 : 1, "", 0),
            new("idle poll", feed.Count, watch.Elapsed.TotalMilliseconds / Polls, "ms", null),
        ];

        // The transaction that wrote the position last, and the state's files.
        async Task<string> WritesAsync()
        {
            await using var connection = new NpgsqlConnection(store);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT xmin::text FROM lanyard_position", connection);
            var written = string.Join(' ', new DirectoryInfo(folder).GetFiles().Select(f => $"{f.Name} {f.Length} {f.LastWriteTimeUtc:O}"));
            return $"{await command.ExecuteScalarAsync()} {written}";
        }
    }

    private static async Task<double> CopyAsync(string store, TargetSettings settings, int count)
    {
        var table = LeadTable.Create(settings);
        await using var connection = new NpgsqlConnection(store);
        await connection.OpenAsync();
        await using (var create = new NpgsqlCommand("CREATE TABLE leads_by_copy (LIKE leads INCLUDING ALL)", connection))
            await create.ExecuteNonQueryAsync();
        var watch = Stopwatch.StartNew();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY leads_by_copy FROM STDIN (FORMAT BINARY)"))
        {
            for (var i = 0; i < count; i++)
            {
                var row = table.Row(MadeFeed.Lead(i));
                await copy.StartRowAsync();
                for (var column = 0; column < row.Length; column++)
                    await WriteAsync(copy, table.Columns[column].Kind, row[column]);
            }
            await copy.CompleteAsync();
        }
        return count / watch.Elapsed.TotalSeconds;
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, ColumnKind kind, string? value) => (kind, value) switch
    {
        (_, null) => copy.WriteNullAsync(),
        (ColumnKind.Revision, _) => copy.WriteAsync(long.Parse(value, CultureInfo.InvariantCulture), NpgsqlDbType.Bigint),
        (ColumnKind.Time, _) => copy.WriteAsync(
            DateTime.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), NpgsqlDbType.TimestampTz),
        (ColumnKind.Json, _) => copy.WriteAsync(value, NpgsqlDbType.Jsonb),
        _ => copy.WriteAsync(value, NpgsqlDbType.Text),
    };

    /// <summary>Leads made as they are asked for.</summary>
    private sealed class MadeFeed(int count) : Feed
    {
        private const int PageSize = 100;
        private const long First = 10_000_000_000;
        private static readonly DateTimeOffset Opening = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

        public int Count => count;

        public int Reads { get; private set; }

        public static Connection Lead(int number) => new()
        {
            Id = "364e2t" + number.ToString("D7", CultureInfo.InvariantCulture),
            Revision = First + number,
            State = "completed",
            Source = "barcode",
            ScanInfo = "Eva",
            Time = Opening.AddSeconds(number / 10),
            Contact = new Contact
            {
                Title = "Ms", FirstName = "Zoë", LastNamePrefix = "van de", LastName = $"Müller-{number}", Company = $"Acme {number} Söhne & Co",
                Department = "Purchasing", JobFunction = "Head of purchasing", Email = $"lead{number}@example.com", Phone1 = "+44 208 123456",
                Website = "www.example.com",
                Address = new Address { Street = "Business Park", HouseNumber = "12", City = "Elstree", PostalCode = "WD2 3AB", Country = "GB" },
            },
            ExhibitorQuestions = [Answered("1zbiwx0v7", "Lead rating", "Medium"), Answered("1zbiwx0v8", "Follow up", "Call next week")],
            ProfileQuestions = [Answered("1z8s4wm0y", "What is your seniority level?", "Director"), Answered("1z8s4wm0z", "Interests", "Robots")],
            Notes = number % 5 == 0
                ? [new Note { Id = $"n{number}", Type = "memo", Text = $"Wants a quote for {number}", ScanInfo = "Eva", Time = Opening }] : [],
        };

        public override Task<FeedPage> ReadAsync(long after, CancellationToken cancellation)
        {
            Reads++;
            var from = (int)Math.Max(0, after + 1 - First);
            var items = Enumerable.Range(from, Math.Clamp(count - from, 0, PageSize)).Select(Lead).ToList();
            return Task.FromResult(new FeedPage(items, items.Count < PageSize));
        }

        public override Task<Connection?> FindAsync(string id, CancellationToken cancellation) => Task.FromResult<Connection?>(null);

        public override Task<byte[]?> ReadFileAsync(string url, CancellationToken cancellation) => Task.FromResult<byte[]?>([]);

        private static Question Answered(string id, string name, string answer) =>
            new() { Id = id, Name = name, Type = "radio", Answers = [new Answer { Id = id, Name = answer, Type = "label" }] };
    }

    /// <summary>Resident memory of this process on the way.</summary>
    private sealed class MemoryMarks(int count) : IProgress<SyncResult>
    {
        private double _atTenth;

        public double Growth => Read("VmRSS:") / _atTenth;

        public static double Read(string name) => double.Parse(
            File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture) / 1024;

        public void Report(SyncResult value)
        {
            if (_atTenth == 0 && value.Arrived >= count / 10)
                _atTenth = Read("VmRSS:");
        }
    }
}
