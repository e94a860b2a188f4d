using System.Net.Http.Json;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Seats;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Lanyard.Tests.Support.TestServer;

namespace Lanyard.Tests.Leads;

public sealed class LeadDirectoryTestsOnSqlite() : LeadDirectoryTests(TestStore.Sqlite);

public sealed class LeadDirectoryTestsOnPostgres() : LeadDirectoryTests(TestStore.Postgres);

/// <summary>What is found of leads, and by whom, on both stores.</summary>
public abstract class LeadDirectoryTests(TestStore kind)
{
    private const long EvaAccount = 11;

    [Fact]
    public async Task Leads_are_found_by_words_answers_scanner_time_and_state_and_sorted()
    {
        await using var show = await ShowAsync();
        var (rating, open) = await show.QuestionsAsync();
        var (mueller, zoe, waiting) = (await show.ScanAsync("badge-1", "Eva"), await show.ScanAsync("badge-2", "Sam"), await show.ScanAsync("badge-3", "Nobody"));
        await show.AddAsync(mueller.Seq, new LeadInput(1, LeadEntryKind.Answer, DateTimeOffset.UnixEpoch, "Eva", rating.Id, [rating.Options[0].Id]));
        await show.AddAsync(zoe.Seq, new LeadInput(2, LeadEntryKind.Answer, DateTimeOffset.UnixEpoch, "Sam", open.Id, Text: "Lenses"));

        Assert.Equal([mueller.Seq], await FindAsync(show, new("muller acme")));
        Assert.Empty(await FindAsync(show, new("muller beta")));
        Assert.Equal([mueller.Seq], await FindAsync(show, new(Answer: (rating.Id, rating.Options[0].Id))));
        Assert.Equal([zoe.Seq], await FindAsync(show, new(Answer: (open.Id, 0))));
        Assert.Equal([zoe.Seq], await FindAsync(show, new(ScannedBy: "Sam")));
        Assert.Equal([waiting.Seq], await FindAsync(show, new(State: ConnectionState.NoLicense)));
        var scanned = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        Assert.Equal(3, (await FindAsync(show, new(From: scanned, To: scanned.AddSeconds(1)))).Count);
        Assert.Empty(await FindAsync(show, new(To: scanned)));
        Assert.Equal([mueller.Seq, zoe.Seq, waiting.Seq], await FindAsync(show, new(), LeadOrder.Company));
        Assert.Equal([mueller.Seq, zoe.Seq, waiting.Seq], await FindAsync(show, new(), LeadOrder.Name));
        Assert.Equal([zoe.Seq, mueller.Seq, waiting.Seq], await FindAsync(show, new(), LeadOrder.Changed));
    }

    [Fact]
    public async Task What_is_hidden_is_not_found_by_and_without_access_nothing_is()
    {
        await using var show = await ShowAsync();
        var lead = await show.ScanAsync("badge-1", "Eva");
        await show.ScanAsync("badge-3", "Nobody");
        Assert.Equal([lead.Seq], await FindAsync(show, new("eva.mueller")));
        Assert.Empty(await FindAsync(show, new("badge-1-key")));
        Assert.Empty(await FindAsync(show, new("hidden")));
        await OkAsync(show.Server.Organiser.PutAsJsonAsync(show.Server.Event + "/settings", new { hiddenFields = (string[])["email"] }));
        Assert.Empty(await FindAsync(show, new("eva.mueller")));
        Assert.Equal([lead.Seq], await FindAsync(show, new("acme")));
        using (var erased = await show.Server.Organiser.DeleteAsync($"{show.Server.Event}/registrants/badge-1-key"))
            Assert.True(erased.IsSuccessStatusCode);
        await show.SettleAsync();
        Assert.Empty(await FindAsync(show, new("acme")));
        Assert.Equal([lead.Seq], await FindAsync(show, new(State: ConnectionState.NoAccess)));
    }

    [Fact]
    public async Task Without_the_right_to_see_all_only_leads_are_there_that_the_person_scanned()
    {
        await using var show = await ShowAsync();
        var (own, other) = (await show.ScanAsync("badge-1", "Eva"), await show.ScanAsync("badge-2", "Sam"));
        var eva = new LeadViewer(show.Exhibitor, EvaAccount, SeesAll: false);
        var directory = show.Get<LeadDirectory>();
        Assert.Equal([own.Seq], await directory.FindAsync(eva, new(), LeadOrder.Newest, default));
        Assert.Null(await directory.FindAsync(eva, other.Seq, default));
        Assert.NotNull(await directory.FindAsync(eva, own.Seq, default));
        Assert.Null(await directory.FindAsync(eva with { Exhibitor = show.Exhibitor with { Id = 1 } }, own.Seq, default));
        var counts = await CountAsync(show, eva);
        Assert.Equal((1, "Eva"), (counts.All, Assert.Single(counts.People).Name));
        await show.ScanAsync("badge-2", "Eva");
        Assert.Equal(2, (await CountAsync(show, eva)).All);
    }

