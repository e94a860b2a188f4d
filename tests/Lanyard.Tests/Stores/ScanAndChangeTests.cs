using System.Security.Cryptography;
using Lanyard.Core;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Registrants;
using Lanyard.Data.Postgres;
using Lanyard.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Lanyard.Tests.Stores;

/// <summary>
/// A registrant is changed between the moment at which a scan reads it and the moment at which the scan commits: the
/// connection must come to show the change all the same.
/// </summary>
public sealed class ScanAndChangeTests : IAsyncLifetime
{
    private readonly Keys _keys = new(RandomNumberGenerator.GetBytes(Keys.MasterKeyLength));
    private readonly TestClock _clock = new();
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();

    public async ValueTask DisposeAsync() => await (await PostgresCluster.SharedAsync()).DropDatabaseAsync(_database);

    [Fact]
    public async Task A_change_waits_for_the_scan_that_has_read_the_registrant()
    {
        var observer = new ChangeBeforeCommit();
        Assert.Equal(2, await VersionShownAsync(new ScanTransaction(_keys, _clock, observer), observer));
    }

    [Fact]
    public async Task Without_the_lock_the_change_would_be_missed()
    {
        var observer = new ChangeBeforeCommit();
        Assert.Equal(1, await VersionShownAsync(new WithoutEventLock(_keys, _clock, observer), observer));
    }

    private async Task<int> VersionShownAsync(ScanTransaction scans, ChangeBeforeCommit observer)
    {
        await using var store = new PostgresStore(_database, _keys, _clock, NullLoggerFactory.Instance, scans);
        await store.OpenAsync(default);
        var show = new Event { OrganiserId = 1, Name = "Show", StartsOn = new(2026, 11, 24), EndsOn = new(2026, 11, 26), TimeZone = "UTC" };
        var exhibitor = new Exhibitor { EventId = show.Id, Key = "X", Name = "X" };
        await store.WriteAsync(c =>
        {
            c.AddRange(show, exhibitor);
            return Task.FromResult(0);
        }, default);
        await RegisterAsync("Doe");
        Task? change = null;
        observer.Act = () =>
        {
            change = Task.Run(async () =>
            {
                await RegisterAsync("Doe-Smith");
                while (await store.ApplyPortionAsync(default) is not AppliedPortion.None)
                    continue;
            });
            // Until it has come through, or waits for this scan.
            while (!change.IsCompleted && !IsWaiting())
                Thread.Yield();
        };
        await store.ScanAsync(new(new(show.Id, exhibitor.Id), _keys.HashBadge("badge-1"), 1_700_000_000, "", ScanOrigin.Api));
        await change!;
        var rows = new ConnectionRow[1];
        Assert.Equal(1, await store.ReadPageAsync(new(show.Id, exhibitor.Id), 0, rows, default));
        return rows[0].RegistrantVersion;

        Task RegisterAsync(string name) => store.WriteRegistrantsAsync(show.Id,
            [new("R1", ContactJson.Write(new Contact { LastName = name }), ProfileAnswers.Store([]), _keys.HashBadge("badge-1"), _keys.Protect("badge-1"), true)],
            default);
    }

    private bool IsWaiting()
    {
        using var connection = new NpgsqlConnection(_database);
        connection.Open();
        using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            + "WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted)", connection);
        return (bool)command.ExecuteScalar()!;
    }

    private sealed class ChangeBeforeCommit : CommitObserver
    {
        public Action Act { get; set; } = () => { };

        public override void BeforeCommit() => Act();
    }

    private sealed class WithoutEventLock(Keys keys, TimeProvider time, CommitObserver observer) : ScanTransaction(keys, time, observer)
    {
        protected override string LockEvents => base.LockEvents.Replace("pg_advisory_xact_lock_shared(x.accessible) IS NULL", "false", StringComparison.Ordinal);
    }
}
