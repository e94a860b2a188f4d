using System.Globalization;
using System.Text.Json;
using Lanyard.Core.Data;
using Lanyard.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>One run of one source: from where the last one stopped to the end of what pretix has.</summary>
internal sealed class PretixRun(
    IStore store, Registration registration, BadgeWithdrawal withdrawal, TimeProvider time,
    PretixApi api, PretixInput settings, PretixLease lease)
{
    private const int MostRestarts = 3;
    private const int ToldFaults = 20;

    // An order says when it was changed before the change can be seen, and pretix may have several clocks.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    // Puts right what no list of changes tells: products that count from today on, a badge code that has become free.
    private static readonly TimeSpan FullEvery = TimeSpan.FromDays(1);

    public PretixProgress Progress { get; private set; } = ReadProgress(lease.Source.Progress);

    public PretixStatus Status { get; private set; } = new()
    {
        StartedAt = time.GetUtcNow(),
        CompletedAt = ReadStatus(lease.Source.Status).CompletedAt,
        Failures = ReadStatus(lease.Source.Status).Failures,
    };

    public static string Store(PretixProgress progress) => JsonSerializer.Serialize(progress, PretixStoreJson.Default.PretixProgress);

    public static string Store(PretixStatus status) => JsonSerializer.Serialize(status, PretixStoreJson.Default.PretixStatus);

    public static PretixProgress ReadProgress(string stored) => JsonSerializer.Deserialize(stored, PretixStoreJson.Default.PretixProgress)!;

    public static PretixStatus ReadStatus(string stored) => JsonSerializer.Deserialize(stored, PretixStoreJson.Default.PretixStatus)!;

    /// <exception cref="PretixException">pretix could not be read; what was written and how far it went is kept.</exception>
    public async Task GoAsync(CancellationToken cancellation)
    {
        var products = await ProductsAsync(cancellation);
        var names = string.Join(',', products.Order().Select(id => id.ToString(CultureInfo.InvariantCulture)));
        if (names != Progress.Products || lease.Source.Distrusted != Progress.Distrusted)
            Progress = new PretixProgress { Products = names, Distrusted = lease.Source.Distrusted };
        if (settings.CreateQuestions)
            await new PretixQuestions(store, time).BringInAsync(lease.Source.EventId, settings, await api.QuestionsAsync(cancellation), cancellation);
        var eventId = lease.Source.EventId;
        var questions = await store.ReadAsync(data => data.ProfileQuestions.Where(q => q.EventId == eventId)
            .ToDictionaryAsync(q => q.Key, StringComparer.Ordinal, cancellation));
        var registrants = new PretixRegistrants(settings, products.ToHashSet(), questions);
        if (Progress.WalkBegan is null)
            Begin();
        await WalkAsync(registrants, cancellation);
    }

    private async Task<List<long>> ProductsAsync(CancellationToken cancellation) => settings.Products.Count > 0
        ? settings.Products.Distinct().ToList()
        : (await api.ProductsAsync(cancellation)).Where(p => p.Admission).Select(p => p.Id).ToList();

    private void Begin()
    {
        var isFull = Progress.Since is null || Progress.FullAt is null || time.GetUtcNow() - Progress.FullAt >= FullEvery;
        Progress = Progress with { IsFull = isFull, Page = 1, Count = 0, WalkBegan = null };
    }

    private async Task WalkAsync(PretixRegistrants registrants, CancellationToken cancellation)
    {
        var restarts = 0;
        while (true)
        {
            var page = await api.OrdersAsync(Progress.IsFull ? null : Progress.Since, Progress.Page, PretixApi.PageSize, cancellation);
            if (page is null || page.Count < Progress.Count)
            {
                // Orders in test mode can be deleted: others moved to pages that were read already.
                if (++restarts > MostRestarts)
                    throw new PretixException(PretixFault.Failing, "Orders are being deleted while they are read.");
                Begin();
                continue;
            }
            if (Progress.Page == 1)
            {
                var began = page.GeneratedAt ?? throw new PretixException(PretixFault.Answer,
                    "The orders came without the time at which they were read (X-Page-Generated): a proxy takes it away.");
                Progress = Progress with { WalkBegan = began, Count = page.Count };
            }
            await lease.RenewAsync(cancellation);
            await TakeAsync(page.Results, registrants, cancellation);
            var isEnd = page.Next is null;
            Progress = isEnd ? End() : Progress with { Page = Progress.Page + 1 };
            if (isEnd)
                Status = Status with { CompletedAt = time.GetUtcNow() };
            await lease.SaveAsync(Progress, Status, cancellation);
            if (isEnd)
                return;
        }
    }

    private PretixProgress End() => Progress with
    {
        Since = Progress.WalkBegan - Overlap, WalkBegan = null, Page = 1, Count = 0,
        FullAt = Progress.IsFull ? time.GetUtcNow() : Progress.FullAt, IsFull = false,
    };

    private async Task TakeAsync(List<PretixOrder> orders, PretixRegistrants registrants, CancellationToken cancellation)
    {
        var positions = orders.Where(o => !o.TestMode).SelectMany(o => o.Positions.Select(p => (Order: o, Position: p))).ToList();
        var admitted = positions.Where(p => registrants.Admits(p.Order, p.Position)).ToList();
        var others = positions.Where(p => !registrants.Admits(p.Order, p.Position)).Select(p => PretixRegistrants.Key(p.Position));
        // First what ends: its badge code may be another's now.
        var withdrawn = 0;
        foreach (var keys in others.Chunk(200))
            withdrawn += await withdrawal.WithdrawAsync(lease.Source.EventId, keys, cancellation);
        var lines = admitted.Select((p, i) => Line(i, registrants.Read(p.Order, p.Position)));
        var result = await registration.ImportAsync(lease.Source.EventId, lines.ToAsyncEnumerable(), cancellation);
        // Who was erased here stays erased; that is no fault.
        var faults = result.Faults.Where(f => f.Field != "key").ToList();
        Status = Status with
        {
            Orders = Status.Orders + orders.Count,
            Created = Status.Created + result.Created,
            Updated = Status.Updated + result.Updated,
            Unchanged = Status.Unchanged + result.Unchanged,
            Withdrawn = Status.Withdrawn + withdrawn,
            Failed = Status.Failed + faults.Select(f => f.Line).Distinct().Count(),
            Faults = [.. Status.Faults.Concat(faults.Select(f => Tell(admitted[(int)f.Line - 1], f))).Take(ToldFaults)],
        };
    }

    private static ImportLine Line(int index, RegistrantInput input)
    {
        var faults = RegistrantRules.Check(input, out var normalised);
        return new(index + 1, faults.Count > 0 ? null : normalised, faults);
    }

    private static string Tell((PretixOrder Order, PretixPosition Position) at, LineFault fault) =>
        $"{at.Order.Code}-{at.Position.Number.ToString(CultureInfo.InvariantCulture)}: {fault.Field} {fault.Reason}";
}
