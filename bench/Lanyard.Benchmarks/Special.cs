using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Lanyard.Benchmarks.Load;
using Lanyard.Benchmarks.Servers;
using Microsoft.Data.Sqlite;

namespace Lanyard.Benchmarks;

/// <summary>What is measured by other means than bursts in turns.</summary>
internal static class Special
{
    private const int Changes = 15;
    private const int ImportLines = 100_000;

    /// <summary>A scan that nobody else's shares a commit with, beside the store's own smallest commit.</summary>
    public static IEnumerable<Figure> ScanAlone(Target target, TimeSpan length, int rounds, bool isPostgres)
    {
        var (scans, commits, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var scan = Generator.Run(target.Server.Address, target.Scans(), 1, length).Times.Percentile(50);
            // The first round warms up.
            if (round == 0)
                continue;
            scans.Add(scan);
            if (isPostgres)
                continue;
            commits.Add(CommitAlone(target.Folder, length));
            ratios.Add(scan / commits[^1]);
        }
        yield return new("scan alone, p50", target.Size, Bench.Median(scans), "ms", null);
        if (isPostgres)
            yield break;
        yield return new("smallest durable commit, p50", target.Size, Bench.Median(commits), "ms", null);
        yield return new("scan alone / smallest durable commit", target.Size, Bench.Median(ratios), "times", 1.5);
    }

    /// <summary>Changes a registrant whom a thousand exhibitors scanned, while others scan.</summary>
    public static async Task<IReadOnlyList<Figure>> FanOutAsync(Target target)
    {
        if (target.Callers.Count < 1000)
            return [];
        using var organiser = await target.OrganiseAsync();
        await ScanByAllAsync(target, target.Show.Badges[0]);
        // What the request costs without a connection to show it on. Milliseconds for 1,000 rows are microseconds a
        // row.
        var alone = await ChangeAsync(organiser, target, "X-new", TimeSpan.Zero);
        var together = await ChangeAsync(organiser, target, "R-1", TimeSpan.Zero);
        using var stop = new CancellationTokenSource();
        var beside = Task.Run(() => Generator.Run(
            target.Server.Address, target.Scans(), 1, TimeSpan.FromMinutes(5), stop.Token));
        await ChangeAsync(organiser, target, "R-1", TimeSpan.FromMilliseconds(20));
        await stop.CancelAsync();
        var waits = (await beside).Times;
        return
        [
            new("fan-out of 1,000, a row", target.Size, together - alone, "µs", 15),
            new("scan beside a fan-out, longest", target.Size, waits.Longest.TotalMilliseconds, "ms", 50),
        ];
    }

    public static async Task<IReadOnlyList<Figure>> ImportAsync(Target target)
    {
        using var organiser = await target.OrganiseAsync();
        using var made = await organiser.PostAsync("/organise/v1/events", Json(
            """{"name":"Import","startsOn":"2026-11-24","endsOn":"2026-11-26","timeZone":"UTC"}"""));
        var id = System.Text.Json.JsonDocument.Parse(
            await made.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync())
            .RootElement.GetProperty("id").GetString();
        var text = new StringBuilder();
        for (var i = 0; i < ImportLines; i++)
            text.Append(CultureInfo.InvariantCulture, $$"""{"key":"I-{{i}}",{{Person(i)}}}""").Append('\n');
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text.ToString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var watch = Stopwatch.StartNew();
        using var answer = await organiser.PostAsync($"/organise/v1/events/{id}/registrants", content);
        var seconds = watch.Elapsed.TotalSeconds;
        var told = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return told.Contains($"\"created\":{ImportLines}", StringComparison.Ordinal)
            ? [new("import of 100,000 registrants", target.Size, ImportLines / seconds, "lines/s", null)]
            : throw new InvalidOperationException("The import failed: " + told[..Math.Min(told.Length, 1000)]);
    }

    /// <summary>The write-ahead log under scans and pages that do not rest.</summary>
    public static Figure Log(Target target, TimeSpan length)
    {
        var largest = 0L;
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => Generator.Run(
            target.Server.Address, target.Pages(), 4, TimeSpan.FromHours(1), stop.Token));
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                largest = Math.Max(largest, new FileInfo(target.LogPath) is { Exists: true } log ? log.Length : 0);
                await Task.Delay(50);
            }
        });
        Generator.Run(target.Server.Address, target.Scans(), 32, length);
        stop.Cancel();
        Task.WaitAll(reading, watching);
        return new("write-ahead log under load, largest", target.Size, largest / 1024.0 / 1024, "MiB", 300);
    }

    private static double CommitAlone(string folder, TimeSpan length)
    {
        var path = Path.Combine(folder, "commit.db");
        var times = new Histogram();
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=100; "
                + "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v BLOB)";
            command.ExecuteNonQuery();
            command.CommandText = "INSERT INTO t (v) VALUES ($v)";
            command.Parameters.AddWithValue("$v", new byte[100]);
            // Until the log is used again: a file that grows is another, slower flush.
            for (var i = 0; i < 300; i++)
                command.ExecuteNonQuery();
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < length;)
            {
                var start = Stopwatch.GetTimestamp();
                command.ExecuteNonQuery();
                times.Add(Stopwatch.GetElapsedTime(start));
            }
        }
        foreach (var file in (string[])[path, path + "-wal", path + "-shm"])
            File.Delete(file);
        return times.Percentile(50);
    }

    private static async Task ScanByAllAsync(Target target, string badge)
    {
        foreach (var (caller, _) in target.Callers.Zip(target.ScansOf(badge)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/v1/connections")
                { Content = Json($$"""{"code":"{{badge}}"}""") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller.Token);
            using var answer = (await target.Server.Http.SendAsync(request)).EnsureSuccessStatusCode();
        }
    }

    /// <summary>
    /// Milliseconds until a change is answered, which is when it stands everywhere; the median of several.
    /// </summary>
    private static async Task<double> ChangeAsync(HttpClient organiser, Target target, string key, TimeSpan pause)
    {
        var times = new List<double>();
        for (var i = 0; i < Changes; i++)
        {
            var body = Json($$"""{{{Person(Environment.TickCount + i)}}}""");
            var start = Stopwatch.GetTimestamp();
            using var answer = await organiser.PutAsync(
                $"/organise/v1/events/{target.Show.EventId}/registrants/{key}", body);
            if (answer.StatusCode is not HttpStatusCode.OK)
                throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(pause);
        }
        return Bench.Median(times);
    }

    private static string Person(int number) =>
        $$$"""
        "contact":{"firstName":"Anna","lastName":"Visser {{{number}}}","address":{"city":"Utrecht","country":"NL"}}
        """;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
