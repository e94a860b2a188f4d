using System.Text;
using Lanyard.Core.Audit;
using Lanyard.Core.Changes;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Registrants;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Tests.Stores;

public sealed class StoreChangeTestsOnSqlite() : StoreChangeTests(TestStore.Sqlite);

public sealed class StoreChangeTestsOnPostgres() : StoreChangeTests(TestStore.Postgres);

/// <summary>How every store carries a change to the connections that show it.</summary>
public abstract class StoreChangeTests(TestStore store) : StoreContract(store)
{
    [Fact]
    public async Task A_change_of_a_registrant_goes_on_after_a_restart_where_it_stopped()
    {
        var exhibitors = await AddExhibitorsAsync(400);
        await RegisterAsync("R1", "badge-1", "Doe");
        var before = new Dictionary<ExhibitorKey, ConnectionRow>();
        foreach (var exhibitor in exhibitors)
            before[exhibitor] = (await ScanAsync(exhibitor, "badge-1")).Connection;
        await RegisterAsync("R1", "badge-1", "Doe-Smith");

        await ApplyOneAsync();
        var halfway = await VersionsAsync(exhibitors);
        Assert.Contains(1, halfway);
        Assert.Contains(2, halfway);
        await ReopenAsync();
        await ApplyAllAsync();

        var heads = new List<long>();
        foreach (var exhibitor in exhibitors)
        {
            var row = Assert.Single(await PageAsync(exhibitor, before[exhibitor].Revision + 1));
            Assert.Equal(before[exhibitor] with { Revision = row.Revision, RegistrantVersion = 2 }, row);
            heads.Add(row.Revision);
        }
        Assert.Equal(AppliedPortion.None, await Store.ApplyPortionAsync(default));
        foreach (var (exhibitor, head) in exhibitors.Zip(heads))
            Assert.Equal(head, await Store.HeadAsync(exhibitor, default));
    }

    [Fact]
    public async Task Exposing_a_question_reaches_all_who_answered_it_and_nobody_else()
    {
        var exhibitors = await AddExhibitorsAsync(200);
        var question = await AddQuestionAsync();
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
        await ExposeAsync(question);
        await ApplyAllAsync();

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
        await ApplyAllAsync();
        Assert.All(await VersionsAsync(exhibitors), version => Assert.Equal(30, version));
    }

    [Fact]
    public async Task Whoever_is_scanned_for_the_first_time_while_a_question_is_exposed_shows_it_like_everybody_else()
    {
        const int Registrants = 2_000;
        var exhibitors = await AddExhibitorsAsync(20);
        var question = await AddQuestionAsync();
        await Store.WriteRegistrantsAsync(Show.Id, Enumerable.Range(0, Registrants)
            .Select(i => Write($"R{i}", $"badge-{i}", "Doe", new ProfileAnswer(question.Id, [], $"Goal {i}"))).ToList(), default);
        await ExposeAsync(question);
        var changes = Task.Run(ApplyAllAsync);
        await Parallel.ForAsync(0, Registrants, async (i, _) => await ScanAsync(exhibitors[i % exhibitors.Count], $"badge-{i}"));
        await changes;

        var rows = await RowsAsync(exhibitors);
        Assert.Equal(Registrants, rows.Count);
        Assert.All(rows, row => Assert.Equal(2, row.RegistrantVersion));
    }

    [Fact]
    public async Task Who_is_corrected_while_a_question_is_brought_to_all_leads_does_not_wait_for_it()
    {
        var exhibitor = Assert.Single(await AddExhibitorsAsync(1));
        await ExposeAnsweredAsync(exhibitor, registrants: 300);
        var head = (await HeadsAsync([exhibitor]))[exhibitor];
        await ApplyOneAsync();
        var shown = await PageAsync(exhibitor, head + 1);
        // The walk goes in the order of ids, which are left to chance: one that it has not reached.
        var waiting = 0;
        while ((await ScanAsync(exhibitor, $"badge-{waiting}")).Connection.RegistrantVersion > 1)
            waiting++;
        await RegisterAsync($"R{waiting}", $"badge-{waiting}", "Doe-Smith");
        await ApplyOneAsync();
        var corrected = Assert.Single(await PageAsync(exhibitor, shown[^1].Revision + 1));
        Assert.DoesNotContain(shown, row => row.RegistrantId == corrected.RegistrantId);
        Assert.InRange(shown.Count, 1, 100);
        await ApplyAllAsync();
        Assert.All(await RowsAsync([exhibitor]), row => Assert.Equal(2, row.RegistrantVersion));
    }