    [Fact]
    public async Task What_has_changed_since_the_last_whole_export_is_not_exported_yet()
    {
        await using var show = await ShowAsync();
        var first = await show.ScanAsync("badge-1", "Eva");
        var all = new LeadViewer(show.Exhibitor, EvaAccount, SeesAll: true);
        var exports = show.Get<LeadExports>();
        var me = new Actor(ActorKind.Account, EvaAccount, "Eva");
        await exports.BeginAsync(all, 0, 1, "csv", "a,b", me, default);
        Assert.Equal([first.Seq], await FindAsync(show, new(NotExported: true)));
        await exports.BeginAsync(all, first.Revision, 1, "csv", "c", me, default);
        Assert.Empty(await FindAsync(show, new(NotExported: true)));
        Assert.Equal("c", await exports.ColumnsOrNullAsync(show.Exhibitor, EvaAccount, default));
        var second = await show.ScanAsync("badge-2", "Sam");
        Assert.Equal([second.Seq], await FindAsync(show, new(NotExported: true)));
        Assert.Equal(2, await show.Get<IStore>().ReadAsync(d => d.AuditEntries.CountAsync(e => e.Action == "lead.exported")));
    }

    private static async Task<List<long>> FindAsync(LeadShow show, LeadFilter filter, LeadOrder order = LeadOrder.Newest)
    {
        var (directory, viewer) = (show.Get<LeadDirectory>(), new LeadViewer(show.Exhibitor, EvaAccount, SeesAll: true));
        var found = await directory.FindAsync(viewer, filter, order, default);
        // A page says the same as the whole.
        var (count, first) = await directory.FindPageAsync(viewer, filter, order, 1, default);
        Assert.Equal(found.Count, count);
        Assert.Equal(found, first);
        Assert.Empty((await directory.FindPageAsync(viewer, filter, order, 2, default)).Seqs);
        Assert.Equal(found.Count, await directory.CountAsync(viewer, filter, default));
        return found;
    }

    private static async Task<LeadCounts> CountAsync(LeadShow show, LeadViewer viewer) => await show.Get<LeadFigures>().CountAsync(
        await show.Get<IStore>().ReadAsync(d => d.Events.SingleAsync(e => e.Id == show.Exhibitor.EventId)), viewer, default);

    private async Task<LeadShow> ShowAsync()
    {
        var server = await StartShowAsync(kind);
        Assert.True(ShortId.TryParse(server.EventId, out var eventId));
        var exhibitor = new Exhibitor { EventId = eventId, Key = "X", Name = "Northlight" };
        var now = TimeProvider.System.GetUtcNow();
        await server.App.Services.GetRequiredService<IStore>().WriteAsync(data =>
        {
            data.Add(exhibitor);
            data.Add(new License { EventId = eventId, ExhibitorId = exhibitor.Id, Kind = LicenseKind.Scan, Seats = 2, From = DateTimeOffset.UnixEpoch });
            data.Add(new Scanner { EventId = eventId, ExhibitorId = exhibitor.Id, Name = "Eva", AccountId = EvaAccount, SeatedAt = now, AddedAt = now });
            data.Add(new Scanner { EventId = eventId, ExhibitorId = exhibitor.Id, Name = "Sam", SeatedAt = now.AddSeconds(1), AddedAt = now });
            return Task.FromResult(true);
        }, default);
        foreach (var (code, contact) in new (string, object)[]
        {
            ("badge-1", new { firstName = "Eva", lastName = "Müller", company = "Acme", email = "eva.mueller@example.com" }),
            ("badge-2", new { firstName = "Zoë", lastName = "Zander", company = "Beta" }), ("badge-3", new { lastName = "Hidden", company = "Aaa" }),
        })
        {
            await OkAsync(server.Organiser.PutAsJsonAsync($"{server.Event}/registrants/{code}-key", new { key = code + "-key", code, contact }));
        }
        return new(server, new(eventId, exhibitor.Id));
    }
}
