using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Dynamics;

/// <summary>Contacts or leads of Dynamics 365, upserted by an alternate key that holds the connection's id.</summary>
internal sealed class DynamicsTarget : ITarget
{
    private const string OwnerBind = "ownerid@odata.bind";
    private const string NotePrefix = "note:";

    // Microsoft asks for small requests side by side rather than for large batches; 52 at once are refused.
    private const int SideBySide = 8;

    private readonly DynamicsApi _api;
    private readonly DynamicsTable _table;
    private readonly FieldMapping _mapping;
    private readonly Owners _owners;
    private readonly SentValues _sent;
    private readonly DynamicsNotes _notes;
    private readonly DynamicsSetup _setup;
    private DynamicsColumns? _columns;

    private DynamicsTarget(TargetContext context)
    {
        _api = new(context);
        _table = DynamicsTable.Find(context.Settings);
        _mapping = FieldMapping.Create(_table.Fields, context.Settings.Fields);
        _owners = Owners.Read(context.Settings);
        _sent = new(context.State);
        _notes = new(_api, _table, context.ReadFileAsync);
        _setup = new(_api, _table, _mapping, context);
    }

    public static TargetKind Kind { get; } = new(
        "dynamics",
        "Microsoft Dynamics 365",
        [
            new("address", "address of the environment, https://org.crm.dynamics.com", IsRequired: true),
            new("tenant", "id of the tenant that the app registration is in", IsRequired: true),
            new("clientId", "application (client) id of the app registration", IsRequired: true),
            new("clientSecret", "value of a client secret of the app registration", IsRequired: true, IsSecret: true),
            new("table", "contacts or leads; contacts when left out"),
            new("owners", "who owns what whom scanned, Eva=GUID; Bob=GUID, by ids of users"),
            new("login", "where to sign in, https://login.microsoftonline.com when left out"),
        ],
        DynamicsTable.Contacts.Fields,
        context => new DynamicsTarget(context));

    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation) => _setup.CheckAsync(cancellation);

    public Task PrepareAsync(CancellationToken cancellation)
    {
        _columns = null;
        return _setup.PrepareAsync(cancellation);
    }

    public async Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        _columns ??= await DynamicsColumns.ReadAsync(_api, _table, _mapping.Sources.Keys, cancellation);
        var deliveries = batch.Leads.Select(Plan).ToList();
        _sent.Begin(batch.Leads);
        var refusals = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellation };
        await Parallel.ForEachAsync(deliveries, options, async (delivery, stop) =>
        {
            if (await DeliverAsync(delivery, stop) is { } reason)
                refusals[delivery.Lead.Id] = reason;
        });
        foreach (var lead in batch.Leads)
        {
            if (refusals.TryGetValue(lead.Id, out var reason))
                batch.SetAside(lead, reason);
        }
        _sent.Keep(deliveries.Where(d => Lead.IsCompleted(d.Lead) && !refusals.ContainsKey(d.Lead.Id))
            .Select(d => (d.Lead, d.Values)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Delivery Plan(Connection lead)
    {
        var values = _mapping.Apply(lead).ToDictionary(v => v.Field, v => v.Value, StringComparer.Ordinal);
        if (_owners.Of(lead.ScanInfo) is { } owner)
            values[OwnerBind] = $"/systemusers({owner})";
        foreach (var note in lead.Notes ?? [])
            values[NotePrefix + note.Id] = Lead.FileUrl(note) is null ? note.Text : note.Type;
        return new(lead, values, _sent.Changed(lead, values, out var isKnown), isKnown);
    }

    /// <returns>Why not; null when it has arrived.</returns>
    private async Task<string?> DeliverAsync(Delivery delivery, CancellationToken cancellation)
    {
        try
        {
            if (!Lead.IsCompleted(delivery.Lead))
                return Judge(await ClearAsync(delivery, cancellation));
            var refusal = await SendAsync(delivery, delivery.Changed, onlyExisting: delivery.IsKnown, cancellation);
            // Someone deleted it there: then nothing of it is known any more.
            if (delivery.IsKnown && refusal?.Status == HttpStatusCode.NotFound)
                refusal = await SendAsync(delivery, delivery.Values.Keys, onlyExisting: false, cancellation);
            return Judge(refusal);
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
        catch (TargetUnavailableException exception) when (exception.Status == HttpStatusCode.InternalServerError)
        {
            // A plug-in may break over this lead alone; a service that is down does not answer this either.
            await _api.GetAsync("WhoAmI", cancellation);
            return $"Dynamics breaks over this lead: {exception.Message}";
        }
    }

    private async Task<DynamicsAnswer?> SendAsync(
        Delivery delivery, IEnumerable<string> parts, bool onlyExisting, CancellationToken cancellation)
    {
        var names = parts.ToHashSet(StringComparer.Ordinal);
        var body = new JsonObject();
        foreach (var name in names.Where(n => !n.StartsWith(NotePrefix, StringComparison.Ordinal)))
            body[name] = _columns!.Convert(name, delivery.Values[name]);
        if (body.Count > 0)
        {
            var answer = await _api.PatchAsync(_table.Row(delivery.Lead.Id), body, onlyExisting, cancellation);
            if (!onlyExisting && answer.IsDuplicate)
            {
                // Either it was created a moment ago by another, or another key of the table stands against it.
                var update = await _api.PatchAsync(
                    _table.Row(delivery.Lead.Id), body, onlyExisting: true, cancellation);
                if (update.Status != HttpStatusCode.NotFound)
                    answer = update;
            }
            if (!answer.IsSuccess)
                return answer;
        }
        foreach (var note in delivery.Lead.Notes ?? [])
        {
            if (names.Contains(NotePrefix + note.Id)
                && await _notes.SendAsync(delivery.Lead, note, cancellation) is { } refusal)
                return refusal;
        }
        return null;
    }

    // Only nothings are sent: the id of a lead that is not there comes into being no more than its data.
    private async Task<DynamicsAnswer?> ClearAsync(Delivery delivery, CancellationToken cancellation)
    {
        var body = new JsonObject();
        foreach (var (name, _) in delivery.Values.Where(v => v.Value is null))
            body[name] = null;
        var answer = await _api.PatchAsync(_table.Row(delivery.Lead.Id), body, onlyExisting: true, cancellation);
        if (answer.Status == HttpStatusCode.NotFound)
            return null;
        return answer.IsSuccess ? await _notes.DeleteAsync(delivery.Lead, cancellation) : answer;
    }

    // What a right or the key forbids stands against every lead; all else against this one.
    private string? Judge(DynamicsAnswer? refusal) => refusal switch
    {
        null => null,
        { Status: HttpStatusCode.Forbidden } when refusal.Message.Contains("prv", StringComparison.Ordinal) =>
            throw new TargetFaultException($"Dynamics: {refusal.Message}"),
        _ when refusal.Message.Contains("key in the request URI is not valid", StringComparison.OrdinalIgnoreCase) =>
            throw new TargetFaultException(
                $"The key of {_table.Set} on {DynamicsTable.KeyColumn} is missing or not active. ({refusal.Message})"),
        _ => refusal.Message,
    };

    /// <param name="Values">Columns, and notes by their ids.</param>
    /// <param name="Changed">Which of them the target does not have.</param>
    private sealed record Delivery(
        Connection Lead, IReadOnlyDictionary<string, string?> Values, IReadOnlySet<string> Changed, bool IsKnown);
}
