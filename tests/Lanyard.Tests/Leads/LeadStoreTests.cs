using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Connections;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Core.Licensing;
using Lanyard.Core.Registrants;
using Lanyard.Core.Seats;
using Lanyard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lanyard.Tests.Leads;

public sealed class LeadStoreTestsOnSqlite() : LeadStoreTests(TestStore.Sqlite);

public sealed class LeadStoreTestsOnPostgres() : LeadStoreTests(TestStore.Postgres);

/// <summary>Seats and what is added to leads, on both stores.</summary>
public abstract class LeadStoreTests(TestStore kind)
{
    private static readonly Actor Me = new(ActorKind.Account, 1, "Manager");

    [Fact]
    public async Task The_first_in_the_order_have_the_seats_and_the_next_moves_up_when_one_is_freed()
    {
        await using var show = await ShowAsync(2);
        var scanners = show.Get<Scanners>();
        foreach (var account in (long[])[1, 2, 3])
            await scanners.OfMemberAsync(show.Exhibitor, account, account == 3 ? "Sam" : "Eva", default);
        var names = (await scanners.PlanAsync(show.Exhibitor, default)).Scanners;
        Assert.Equal([("Eva", true), ("Eva 2", true), ("Sam", false)], names.Select(s => (s.Scanner.Name, s.HasSeat)));

        Assert.Equal(ConnectionState.Completed, (await show.ScanAsync("badge-1", "Eva 2")).State);
        var waiting = await show.ScanAsync("badge-2", "Sam");
        Assert.Equal(ConnectionState.NoLicense, waiting.State);
        var unknown = await show.ScanAsync("badge-3", "Nobody");
        Assert.Equal(ConnectionState.NoLicense, unknown.State);

        await scanners.FreeAsync(show.Exhibitor, names[0].Scanner.Id, Me, default);
        await show.SettleAsync();
        Assert.Equal(ConnectionState.Completed, (await show.FindAsync(waiting.Seq)).State);
        Assert.True((await show.FindAsync(waiting.Seq)).Revision > unknown.Revision);
        Assert.Equal(ConnectionState.NoLicense, (await show.FindAsync(unknown.Seq)).State);
        Assert.Equal(ConnectionState.Completed, (await show.ScanAsync("badge-1", "Eva")).State);
        Assert.Equal(ConnectionState.NoLicense, (await show.ScanAsync("badge-4", "Eva")).State);
    }

