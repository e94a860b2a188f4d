using System.Security.Cryptography;
using System.Text;
using Lanyard.Core;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Tests.Stores;

public sealed class StoreContentTestsOnSqlite() : StoreContentTests(TestStore.Sqlite);

public sealed class StoreContentTestsOnPostgres() : StoreContentTests(TestStore.Postgres);

/// <summary>What every store keeps of connections and tokens.</summary>
public abstract class StoreContentTests(TestStore store) : StoreContract(store)
{
    [Fact]
    public async Task Revisions_grow_when_the_clock_is_set_back_also_over_a_restart()
    {
        var exhibitor = (await AddExhibitorsAsync(1))[0];
        for (var i = 0; i < 4; i++)
            await RegisterAsync($"R{i}", $"badge-{i}", "Doe");
        var revisions = new List<long> { (await ScanAsync(exhibitor, "badge-0")).Connection.Revision };
        Clock.Now += TimeSpan.FromHours(-1);
        revisions.Add((await ScanAsync(exhibitor, "badge-1")).Connection.Revision);
        await ReopenAsync();
        revisions.Add((await ScanAsync(exhibitor, "badge-2")).Connection.Revision);
        Clock.Now += TimeSpan.FromHours(2);
        revisions.Add((await ScanAsync(exhibitor, "badge-3")).Connection.Revision);
        Assert.Equal(revisions.Distinct().Order(), revisions);
        Assert.Equal(UnixMicroseconds.From(Clock.GetUtcNow()), revisions[^1]);
    }

    [Fact]
    public async Task Notes_and_answers_get_a_new_revision_and_another_exhibitor_cannot_write_them()
    {
        var exhibitors = await AddExhibitorsAsync(2);
        await RegisterAsync("R1", "badge-1", "Doe");
        var row = (await ScanAsync(exhibitors[0], "badge-1")).Connection;
        var memo = new LeadEntry
        {
            EventId = Show.Id, ConnectionSeq = row.Seq, Id = 1, Kind = LeadEntryKind.Memo, At = Clock.GetUtcNow(), By = "Eva", Text = "Call her",
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
    public async Task A_token_is_found_until_it_is_removed_or_has_expired()
    {
        var (first, second) = (Token(7, hours: 1), Token(8, hours: 2));
        await Store.AddTokenAsync(first);
        await Store.AddTokenAsync(second);
        await ReopenAsync();
        Assert.Equal((7, 8), ((await FindAsync(first))!.ClientId, (await FindAsync(second))!.ClientId));
        Assert.Null(await Store.FindTokenAsync(first.ExpiresAt, second.Hash, default));
        await Store.RemoveExpiredTokensAsync(Clock.GetUtcNow() + TimeSpan.FromMinutes(90), default);
        Assert.Null(await FindAsync(first));
        await Store.RemoveTokenAsync(second.ExpiresAt, second.Hash, default);
        Assert.Null(await FindAsync(second));

        AccessToken Token(long client, int hours) => new()
        {
            ExpiresAt = Clock.GetUtcNow() + TimeSpan.FromHours(hours), Hash = RandomNumberGenerator.GetBytes(32), ClientId = client,
        };

        ValueTask<AccessToken?> FindAsync(AccessToken token) => Store.FindTokenAsync(token.ExpiresAt, token.Hash, default);
    }

    [Fact]
    public async Task The_model_has_no_change_without_a_migration()
    {
        var hasPending = await Store.ReadAsync(data => Task.FromResult(data.Database.HasPendingModelChanges()));
        Assert.False(hasPending, "Add a migration for both stores: see CONTRIBUTING.md.");
    }
}
