using System.Diagnostics;
using Lanyard.Core.Accounts;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Mail;
using Lanyard.Core.Webhooks;
using Lanyard.Server.Hosting.Webhooks;
using Lanyard.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using static Lanyard.Tests.Webhooks.WebhookShow;

namespace Lanyard.Tests.Webhooks;

/// <summary>What a receiver gets, and what becomes of one that fails.</summary>
public sealed class WebhookTests
{
    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task Each_change_arrives_signed_in_order_and_an_erasure_is_one_of_them(TestStore store)
    {
        await using var show = await WebhookShow.StartAsync(store);
        await show.ScanAsync("badge-9");
        var (key, secret) = await show.AddAsync();
        foreach (var code in (string[])["badge-1", "badge-2", "badge-3"])
            await show.ScanAsync(code);
        await show.ReceivedAsync(3);
        var first = show.Receiver.All.First();
        // What was there before the webhook is not sent.
        Assert.Equal("Doe1", first.Data.GetProperty("connection").GetProperty("contact").GetProperty("lastName").GetString());
        var id = first.Data.GetProperty("id").GetString()!;
        Assert.Equal((await show.FindAsync(id)).GetRawText(), first.Data.GetProperty("connection").GetRawText());
        Assert.Equal($"{id}-{first.Revision}", first.Id);
        Assert.All(show.Receiver.All, m => Assert.True(m.IsSignedBy(secret, TimeProvider.System.GetUtcNow())));
        Assert.False(first.IsSignedBy(WebhookSecret.New().Text, TimeProvider.System.GetUtcNow()));

        using (var erased = await show.Server.Organiser.DeleteAsync(show.Server.Event + "/registrants/R1"))
            Assert.True(erased.IsSuccessStatusCode);
        await show.ReceivedAsync(4);
        var last = show.Receiver.All.Last();
        Assert.Equal((id, "noAccess"), (last.Data.GetProperty("id").GetString(),
            last.Data.GetProperty("connection").GetProperty("state").GetString()));
        Assert.DoesNotContain("Doe1", System.Text.Encoding.UTF8.GetString(last.Body), StringComparison.Ordinal);
        Assert.Equal(show.Receiver.All.Select(m => m.Revision).Order(), show.Receiver.All.Select(m => m.Revision));

        await WaitAsync(async () => (await show.WebhookAsync(key)).Position == last.Revision);
        var deliveries = await show.Administration.DeliveriesAsync(key, 0, 100, default);
        Assert.Equal([200, 200, 200, 200], deliveries.Select(d => d.Status));
        Assert.Null((await show.WebhookAsync(key)).NextAttemptAt);
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_and_misses_nothing()
    {
        var clock = new TestClock();
        await using var show = await WebhookShow.StartAsync(TestStore.Sqlite, clock);
        var (receiver, (key, _)) = (show.Receiver, await show.AddAsync());
        receiver.Answer(500);
        receiver.Answers.Enqueue(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        receiver.Answers.Enqueue(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        receiver.Answers.Enqueue(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7200";
            return Task.CompletedTask;
        });
        // An answer without end costs the sender nothing: it reads the status alone.
        receiver.Answers.Enqueue(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
        });
        await show.ScanAsync("badge-1");
        await show.ScanAsync("badge-2");
        foreach (var (failures, wait) in (IEnumerable<(int, TimeSpan)>)
            [(1, TimeSpan.FromSeconds(5)), (2, TimeSpan.FromSeconds(30)), (3, TimeSpan.FromMinutes(2)), (4, TimeSpan.FromHours(2))])
        {
            await WaitAsync(async () => (await show.WebhookAsync(key)).Failures == failures);
            Assert.Equal(clock.Now + wait, (await show.WebhookAsync(key)).NextAttemptAt);
            clock.Now += wait;
        }
        await show.ReceivedAsync(6);
        await WaitAsync(async () => await show.WebhookAsync(key) is { Failures: 0, NextAttemptAt: null });
        Assert.Equal(2, receiver.All.Select(m => m.Id).Distinct().Count());
        Assert.All(receiver.All.Take(5), m => Assert.Equal(receiver.All.First().Id, m.Id));
        Assert.All(receiver.All, m => Assert.Equal("/leads", m.Path));
        var faults = (await show.Administration.DeliveriesAsync(key, 0, 100, default)).OrderBy(d => d.At).Select(d => d.Fault?.ToString()).ToList();
        Assert.Equal(
            ["The receiver answered 500.", "The receiver answered 302.", "The connection broke before there was an answer.",
                "The receiver answered 429."], faults.Take(4));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_or_fails_for_three_days_is_switched_off_and_its_managers_hear_of_it()
    {
        var clock = new TestClock();
        await using var show = await WebhookShow.StartAsync(TestStore.Sqlite, clock,
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", "9"), ("Mail:From", "tickets@example.com"), ("Mail:Security", "none"));
        await show.Get<IStore>().WriteAsync(data =>
        {
            var account = new Account { Email = "m@example.com", NormalizedEmail = "M@EXAMPLE.COM", Name = "Manager", CreatedAt = clock.Now };
            data.Add(account);
            data.Add(new ExhibitorMember
            {
                EventId = show.Exhibitor.EventId, ExhibitorId = show.Exhibitor.Id, AccountId = account.Id, Rights = ExhibitorRights.All,
                AddedAt = clock.Now,
            });
            return Task.FromResult(true);
        }, default);
        var (key, _) = await show.AddAsync();
        show.Receiver.Answer(410);
        await show.ScanAsync("badge-1");
        await WaitAsync(async () => (await show.WebhookAsync(key)).DisabledAt is not null);
        Assert.Equal("The receiver answered 410: it wants nothing more.", (await show.WebhookAsync(key)).DisabledReason?.ToString());
        Assert.Equal(1, await MailsAsync());

        var begun = clock.Now;
        show.Receiver.Usual = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await show.Administration.EnableAsync(key, Manager, default);
        while ((await show.WebhookAsync(key)).DisabledAt is null)
        {
            var failures = (await show.WebhookAsync(key)).Failures;
            await WaitAsync(async () => await show.WebhookAsync(key) is var x && (x.Failures > failures || x.DisabledAt is not null));
            clock.Now = (await show.WebhookAsync(key)).NextAttemptAt ?? clock.Now;
        }
        Assert.InRange(clock.Now - begun, TimeSpan.FromDays(3), TimeSpan.FromDays(3.5));
        Assert.Contains("The receiver answered 500.", (await show.WebhookAsync(key)).DisabledReason?.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await MailsAsync());

        show.Receiver.Usual = _ => Task.CompletedTask;
        await show.Administration.EnableAsync(key, Manager, default);
        await WaitAsync(async () => (await show.WebhookAsync(key)).Position > 0 && (await show.WebhookAsync(key)).Failures == 0);
        Assert.Single(show.Receiver.All.Select(m => m.Id).Distinct());

        Task<int> MailsAsync() => show.Get<IStore>().ReadAsync(data => data.OutgoingMails.CountAsync());
    }

    [Fact]
    public async Task Addresses_that_are_not_public_are_refused_when_connecting_whatever_name_leads_there()
    {
        await using var show = await WebhookShow.StartAsync(TestStore.Sqlite, settings: ("Webhooks:AllowPrivate", "false"));
        Assert.NotNull((await show.Administration.AddAsync(show.Exhibitor, show.Receiver.Url, Manager, default)).Refusal);
        foreach (var host in (string[])["localhost", "127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "169.254.169.254"])
        {
            var (key, _) = await show.AddAsync($"https://{host}:{new Uri(show.Receiver.Url).Port}/");
            var attempt = await show.Get<WebhookSender>().TestAsync(await show.WebhookAsync(key), default);
            Assert.EndsWith("is in a network that is not public.", attempt.Delivery.Fault?.ToString(), StringComparison.Ordinal);
        }
        Assert.Empty(show.Receiver.All);
        foreach (var url in (string?[])["ftp://example.com", "https://user:pass@example.com", "https://example.com/#x", "/leads", "", null])
            Assert.NotNull((await show.Administration.AddAsync(show.Exhibitor, url, Manager, default)).Refusal);
    }

    [Fact]
    public async Task A_scan_does_not_wait_for_a_receiver_that_hangs_and_the_next_one_is_told_all_the_same()
    {
        await using var show = await WebhookShow.StartAsync(TestStore.Sqlite);
        await using var other = await Receiver.StartAsync();
        using var end = new CancellationTokenSource();
        show.Receiver.Usual = _ => Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await show.AddAsync();
        await show.AddAsync(other.Url);
        await show.ScanAsync("badge-1");
        await show.ReceivedAsync(1);
        var watch = Stopwatch.StartNew();
        for (var i = 2; i < 10; i++)
            await show.ScanAsync($"badge-{i}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
        await WaitAsync(() => Task.FromResult(other.All.Count == 9));
        Assert.Single(show.Receiver.All);
        await end.CancelAsync();
    }

    [Fact]
    public async Task Two_nodes_send_each_change_once()
    {
        await using var show = await WebhookShow.StartAsync(TestStore.Postgres);
        await using var second = await TestServer.StartOnAsync(
            show.Server.Folder, show.Server.Database, builder => builder.Configuration["Webhooks:AllowPrivate"] = "true");
        await show.AddAsync();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 1; i < 4; i++)
                await show.ScanAsync($"badge-{round * 3 + i}");
            await show.ReceivedAsync(round * 3 + 3);
        }
        Assert.Equal(9, show.Receiver.All.Select(m => m.Id).Distinct().Count());
        Assert.Equal(9, show.Receiver.All.Count);
    }

    [Theory]
    [InlineData(TestStore.Sqlite)]
    [InlineData(TestStore.Postgres)]
    public async Task A_turn_is_one_nodes_until_it_ends_runs_out_or_somebody_sends_all_again(TestStore store)
    {
        var clock = new TestClock();
        await using var show = await WebhookShow.StartAsync(store, clock);
        var (key, _) = await show.AddAsync();
        var turn = await TakeAsync();
        Assert.NotNull(turn);
        Assert.Null(await TakeAsync());
        clock.Now += TimeSpan.FromSeconds(50);
        Assert.True(await turn.KeepAsync(default));
        clock.Now += TimeSpan.FromSeconds(50);
        Assert.Null(await TakeAsync());
        // It died.
        clock.Now += TimeSpan.FromSeconds(11);
        var next = await TakeAsync();
        Assert.NotNull(next);
        Assert.False(await turn.KeepAsync(default));
        await show.Administration.ReplayAsync(key, 0, Manager, default);
        Assert.False(await next.KeepAsync(default));
        Assert.Equal(0, (await TakeAsync())!.Position);

        Task<WebhookTurn?> TakeAsync() =>
            WebhookTurn.TakeOrNullAsync(show.Get<IStore>(), show.Get<Outbox>(), clock, key, default);
    }

    [Fact]
    public async Task All_again_sends_what_is_there_now_and_a_new_secret_signs_beside_the_old_one_for_a_day()
    {
        var clock = new TestClock();
        await using var show = await WebhookShow.StartAsync(TestStore.Sqlite, clock);
        for (var i = 1; i < 4; i++)
            await show.ScanAsync($"badge-{i}");
        var (key, secret) = await show.AddAsync();
        await show.Administration.ReplayAsync(key, 0, Manager, default);
        await show.ReceivedAsync(3);
        await WaitAsync(async () => (await show.WebhookAsync(key)).NextAttemptAt is null);

        var renewed = (await show.Administration.RenewSecretAsync(key, Manager, default)).Value!.Secret;
        var sender = show.Get<WebhookSender>();
        await sender.TestAsync(await show.WebhookAsync(key), default);
        Assert.All((string[])[secret, renewed], s => Assert.True(show.Receiver.All.Last().IsSignedBy(s, clock.Now)));
        clock.Now += TimeSpan.FromHours(25);
        await sender.TestAsync(await show.WebhookAsync(key), default);
        Assert.False(show.Receiver.All.Last().IsSignedBy(secret, clock.Now));
        Assert.True(show.Receiver.All.Last().IsSignedBy(renewed, clock.Now));
        // In the store it is not to be read.
        Assert.DoesNotContain(renewed, System.Text.Encoding.Latin1.GetString((await show.WebhookAsync(key)).Secret), StringComparison.Ordinal);
    }
}