    [Fact]
    public async Task Answers_and_notes_of_two_people_both_stay_and_the_same_sent_again_changes_nothing()
    {
        await using var show = await ShowAsync(1);
        var (rating, open) = await show.QuestionsAsync();
        var lead = await show.ScanAsync("badge-1", "Eva");
        var at = DateTimeOffset.UnixEpoch.AddYears(50);
        List<LeadInput> eva =
        [
            new(1, LeadEntryKind.Answer, at, "Eva", rating.Id, [rating.Options[0].Id]),
            new(2, LeadEntryKind.Answer, at, "Eva", open.Id, Text: "Lenses"),
            new(3, LeadEntryKind.Memo, at, "Eva", Text: "Call \"her\" <b>"),
        ];
        var first = (await show.Get<LeadEditing>().AddAsync(show.Exhibitor, lead.Seq, eva, default)).Value;
        Assert.True(first.Revision > lead.Revision);
        Assert.Equal(first.Revision, (await show.Get<LeadEditing>().AddAsync(show.Exhibitor, lead.Seq, eva, default)).Value.Revision);
        await show.AddAsync(lead.Seq,
            new(4, LeadEntryKind.Answer, at.AddMinutes(1), "Sam", rating.Id, [rating.Options[1].Id]),
            new(5, LeadEntryKind.Memo, at.AddMinutes(1), "Sam", Text: "Second"),
            new(6, LeadEntryKind.Answer, at.AddMinutes(2), "Eva", open.Id, Text: "Mirrors"),
            new(7, LeadEntryKind.Removal, at.AddMinutes(2), "Eva", 3));

        var shown = await show.FindAsync(lead.Seq);
        var (answers, notes) = (System.Text.Encoding.UTF8.GetString(shown.Answers!), System.Text.Encoding.UTF8.GetString(shown.Notes!));
        Assert.Contains("\"Hot\"", answers, StringComparison.Ordinal);
        Assert.Contains("\"Cold\"", answers, StringComparison.Ordinal);
        Assert.Contains("\"Mirrors\"", answers, StringComparison.Ordinal);
        Assert.DoesNotContain("Lenses", answers, StringComparison.Ordinal);
        Assert.Contains("\"scanInfo\":\"Sam\",\"text\":\"Second\"", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Call", notes, StringComparison.Ordinal);
        Assert.Equal(7, (await show.Get<LeadEditing>().HistoryAsync(show.Exhibitor, lead.Seq, default)).Count);
        Assert.Equal([(rating.Id, rating.Options[0].Id), (rating.Id, rating.Options[1].Id), (open.Id, 0)],
            (await show.Get<IStore>().ReadAsync(d => d.LeadAnswers.ToListAsync())).Select(a => (a.QuestionId, a.OptionId))
                .OrderBy(a => a.QuestionId == open.Id).ThenBy(a => a.OptionId == rating.Options[1].Id));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_is_refused_and_nothing_beside_it_is_kept()
    {
        await using var show = await ShowAsync(1);
        var (rating, _) = await show.QuestionsAsync();
        var lead = await show.ScanAsync("badge-1", "Eva");
        foreach (var wrong in new LeadInput[]
        {
            new(2, LeadEntryKind.Answer, default, "Eva", rating.Id, rating.Options.ConvertAll(o => o.Id)),
            new(2, LeadEntryKind.Answer, default, "Eva", rating.Id, [1]),
            new(2, LeadEntryKind.Answer, default, "Eva", 1),
            new(2, LeadEntryKind.Memo, default, "Eva", Text: " "),
            new(2, LeadEntryKind.Memo, default, "Eva", Text: new string('x', LeadEditing.LongestMemo + 1)),
        })
        {
            var outcome = await show.Get<LeadEditing>().AddAsync(show.Exhibitor, lead.Seq, [new(1, LeadEntryKind.Memo, default, "Eva", Text: "Good"), wrong], default);
            Assert.Equal("entries[1]", Assert.Single(outcome.Refusal!.Faults).Field);
        }
        Assert.Empty(await show.Get<LeadEditing>().HistoryAsync(show.Exhibitor, lead.Seq, default));
        Assert.Equal(RefusalKind.NotFound, (await show.Get<LeadEditing>().AddAsync(
            show.Exhibitor with { Id = 1 }, lead.Seq, [new(1, LeadEntryKind.Memo, default, "Eva", Text: "x")], default)).Refusal!.Kind);
    }

    [Fact]
    public async Task Erasing_a_registrant_erases_what_was_added_and_nothing_can_be_added_after()
    {
        await using var show = await ShowAsync(1);
        var lead = await show.ScanAsync("badge-1", "Eva");
        await show.AddAsync(lead.Seq, new LeadInput(1, LeadEntryKind.Memo, DateTimeOffset.UnixEpoch, "Eva", Text: "Private"));
        using (var erased = await show.Server.Organiser.DeleteAsync($"{show.Server.Event}/registrants/R1"))
            Assert.True(erased.IsSuccessStatusCode);
        await show.SettleAsync();
        await show.AddAsync(lead.Seq, new LeadInput(2, LeadEntryKind.Memo, DateTimeOffset.UnixEpoch, "Eva", Text: "Too late"));
        Assert.Null((await show.FindAsync(lead.Seq)).Notes);
        Assert.Equal(0, await show.Get<IStore>().ReadAsync(d => d.LeadEntries.CountAsync()));
    }

    [Fact]
    public async Task A_question_worded_anew_or_deleted_comes_with_each_lead_that_answers_it_and_with_no_other()
    {
        await using var show = await ShowAsync(1);
        var (rating, open) = await show.QuestionsAsync();
        // More than two portions.
        var codes = Enumerable.Range(1, 320).Select(i => $"badge-{i}").ToList();
        await Task.WhenAll(codes.Skip(4).Select(c => show.Server.RegisterAsync(c, c, "Doe")));
        var leads = (await Task.WhenAll(codes.Select(c => show.ScanAsync(c, "Eva")))).Select(l => l.Seq).ToList();
        await Task.WhenAll(leads.Select((seq, i) => (i % 3) switch
        {
            0 => show.AddAsync(seq, Answer(rating.Id, [rating.Options[0].Id]), Answer(open.Id, [], "Lenses")),
            1 => show.AddAsync(seq, Answer(open.Id, [], "Lenses")),
            _ => Task.CompletedTask,
        }));
        var before = await AllAsync();

        var questions = show.Get<ExhibitorQuestions>();
        Assert.Null((await questions.ChangeAsync(show.Exhibitor, rating.Id, "Interest in us",
            [new(rating.Options[0].Id, "Glowing"), new(null, "Cold")], Me, default)).Refusal);
        var worded = await MadeAnewAsync(before);
        Assert.All(worded.Where((_, i) => i % 3 == 0), l => Assert.Contains("\"Glowing\"", Text(l.Answers), StringComparison.Ordinal));
        Assert.All(worded.Where((_, i) => i % 3 == 0), l => Assert.Contains("\"Interest in us\"", Text(l.Answers), StringComparison.Ordinal));
        Assert.Equal(before.Where((_, i) => i % 3 != 0).Select(l => l.Revision), worded.Where((_, i) => i % 3 != 0).Select(l => l.Revision));

        Assert.True(await questions.DeleteAsync(show.Exhibitor, rating.Id, Me, default));
        var deleted = await MadeAnewAsync(worded);
        Assert.All(deleted.Where((_, i) => i % 3 == 0), l => Assert.DoesNotContain("Glowing", Text(l.Answers), StringComparison.Ordinal));
        Assert.All(deleted.Where((_, i) => i % 3 != 2), l => Assert.Contains("\"Lenses\"", Text(l.Answers), StringComparison.Ordinal));
        Assert.Equal(before.Where((_, i) => i % 3 != 0).Select(l => l.Revision), deleted.Where((_, i) => i % 3 != 0).Select(l => l.Revision));
        Assert.Equal(Enumerable.Range(0, 320).Count(i => i % 3 != 2), await show.Get<IStore>().ReadAsync(d => d.LeadAnswers.CountAsync()));

        static LeadInput Answer(long question, long[] options, string? text = null) =>
            new(ShortId.New(), LeadEntryKind.Answer, DateTimeOffset.UnixEpoch, "Eva", question, options, text);

        static string Text(byte[]? json) => System.Text.Encoding.UTF8.GetString(json ?? []);

        async Task<List<ConnectionRow>> AllAsync()
        {
            var all = new List<ConnectionRow>();
            foreach (var seq in leads)
                all.Add(await show.FindAsync(seq));
            return all;
        }

        async Task<List<ConnectionRow>> MadeAnewAsync(List<ConnectionRow> before)
        {
            var last = before.Max(l => l.Revision);
            await TestServer.UntilAsync(async () => (await AllAsync()).Where((_, i) => i % 3 == 0).All(l => l.Revision > last));
            await show.SettleAsync();
            return await AllAsync();
        }
    }

    [Fact]
    public async Task A_scan_only_link_takes_devices_until_it_is_ended_and_a_device_scans_until_it_is_removed()
    {
        await using var show = await ShowAsync(1);
        var scanners = show.Get<Scanners>();
        Assert.Null(await scanners.LinkOrNullAsync(show.Exhibitor, default));
        var link = await scanners.NewLinkAsync(show.Exhibitor, Me, default);
        Assert.Equal(link, await scanners.LinkOrNullAsync(show.Exhibitor, default));
        var device = (await scanners.JoinAsync(link, " Desk ", default)).Value!;
        Assert.Equal("Desk", (await scanners.OfDeviceAsync(device.Token, default))!.Name);
        Assert.Equal(RefusalKind.Invalid, (await scanners.JoinAsync(link, "\u0007", default)).Refusal!.Kind);

        await scanners.EndLinkAsync(show.Exhibitor, Me, default);
        Assert.Equal(RefusalKind.NotFound, (await scanners.JoinAsync(link, "Desk", default)).Refusal!.Kind);
        Assert.NotNull(await scanners.OfDeviceAsync(device.Token, default));
        Assert.True(await scanners.RemoveAsync(show.Exhibitor, device.Scanner.Id, Me, default));
        Assert.Null(await scanners.OfDeviceAsync(device.Token, default));
    }

    private async Task<LeadShow> ShowAsync(int seats)
    {
        var server = await TestServer.StartShowAsync(kind);
        Assert.True(ShortId.TryParse(server.EventId, out var eventId));
        var exhibitor = new Exhibitor { EventId = eventId, Key = "X", Name = "Northlight" };
        await server.App.Services.GetRequiredService<IStore>().WriteAsync(data =>
        {
            data.Add(exhibitor);
            data.Add(new License
            {
                EventId = eventId, ExhibitorId = exhibitor.Id, Kind = LicenseKind.Scan, Seats = seats, From = DateTimeOffset.UnixEpoch,
            });
            return Task.FromResult(true);
        }, default);
        for (var i = 1; i <= 4; i++)
            await server.RegisterAsync($"R{i}", $"badge-{i}", "Doe");
        if (seats == 1)
            await server.SeatAsync(eventId, exhibitor.Id, "Eva");
        return new(server, new(eventId, exhibitor.Id));
    }
}
