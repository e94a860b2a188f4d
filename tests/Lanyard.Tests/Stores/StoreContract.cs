using System.Security.Cryptography;
using System.Text;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Lanyard.Data.Postgres;
using Lanyard.Data.Sqlite;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Stores;

public sealed class SqliteStoreTests : StoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lanyard-test-").FullName;

    protected override void Add(IServiceCollection services) => services.AddSqlite(Path.Combine(_folder, "lanyard.db"));

    protected override ValueTask DeleteAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}

public sealed class PostgresStoreTests : StoreContract
{
    private string? _database;

    protected override void Add(IServiceCollection services) => services.AddPostgres(_database!);

    protected override async ValueTask PrepareAsync() => _database = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();

    protected override async ValueTask DeleteAsync() => await (await PostgresCluster.SharedAsync()).DropDatabaseAsync(_database!);
}

/// <summary>What every store keeps to, whichever database it is on.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private readonly Keys _keys = new(RandomNumberGenerator.GetBytes(Keys.MasterKeyLength));
    private readonly TestClock _clock = new();
    private readonly Event _show = new()
    {
        OrganiserId = 1, Name = "Show", StartsOn = new(2026, 11, 24), EndsOn = new(2026, 11, 26), TimeZone = "UTC",
    };

    private ServiceProvider _services = null!;

    private IStore Store => _services.GetRequiredService<IStore>();

    private ChangeWorker Changes => _services.GetRequiredService<ChangeWorker>();

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        await OpenAsync();
        await Store.WriteAsync(c => Task.FromResult(c.Add(_show)), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await DeleteAsync();
    }

    [Fact]
    public async Task A_change_of_a_registrant_goes_on_after_a_restart_where_it_stopped()
    {
        var exhibitors = await AddExhibitorsAsync(400);
        await RegisterAsync("R1", "badge-1", "Doe");
        var before = new Dictionary<ExhibitorKey, ConnectionRow>();
        foreach (var exhibitor in exhibitors)
            before[exhibitor] = (await ScanAsync(exhibitor, "badge-1")).Connection;
        await RegisterAsync("R1", "badge-1", "Doe-Smith");

        Assert.True(await Store.ApplyPortionAsync(default));
        var halfway = await VersionsAsync(exhibitors);
        Assert.Contains(1, halfway);
        Assert.Contains(2, halfway);
        await ReopenAsync();
        while (await Store.ApplyPortionAsync(default))
            continue;

        var heads = new List<long>();
        foreach (var exhibitor in exhibitors)
        {
            var row = Assert.Single(await PageAsync(exhibitor, before[exhibitor].Revision + 1));
            Assert.Equal(before[exhibitor] with { Revision = row.Revision, RegistrantVersion = 2 }, row);
            heads.Add(row.Revision);
        }
        Assert.False(await Store.ApplyPortionAsync(default));
        foreach (var (exhibitor, head) in exhibitors.Zip(heads))
            Assert.Equal(head, await Store.HeadAsync(exhibitor, default));
    }

    [Fact]
    public async Task Exposing_a_question_reaches_all_who_answered_it_and_nobody_else()
    {
        var exhibitors = await AddExhibitorsAsync(200);
        var question = new ProfileQuestion { EventId = _show.Id, Key = "goal", Name = "Goal?", Type = QuestionType.Text, Position = 0 };
        await Store.WriteAsync(c => Task.FromResult(c.Add(question)), default);
        // One whom all have scanned, many whom one has scanned, some who did not answer, and some whom nobody has scanned.
        await RegisterAsync("R0", "badge-0", "Zero", new ProfileAnswer(question.Id, [], "All of them"));
        for (var i = 1; i <= 700; i++)
            await RegisterAsync($"R{i}", $"badge-{i}", "Doe", i % 7 == 0 ? null : new ProfileAnswer(question.Id, [], $"Goal {i}"));
        var answered = new HashSet<long>();
        foreach (var exhibitor in exhibitors)
            answered.Add((await ScanAsync(exhibitor, "badge-0")).Connection.RegistrantId);
        for (var i = 1; i <= 600; i++)
        {
            var connection = (await ScanAsync(exhibitors[i % exhibitors.Count], $"badge-{i}")).Connection;
            if (i % 7 != 0)
                answered.Add(connection.RegistrantId);
        }
        var heads = await HeadsAsync(exhibitors);
        await Store.WriteAsync(async c =>
        {
            (await c.ProfileQuestions.SingleAsync(q => q.Id == question.Id)).Exposed = true;
            return c.Changes.Add(new Change { EventId = _show.Id, Kind = ChangeKind.Question, SubjectId = question.Id, DueAt = _clock.GetUtcNow() });
        }, default);
        while (await Store.ApplyPortionAsync(default))
            continue;

        var seen = 0;
        foreach (var exhibitor in exhibitors)
        {
            foreach (var row in await PageAsync(exhibitor, heads[exhibitor] + 1))
            {
                Assert.Contains(row.RegistrantId, answered);
                var content = (await Store.ReadRegistrantsAsync([new(row.RegistrantEventId, row.RegistrantId)], default))[0];
                Assert.Equal(row.RegistrantVersion, content.Version);
                Assert.Contains("Goal?", Encoding.UTF8.GetString(content.ProfileQuestions), StringComparison.Ordinal);
                seen++;
            }
        }
        Assert.Equal(200 + 600 - 85, seen);
    }

    [Fact]
    public async Task Revisions_grow_when_the_clock_is_set_back_also_over_a_restart()
    {
        var exhibitor = (await AddExhibitorsAsync(1))[0];
        for (var i = 0; i < 4; i++)
            await RegisterAsync($"R{i}", $"badge-{i}", "Doe");
        var revisions = new List<long> { (await ScanAsync(exhibitor, "badge-0")).Connection.Revision };
        _clock.Now += TimeSpan.FromHours(-1);
        revisions.Add((await ScanAsync(exhibitor, "badge-1")).Connection.Revision);
        await ReopenAsync();
        revisions.Add((await ScanAsync(exhibitor, "badge-2")).Connection.Revision);
        _clock.Now += TimeSpan.FromHours(2);
        revisions.Add((await ScanAsync(exhibitor, "badge-3")).Connection.Revision);
        Assert.Equal(revisions.Distinct().Order(), revisions);
        Assert.Equal(UnixMicroseconds.From(_clock.GetUtcNow()), revisions[^1]);
    }

    [Fact]
    public async Task Whoever_changes_a_registrant_while_it_is_scanned_is_seen_on_every_connection()
    {
        var exhibitors = await AddExhibitorsAsync(60);
        await RegisterAsync("R1", "badge-1", "Version 1");
        var scans = exhibitors.Select(async (exhibitor, i) =>
        {
            await Task.Yield();
            return (await ScanAsync(exhibitor, "badge-1")).Connection;
        });
        var changes = Task.Run(async () =>
        {
            for (var version = 2; version <= 30; version++)
            {
                await RegisterAsync("R1", "badge-1", $"Version {version}");
                await Store.ApplyPortionAsync(default);
            }
        });
        await Task.WhenAll(scans);
        await changes;
        while (await Store.ApplyPortionAsync(default))
            continue;
        Assert.All(await VersionsAsync(exhibitors), version => Assert.Equal(30, version));
    }

    [Fact]
    public async Task A_registrant_erased_while_it_is_scanned_is_readable_nowhere()
    {
        var exhibitors = await AddExhibitorsAsync(60);
        await RegisterAsync("R1", "badge-1", "Doe");
        var scans = exhibitors.Select(async exhibitor =>
        {
            await Task.Yield();
            return (await ScanAsync(exhibitor, "badge-1")).Kind;
        }).ToList();
        var erasure = new Erasure(Store, Changes, new AuditLog(_keys, _clock), _clock);
        Assert.True(await erasure.EraseAsync(_show.Id, "R1", Actor.Operator, default));
        var kinds = await Task.WhenAll(scans);
        while (await Store.ApplyPortionAsync(default))
            continue;
        var rows = new List<ConnectionRow>();
        foreach (var exhibitor in exhibitors)
            rows.AddRange(await PageAsync(exhibitor, 0));
        Assert.Equal(kinds.Count(k => k is ScanResultKind.Stored), rows.Count);
        Assert.All(rows, row => Assert.Equal(ConnectionState.NoAccess, row.State));
    }

    [Fact]
    public async Task Notes_and_answers_get_a_new_revision_and_another_exhibitor_cannot_write_them()
    {
        var exhibitors = await AddExhibitorsAsync(2);
        await RegisterAsync("R1", "badge-1", "Doe");
        var row = (await ScanAsync(exhibitors[0], "badge-1")).Connection;
        var memo = new LeadEntry
        {
            EventId = _show.Id, ConnectionSeq = row.Seq, Id = 1, Kind = LeadEntryKind.Memo, At = _clock.GetUtcNow(), By = "Eva", Text = "Call her",
        };
        Assert.Null(await Store.EditAsync(exhibitors[1], row.Seq, [memo], default));
        var edited = await Store.EditAsync(exhibitors[0], row.Seq, [memo], default);
        var found = await Store.FindAsync(exhibitors[0], row.Seq, default);
        Assert.Equal(edited!.Value.Notes, found!.Value.Notes);
        Assert.Contains("\"text\":\"Call her\"", Encoding.UTF8.GetString(found.Value.Notes!), StringComparison.Ordinal);
        Assert.Equal(edited.Value.Revision, found.Value.Revision);
        Assert.True(found.Value.Revision > row.Revision);
        Assert.Null(await Store.FindAsync(exhibitors[1], row.Seq, default));
    }

    [Fact]
    public async Task Within_one_import_a_key_may_come_twice_and_a_badge_may_not()
    {
        var results = await Store.WriteRegistrantsAsync(
            _show.Id, [Write("R1", "a", "One"), Write("R2", "a", "Two"), Write("R1", "a", "Uno"), Write("R3", "c", "Three")], default);
        Assert.Equal(
            [RegistrantWriteResult.Created, RegistrantWriteResult.BadgeTaken, RegistrantWriteResult.Updated, RegistrantWriteResult.Created], results);
        // A badge that R1 gives up is R3's from then on, in the same import.
        results = await Store.WriteRegistrantsAsync(_show.Id, [Write("R1", "b", "Uno"), Write("R3", "a", "Three"), Write("R4", "c", "Four")], default);
        Assert.Equal([RegistrantWriteResult.Updated, RegistrantWriteResult.Updated, RegistrantWriteResult.Created], results);
        var exhibitor = (await AddExhibitorsAsync(1))[0];
        var ids = new List<long>();
        foreach (var code in (string[])["a", "b", "c"])
            ids.Add((await ScanAsync(exhibitor, code)).Connection.RegistrantId);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_token_is_found_until_it_is_removed_or_has_expired()
    {
        var (first, second) = (Token(7, hours: 1), Token(8, hours: 2));
        await Store.AddTokenAsync(first);
        await Store.AddTokenAsync(second);
        await ReopenAsync();
        Assert.Equal((7, 8), ((await FindAsync(first))!.ClientId, (await FindAsync(second))!.ClientId));
        Assert.Null(await Store.FindTokenAsync(first.ExpiresAt, second.Hash, default));
        await Store.RemoveExpiredTokensAsync(_clock.GetUtcNow() + TimeSpan.FromMinutes(90), default);
        Assert.Null(await FindAsync(first));
        await Store.RemoveTokenAsync(second.ExpiresAt, second.Hash, default);
        Assert.Null(await FindAsync(second));

        AccessToken Token(long client, int hours) => new()
        {
            ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromHours(hours), Hash = RandomNumberGenerator.GetBytes(32), ClientId = client,
        };

        ValueTask<AccessToken?> FindAsync(AccessToken token) => Store.FindTokenAsync(token.ExpiresAt, token.Hash, default);
    }

    [Fact]
    public async Task Hiding_a_field_brings_every_lead_once_more_without_it_and_goes_on_after_a_restart()
    {
        var exhibitors = await AddExhibitorsAsync(3);
        for (var i = 0; i < 300; i++)
        {
            await RegisterAsync($"R{i}", $"badge-{i}", "Doe");
            await ScanAsync(exhibitors[i % 3], $"badge-{i}");
        }
        var heads = await HeadsAsync(exhibitors);
        await Store.WriteAsync(async data =>
        {
            (await data.Events.SingleAsync(e => e.Id == _show.Id)).HiddenFields = ContactFields.LastName;
            return data.Changes.Add(new Change { EventId = _show.Id, Kind = ChangeKind.Fields, SubjectId = _show.Id, DueAt = _clock.GetUtcNow() });
        }, default);
        Assert.True(await Store.ApplyPortionAsync(default));
        await ReopenAsync();
        Assert.True(await Store.ApplyPortionAsync(default));
        while (await Store.ApplyPortionAsync(default))
            continue;

        foreach (var exhibitor in exhibitors)
        {
            var rows = await PageAsync(exhibitor, heads[exhibitor] + 1);
            Assert.Equal(100, rows.Count);
            Assert.All(rows, row => Assert.Equal(2, row.RegistrantVersion));
            var contents = await Store.ReadRegistrantsAsync(
                rows.ConvertAll(r => new RegistrantKey(r.RegistrantEventId, r.RegistrantId)), default);
            Assert.All(contents, content =>
            {
                Assert.Equal(2, content.Version);
                Assert.Equal(ContactJson.Empty.ToArray(), content.Contact);
            });
        }
        // Nor is it in what a scan reads beside.
        var again = await ScanAsync(exhibitors[0], "badge-0");
        Assert.DoesNotContain("Doe", Encoding.UTF8.GetString(again.Content?.Contact ?? []), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScanOrigin.Api)]
    [InlineData(ScanOrigin.Connect)]
    public async Task A_scan_of_someone_who_has_not_agreed_creates_nothing(ScanOrigin origin)
    {
        var exhibitor = (await AddExhibitorsAsync(1))[0];
        await RegisterAsync("R1", "badge-1", "Doe");
        await Store.WriteAsync(async data =>
            (await data.Events.SingleAsync(e => e.Id == _show.Id)).ConsentRequired = true, default);
        foreach (var state in new ConsentState?[] { null, ConsentState.No, ConsentState.Unknown })
        {
            await ConsentAsync(state);
            var refused = await Store.ScanAsync(new(exhibitor, _keys.HashBadge("badge-1"), 1_700_000_000, "", origin));
            Assert.Equal(ScanResultKind.NotConsented, refused.Kind);
        }
        Assert.Equal(0, await Store.HeadAsync(exhibitor, default));
        Assert.Equal((0, 0), await Store.ReadAsync(async data =>
            (await data.Connections.CountAsync(), await data.Scans.CountAsync())));

        await ConsentAsync(ConsentState.Yes);
        var taken = await Store.ScanAsync(new(exhibitor, _keys.HashBadge("badge-1"), 1_700_000_000, "", origin));
        Assert.Equal(ScanResultKind.Stored, taken.Kind);
        // Nobody sees it of the contact: agreeing makes no new version of it.
        Assert.Equal(1, taken.Connection.RegistrantVersion);
        var kept = await Store.ReadAsync(data => data.Registrants.SingleAsync());
        Assert.Equal(new Consent(ConsentState.Yes, _clock.GetUtcNow(), "3"), kept.Consent);

        // The same again is no news, also when the wording is another by now.
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Equal([RegistrantWriteResult.Unchanged], await ConsentAsync(ConsentState.Yes, "4"));
        Assert.Equal(kept.Consent, (await Store.ReadAsync(data => data.Registrants.SingleAsync())).Consent);

        Task<RegistrantWriteResult[]> ConsentAsync(ConsentState? given, string wording = "3") =>
            Store.WriteRegistrantsAsync(_show.Id, [Write("R1", "badge-1", "Doe") with
            {
                Consent = given is { } consent ? new ConsentInput { State = consent } : null, ConsentVersion = wording,
            }], default);
    }

    [Fact]
    public async Task A_purge_erases_in_portions_through_the_feed_and_goes_on_after_a_restart()
    {
        var exhibitors = await AddExhibitorsAsync(3);
        for (var i = 0; i < 150; i++)
        {
            await RegisterAsync($"R{i}", $"badge-{i}", "Doe");
            await ScanAsync(exhibitors[i % 3], $"badge-{i}");
        }
        await Store.WriteAsync(async data =>
        {
            var show = await data.Events.SingleAsync(e => e.Id == _show.Id);
            (show.RetentionDays, show.RetentionSetAt) = (30, _clock.GetUtcNow());
            return 0;
        }, default);
        var heads = await HeadsAsync(exhibitors);
        _clock.Now = new(2026, 12, 26, 23, 59, 0, TimeSpan.Zero);
        Assert.False(await PurgeAsync());
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(await PurgeAsync());
        Assert.Equal(100, await Store.ReadAsync(data => data.Registrants.CountAsync(r => r.Erased)));
        await ReopenAsync();
        Assert.True(await PurgeAsync());
        Assert.False(await PurgeAsync());
        while (await Store.ApplyPortionAsync(default))
            continue;

        Assert.All(await Store.ReadAsync(data => data.Registrants.ToListAsync()), r =>
            Assert.True(r.Erased && r.Search.Length == 0 && r.BadgeCode is null && r.BadgeHash is null));
        foreach (var exhibitor in exhibitors)
        {
            var rows = await PageAsync(exhibitor, heads[exhibitor] + 1);
            Assert.Equal(50, rows.Count);
            Assert.All(rows, row => Assert.Equal(ConnectionState.NoAccess, row.State));
        }
        Assert.Contains(await Store.ReadAsync(data => data.AuditEntries.ToListAsync()), e => e.Action == "event.purged");
    }

    [Fact]
    public async Task A_registrant_is_found_by_words_of_name_company_mail_and_key_without_accents()
    {
        var show = _show.Id;
        var registration = new Registration(Store, _keys);
        var contact = new Contact { FirstName = "Jörg", LastName = "Müßig", Company = "Łódź Textil", Email = "jm@example.com" };
        await registration.ImportAsync(show, new[] { Line("T-7", contact), Line("T-8", new Contact { LastName = "Doe" }) }
            .ToAsyncEnumerable(), default);
        var directory = new RegistrantDirectory(Store, new AuditLog(_keys, _clock));
        foreach (var words in new[] { "mussig", "MÜSSIG jorg", "lodz", "jm@EXAMPLE", "t-7 jörg" })
            Assert.Equal("T-7", Assert.Single(await directory.ListAsync(show, null, words, default)).Key);
        Assert.Empty(await directory.ListAsync(show, null, "jorg doe", default));
        Assert.Empty(await directory.ListAsync(show, null, "100% _", default));
        Assert.Equal(2, (await directory.ListAsync(show, null, " ", default)).Count);

        static ImportLine Line(string key, Contact contact) =>
            new(1, new RegistrantInput { Key = key, Contact = contact }, []);
    }

    [Fact]
    public async Task The_model_has_no_change_without_a_migration()
    {
        var hasPending = await Store.ReadAsync(data => Task.FromResult(data.Database.HasPendingModelChanges()));
        Assert.False(hasPending, "Add a migration for both stores: see CONTRIBUTING.md.");
    }

    protected abstract void Add(IServiceCollection services);

    protected virtual ValueTask PrepareAsync() => default;

    protected abstract ValueTask DeleteAsync();

    private async Task OpenAsync()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(_keys).AddSingleton<TimeProvider>(_clock)
            .AddSingleton<ChangeWorker>();
        Add(services);
        _services = services.BuildServiceProvider();
        await Store.OpenAsync(default);
    }

    private async Task ReopenAsync()
    {
        await _services.DisposeAsync();
        await OpenAsync();
    }

    private Task<bool> PurgeAsync()
    {
        var audit = new AuditLog(_keys, _clock);
        return new Purge(Store, new Erasure(Store, Changes, audit, _clock), audit, _clock).ApplyPortionAsync(default);
    }

    private Task<List<ExhibitorKey>> AddExhibitorsAsync(int count) => Store.WriteAsync(context => Task.FromResult(
        Enumerable.Range(0, count).Select(i =>
        {
            var exhibitor = new Exhibitor { EventId = _show.Id, Key = $"X{i}", Name = $"Exhibitor {i}" };
            context.Add(exhibitor);
            return new ExhibitorKey(_show.Id, exhibitor.Id);
        }).OrderBy(e => e.Id).ToList()), default);

    private async Task RegisterAsync(string key, string code, string lastName, ProfileAnswer? answer = null) =>
        await Store.WriteRegistrantsAsync(_show.Id, [Write(key, code, lastName, answer)], default);

    private RegistrantWrite Write(string key, string code, string lastName, ProfileAnswer? answer = null) => new(
        key, ContactJson.Write(new Contact { LastName = lastName }), ProfileAnswers.Store(answer is null ? [] : [answer]),
        _keys.HashBadge(code), _keys.Protect(code), BadgeGiven: true);

    private async Task<ScanResult> ScanAsync(ExhibitorKey exhibitor, string code) =>
        await Store.ScanAsync(new(exhibitor, _keys.HashBadge(code), 1_700_000_000, "", ScanOrigin.Api));

    private async Task<List<ConnectionRow>> PageAsync(ExhibitorKey exhibitor, long from)
    {
        var rows = new ConnectionRow[100];
        return rows[..await Store.ReadPageAsync(exhibitor, from, rows, default)].ToList();
    }

    private async Task<List<int>> VersionsAsync(List<ExhibitorKey> exhibitors)
    {
        var versions = new List<int>();
        foreach (var exhibitor in exhibitors)
            versions.Add(Assert.Single(await PageAsync(exhibitor, 0)).RegistrantVersion);
        return versions;
    }

    private async Task<Dictionary<ExhibitorKey, long>> HeadsAsync(List<ExhibitorKey> exhibitors)
    {
        var heads = new Dictionary<ExhibitorKey, long>();
        foreach (var exhibitor in exhibitors)
            heads[exhibitor] = await Store.HeadAsync(exhibitor, default);
        return heads;
    }
}
