using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Registrants;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Tests.Stores;

public sealed class StoreRegistrantTestsOnSqlite() : StoreRegistrantTests(TestStore.Sqlite);

public sealed class StoreRegistrantTestsOnPostgres() : StoreRegistrantTests(TestStore.Postgres);

/// <summary>How every store keeps registrants, and whom it lets be scanned.</summary>
public abstract class StoreRegistrantTests(TestStore store) : StoreContract(store)
{
    [Fact]
    public async Task Within_one_import_a_key_may_come_twice_and_a_badge_may_not()
    {
        var results = await Store.WriteRegistrantsAsync(
            Show.Id, [Write("R1", "a", "One"), Write("R2", "a", "Two"), Write("R1", "a", "Uno"), Write("R3", "c", "Three")], default);
        Assert.Equal(
            [RegistrantWriteResult.Created, RegistrantWriteResult.BadgeTaken, RegistrantWriteResult.Updated, RegistrantWriteResult.Created], results);
        // A badge that R1 gives up is R3's from then on, in the same import.
        results = await Store.WriteRegistrantsAsync(Show.Id, [Write("R1", "b", "Uno"), Write("R3", "a", "Three"), Write("R4", "c", "Four")], default);
        Assert.Equal([RegistrantWriteResult.Updated, RegistrantWriteResult.Updated, RegistrantWriteResult.Created], results);
        var exhibitor = (await AddExhibitorsAsync(1))[0];
        var ids = new List<long>();
        foreach (var code in (string[])["a", "b", "c"])
            ids.Add((await ScanAsync(exhibitor, code)).Connection.RegistrantId);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(ScanOrigin.Api)]
    [InlineData(ScanOrigin.Connect)]
    public async Task A_scan_of_someone_who_has_not_agreed_creates_nothing(ScanOrigin origin)
    {
        var exhibitor = (await AddExhibitorsAsync(1))[0];
        await RegisterAsync("R1", "badge-1", "Doe");
        await Store.WriteAsync(async data =>
            (await data.Events.SingleAsync(e => e.Id == Show.Id)).ConsentRequired = true, default);
        foreach (var state in new ConsentState?[] { null, ConsentState.No, ConsentState.Unknown })
        {
            await ConsentAsync(state);
            var refused = await Store.ScanAsync(new(exhibitor, Keys.HashBadge("badge-1"), 1_700_000_000, "", origin));
            Assert.Equal(ScanResultKind.NotConsented, refused.Kind);
        }
        Assert.Equal(0, await Store.HeadAsync(exhibitor, default));
        Assert.Equal((0, 0), await Store.ReadAsync(async data =>
            (await data.Connections.CountAsync(), await data.Scans.CountAsync())));

        await ConsentAsync(ConsentState.Yes);
        var taken = await Store.ScanAsync(new(exhibitor, Keys.HashBadge("badge-1"), 1_700_000_000, "", origin));
        Assert.Equal(ScanResultKind.Stored, taken.Kind);
        // Nobody sees it of the contact: agreeing makes no new version of it.
        Assert.Equal(1, taken.Connection.RegistrantVersion);
        var kept = await Store.ReadAsync(data => data.Registrants.SingleAsync());
        Assert.Equal(new Consent(ConsentState.Yes, Clock.GetUtcNow(), "3"), kept.Consent);

        // The same again is no news, also when the wording is another by now.
        Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal([RegistrantWriteResult.Unchanged], await ConsentAsync(ConsentState.Yes, "4"));
        Assert.Equal(kept.Consent, (await Store.ReadAsync(data => data.Registrants.SingleAsync())).Consent);

        Task<RegistrantWriteResult[]> ConsentAsync(ConsentState? given, string wording = "3") =>
            Store.WriteRegistrantsAsync(Show.Id, [Write("R1", "badge-1", "Doe") with
            {
                Consent = given is { } consent ? new ConsentInput { State = consent } : null, ConsentVersion = wording,
            }], default);
    }

    [Fact]
    public async Task A_registrant_is_found_by_words_of_name_company_mail_and_key_without_accents()
    {
        var show = Show.Id;
        var registration = new Registration(Store, Keys);
        var contact = new Contact { FirstName = "Jörg", LastName = "Müßig", Company = "Łódź Textil", Email = "jm@example.com" };
        await registration.ImportAsync(show, new[] { Line("T-7", contact), Line("T-8", new Contact { LastName = "Doe" }) }
            .ToAsyncEnumerable(), default);
        var directory = new RegistrantDirectory(Store, new AuditLog(Keys, Clock));
        foreach (var words in new[] { "mussig", "MÜSSIG jorg", "lodz", "jm@EXAMPLE", "t-7 jörg" })
            Assert.Equal("T-7", Assert.Single(await directory.ListAsync(show, null, words, default)).Key);
        Assert.Empty(await directory.ListAsync(show, null, "jorg doe", default));
        Assert.Empty(await directory.ListAsync(show, null, "100% _", default));
        Assert.Equal(2, (await directory.ListAsync(show, null, " ", default)).Count);

        static ImportLine Line(string key, Contact contact) =>
            new(1, new RegistrantInput { Key = key, Contact = contact }, []);
    }
}