    [Fact]
    public async Task A_question_changed_again_and_again_before_its_turn_is_brought_to_the_leads_once()
    {
        var exhibitor = Assert.Single(await AddExhibitorsAsync(1));
        var question = await ExposeAnsweredAsync(exhibitor, registrants: 100);
        await ExposeAsync(question);
        await ExposeAsync(question);
        await ApplyOneAsync();
        // This one has begun: what changes now is not in the leads that it is past.
        await ExposeAsync(question);
        await ExposeAsync(question);
        await ApplyAllAsync();
        Assert.All(await RowsAsync([exhibitor]), row => Assert.Equal(3, row.RegistrantVersion));
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
        var erasure = new Erasure(Store, Changes, new AuditLog(Keys, Clock), Clock);
        Assert.True(await erasure.EraseAsync(Show.Id, "R1", Actor.Operator, default));
        var kinds = await Task.WhenAll(scans);
        await ApplyAllAsync();
        var rows = await RowsAsync(exhibitors);
        Assert.Equal(kinds.Count(k => k is ScanResultKind.Stored), rows.Count);
        Assert.All(rows, row => Assert.Equal(ConnectionState.NoAccess, row.State));
    }

    [Fact]
    public async Task Hiding_a_field_brings_every_lead_once_more_without_it_and_goes_on_after_a_restart()
    {
        var exhibitors = await AddExhibitorsAsync(3);
        await RegisterAndScanAsync(300, exhibitors);
        var heads = await HeadsAsync(exhibitors);
        await Store.WriteAsync(async data =>
        {
            (await data.Events.SingleAsync(e => e.Id == Show.Id)).HiddenFields = ContactFields.LastName;
            return data.Changes.Add(new Change { EventId = Show.Id, Kind = ChangeKind.Fields, SubjectId = Show.Id, DueAt = Clock.GetUtcNow() });
        }, default);
        await ApplyOneAsync();
        await ReopenAsync();
        await ApplyOneAsync();
        await ApplyAllAsync();

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

    [Fact]
    public async Task A_purge_erases_in_portions_through_the_feed_and_goes_on_after_a_restart()
    {
        var exhibitors = await AddExhibitorsAsync(3);
        await RegisterAndScanAsync(150, exhibitors);
        await Store.WriteAsync(async data =>
        {
            var show = await data.Events.SingleAsync(e => e.Id == Show.Id);
            (show.RetentionDays, show.RetentionSetAt) = (30, Clock.GetUtcNow());
            return 0;
        }, default);
        var heads = await HeadsAsync(exhibitors);
        Clock.Now = new(2026, 12, 26, 23, 59, 0, TimeSpan.Zero);
        Assert.False(await PurgeAsync());
        Clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(await PurgeAsync());
        Assert.Equal(100, await Store.ReadAsync(data => data.Registrants.CountAsync(r => r.Erased)));
        await ReopenAsync();
        Assert.True(await PurgeAsync());
        Assert.False(await PurgeAsync());
        await ApplyAllAsync();

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

    private async Task<ProfileQuestion> AddQuestionAsync()
    {
        var question = new ProfileQuestion { EventId = Show.Id, Key = "goal", Name = "Goal?", Type = QuestionType.Text, Position = 0 };
        await Store.WriteAsync(c => Task.FromResult(c.Add(question)), default);
        return question;
    }

    private Task ExposeAsync(ProfileQuestion question) => Store.WriteAsync(async c =>
    {
        (await c.ProfileQuestions.SingleAsync(q => q.Id == question.Id)).Exposed = true;
        return c.Changes.Add(new Change { EventId = Show.Id, Kind = ChangeKind.Question, SubjectId = question.Id, DueAt = Clock.GetUtcNow() });
    }, default);

    /// <summary>All have answered the question, and the exhibitor has scanned them all, when it is exposed.</summary>
    private async Task<ProfileQuestion> ExposeAnsweredAsync(ExhibitorKey exhibitor, int registrants)
    {
        var question = await AddQuestionAsync();
        await Store.WriteRegistrantsAsync(Show.Id, Enumerable.Range(0, registrants)
            .Select(i => Write($"R{i}", $"badge-{i}", "Doe", new ProfileAnswer(question.Id, [], $"Goal {i}"))).ToList(), default);
        for (var i = 0; i < registrants; i++)
            await ScanAsync(exhibitor, $"badge-{i}");
        await ExposeAsync(question);
        return question;
    }

    /// <summary>Registrants of whom the exhibitors scan one each in turns.</summary>
    private async Task RegisterAndScanAsync(int count, List<ExhibitorKey> exhibitors)
    {
        for (var i = 0; i < count; i++)
        {
            await RegisterAsync($"R{i}", $"badge-{i}", "Doe");
            await ScanAsync(exhibitors[i % exhibitors.Count], $"badge-{i}");
        }
    }

    private async Task ApplyAllAsync()
    {
        while (await Store.ApplyPortionAsync(default) is not AppliedPortion.None)
            continue;
    }

    private async Task ApplyOneAsync() => Assert.NotEqual(AppliedPortion.None, await Store.ApplyPortionAsync(default));

    private Task<bool> PurgeAsync()
    {
        var audit = new AuditLog(Keys, Clock);
        return new Purge(Store, new Erasure(Store, Changes, audit, Clock), audit, Clock).ApplyPortionAsync(default);
    }

    private async Task<List<ConnectionRow>> RowsAsync(List<ExhibitorKey> exhibitors)
    {
        var rows = new List<ConnectionRow>();
        foreach (var exhibitor in exhibitors)
            rows.AddRange(await PageAsync(exhibitor, 0));
        return rows;
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
