using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Stores;

/// <summary>
/// SQLite's write-ahead log can be begun anew only in a moment without readers, which a busy server never has.
/// </summary>
public sealed class LogLengthTests
{
    private const int Imports = 30;
    private const int RegistrantsInImport = 2_000;
    private const long Bound = 96 << 20;

    // Were the reader waited for, each of the ten batches would take as long.
    private static readonly TimeSpan LongestImport = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_log_stays_bounded_while_there_is_a_reader_at_every_moment()
    {
        await using var server = await TestServer.StartShowAsync();
        using var end = new CancellationTokenSource();
        var readers = ReadWithoutGapAsync(server.Folder, end.Token);
        var longest = 0L;
        for (var i = 0; i < Imports; i++)
            longest = Math.Max(longest, await ImportAsync(server, i));
        await end.CancelAsync();
        await readers;
        Assert.InRange(longest, 1, Bound);
    }

    [Fact]
    public async Task A_reader_that_stays_lets_the_log_grow_without_stopping_the_writer_and_it_is_cut_afterwards()
    {
        await using var server = await TestServer.StartShowAsync();
        var length = 0L;
        using (var reader = Open(server.Folder))
        {
            using var view = reader.BeginTransaction(deferred: true);
            Read(reader, view);
            for (var i = 0; length <= Bound * 3 / 2; i++)
            {
                var watch = Stopwatch.StartNew();
                length = await ImportAsync(server, i);
                Assert.True(watch.Elapsed < LongestImport, $"An import took {watch.Elapsed} behind a reader.");
            }
        }
        for (var i = 0; length > Bound; i++)
        {
            Assert.True(i < 20, $"The log still has {length} bytes.");
            length = await ImportAsync(server, 1_000 + i);
        }
    }

    [Fact]
    public async Task Peoples_changes_leave_the_log_alone_and_it_stays_bounded_by_them_too()
    {
        await using var server = await TestServer.StartShowAsync();
        var store = server.App.Services.GetRequiredService<IStore>();
        var database = Path.Combine(server.Folder, "lanyard.db");
        var (untouched, longest) = (File.GetLastWriteTimeUtc(database), 0L);
        for (var i = 0; i < 100; i++)
        {
            var value = new string((char)('a' + i % 26), 2 << 20);
            await store.WriteAsync(
                c => c.Database.ExecuteSqlAsync($"INSERT OR REPLACE INTO settings (name, value) VALUES ('large', {value})"),
                TestContext.Current.CancellationToken);
            // More than SQLite itself would leave in the log, less than the writer does.
            if (i == 4)
                Assert.Equal(untouched, File.GetLastWriteTimeUtc(database));
            longest = Math.Max(longest, LogLength(server));
        }
        Assert.InRange(longest, 10 << 20, Bound);
    }

    /// <summary>Returns how long the log is afterwards.</summary>
    private static async Task<long> ImportAsync(TestServer server, int number)
    {
        var lines = new StringBuilder();
        var memo = new string('x', 100);
        for (var i = 0; i < RegistrantsInImport; i++)
        {
            var key = $"{number}-{i}";
            var contact = new { lastName = key, firstName = memo, company = memo };
            lines.Append(JsonSerializer.Serialize(new { key, contact })).Append('\n');
        }
        var result = await OkAsync(server.Organiser.PostAsync(
            $"{server.Event}/registrants", new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson")));
        Assert.Equal(RegistrantsInImport, result.GetProperty("created").GetInt64());
        return LogLength(server);
    }

    private static long LogLength(TestServer server) => new FileInfo(Path.Combine(server.Folder, "lanyard.db-wal")).Length;

    /// <summary>Two views of the database that take turns: the next begins before the last one ends.</summary>
    private static Task ReadWithoutGapAsync(string folder, CancellationToken end) => Task.Run(() =>
    {
        using var first = Open(folder);
        using var second = Open(folder);
        var (current, next) = (first, second);
        var view = current.BeginTransaction(deferred: true);
        Read(current, view);
        while (!end.IsCancellationRequested)
        {
            var following = next.BeginTransaction(deferred: true);
            Read(next, following);
            view.Dispose();
            (current, next, view) = (next, current, following);
        }
        view.Dispose();
    }, CancellationToken.None);

    private static SqliteConnection Open(string folder)
    {
        var path = Path.Combine(folder, "lanyard.db");
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Read(SqliteConnection connection, SqliteTransaction view)
    {
        using var command = connection.CreateCommand();
        command.Transaction = view;
        command.CommandText = "SELECT count(*) FROM events";
        command.ExecuteScalar();
    }
}
