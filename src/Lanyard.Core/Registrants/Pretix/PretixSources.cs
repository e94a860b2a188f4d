using System.Text.Json;
using Lanyard.Core.Audit;
using Lanyard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Lanyard.Core.Registrants.Pretix;

/// <summary>What an organiser sees of an event's source.</summary>
/// <param name="Settings">Without the token.</param>
/// <param name="NextRunAt">When the next run is due.</param>
public sealed record PretixState(PretixInput Settings, PretixStatus Status, bool IsRunning, DateTimeOffset NextRunAt);

/// <summary>What was found when the source was tried.</summary>
/// <param name="Fault">What is wrong, in words; null when nothing is.</param>
public sealed record PretixTrial(
    string? Fault, string? EventName, long Orders, IReadOnlyList<PretixTrialProduct> Products, IReadOnlyList<PretixTrialQuestion> Questions);

public sealed record PretixTrialProduct(long Id, string Name, bool Admission);

public sealed record PretixTrialQuestion(string Identifier, string Name, string Type);

/// <summary>Sets, tries and takes away the source of an event's registrants in pretix.</summary>
public sealed class PretixSources(IStore store, Keys keys, AuditLog audit, PretixHttp http, TimeProvider time)
{
    /// <summary>Raised when a run is due at once.</summary>
    public event Action? RunRequested;

    /// <summary>Null when the event has no source.</summary>
    public async Task<PretixState?> FindAsync(long eventId, CancellationToken cancellation) =>
        await SourceAsync(eventId, cancellation) is { } source ? View(source) : null;

    /// <summary>
    /// Sets the source; all orders are read anew, beginning at once. Faults instead, with nothing changed, when there are any.
    /// </summary>
    public async Task<IReadOnlyList<FieldFault>> SetAsync(
        long organiserId, long eventId, Actor actor, PretixInput input, CancellationToken cancellation)
    {
        if (PretixInput.Check(input, http.AllowsPrivate, out var kept) is { Count: > 0 } faults)
            return faults;
        var now = time.GetUtcNow();
        var isKept = await store.WriteAsync(async data =>
        {
            var source = await data.PretixSources.AsTracking().SingleOrDefaultAsync(s => s.EventId == eventId, cancellation);
            if (kept.Token is null && (source is null || PretixInput.Read(source.Settings).Url != kept.Url))
                return false;
            if (source is null)
                data.PretixSources.Add(source = New(eventId, now));
            source.Settings = kept.Store();
            source.Token = kept.Token is null ? source.Token : keys.Protect(kept.Token);
            source.Progress = PretixRun.Store(new PretixProgress());
            source.NextRunAt = now;
            // A run under way by the old settings ends when it finds its lease gone.
            source.LeaseId = null;
            await audit.AddAsync(data, organiserId, actor, "pretix.set", ShortId.Format(eventId), $"{kept.Url} {kept.Organiser}/{kept.Event}");
            return true;
        }, cancellation);
        if (!isKept)
            return [new FieldFault("token", "is required, also when the address changes")];
        RunRequested?.Invoke();
        return [];
    }

    /// <summary>Forgets source and token. The registrants stay as they are. False when there is none.</summary>
    public Task<bool> RemoveAsync(long organiserId, long eventId, Actor actor, CancellationToken cancellation) => store.WriteAsync(async data =>
    {
        if (await data.PretixSources.Where(s => s.EventId == eventId).ExecuteDeleteAsync(cancellation) == 0)
            return false;
        await audit.AddAsync(data, organiserId, actor, "pretix.removed", ShortId.Format(eventId));
        return true;
    }, cancellation);

    /// <summary>Makes a run due at once. False when there is no source.</summary>
    public async Task<bool> RequestRunAsync(long eventId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var found = await store.WriteAsync(data => data.PretixSources.Where(s => s.EventId == eventId)
            .ExecuteUpdateAsync(u => u.SetProperty(s => s.NextRunAt, now), cancellation), cancellation);
        if (found > 0)
            RunRequested?.Invoke();
        return found > 0;
    }

    /// <summary>
    /// Asks pretix for everything a run needs and changes nothing. Without input the stored source is tried; null when there
    /// is none.
    /// </summary>
    public async Task<(IReadOnlyList<FieldFault> Faults, PretixTrial? Trial)> TryAsync(
        long eventId, PretixInput? input, CancellationToken cancellation)
    {
        var source = await SourceAsync(eventId, cancellation);
        if (input is null && source is null)
            return ([], null);
        var stored = source is null ? null : PretixInput.Read(source.Settings);
        if (PretixInput.Check(input ?? stored!, http.AllowsPrivate, out var kept) is { Count: > 0 } faults)
            return (faults, null);
        // The token goes to no other server than the one it was given for.
        if (kept.Token is null && stored?.Url != kept.Url)
            return ([new FieldFault("token", "is required, also when the address changes")], null);
        var api = new PretixApi(http, kept, kept.Token ?? keys.Unprotect(source!.Token), time);
        try
        {
            return ([], await TryAsync(api, kept, cancellation));
        }
        catch (PretixException exception)
        {
            return ([], new PretixTrial(exception.Message, null, 0, [], []));
        }
    }

    private static async Task<PretixTrial> TryAsync(PretixApi api, PretixInput settings, CancellationToken cancellation)
    {
        var organisers = await api.OrganisersAsync(cancellation);
        if (!organisers.Exists(o => o.Slug == settings.Organiser))
        {
            var others = string.Join(", ", organisers.Select(o => o.Slug).Take(5));
            throw new PretixException(PretixFault.Permission, $"The API token is not one of {settings.Organiser}'s"
                + (others.Length == 0 ? "." : $", but of {others}."));
        }
        var name = PretixQuestions.Text((await api.EventAsync(cancellation)).Name);
        var products = await api.ProductsAsync(cancellation);
        var questions = await api.QuestionsAsync(cancellation);
        var orders = (await api.OrdersAsync(since: null, page: 1, pageSize: 1, cancellation))!;
        var missing = settings.Products.Where(id => !products.Exists(p => p.Id == id)).ToList();
        if (missing.Count > 0)
            throw new PretixException(PretixFault.Answer, $"There is no product {string.Join(", ", missing)} in {settings.Event}.");
        return new PretixTrial(null, name, orders.Count,
            products.ConvertAll(p => new PretixTrialProduct(p.Id, PretixQuestions.Text(p.Name) ?? "", p.Admission)),
            questions.ConvertAll(q => new PretixTrialQuestion(q.Identifier ?? "", PretixQuestions.Text(q.Question) ?? "", q.Type ?? "")));
    }

    private Task<PretixSource?> SourceAsync(long eventId, CancellationToken cancellation) =>
        store.ReadAsync(data => data.PretixSources.SingleOrDefaultAsync(s => s.EventId == eventId, cancellation));

    private PretixState View(PretixSource source) => new(PretixInput.Read(source.Settings), PretixRun.ReadStatus(source.Status),
        source.LeaseId is not null && source.LeaseUntil > time.GetUtcNow(), source.NextRunAt);

    private static PretixSource New(long eventId, DateTimeOffset now) => new()
    {
        EventId = eventId, Settings = "", Token = [], Progress = "", Status = PretixRun.Store(new PretixStatus()), NextRunAt = now,
    };
}
