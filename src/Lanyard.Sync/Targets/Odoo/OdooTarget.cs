using System.Globalization;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;

namespace Lanyard.Sync.Targets.Odoo;

/// <summary>Leads or contacts of Odoo, upserted by an external id that holds the connection's id.</summary>
internal sealed class OdooTarget : ITarget
{
    /// <summary>Under which external ids of Lanyard stand.</summary>
    public const string Module = "leadret";

    private const string NotePrefix = "note:";
    private const string OwnerColumn = "user_id/.id";

    private readonly TargetContext _context;
    private readonly OdooModel _model;
    private readonly FieldMapping _mapping;
    private readonly Owners _owners;
    private readonly SentValues _sent;
    private readonly OdooSetup _setup;
    private Session? _session;

    private OdooTarget(TargetContext context)
    {
        _context = context;
        _model = OdooModel.Find(context.Settings);
        _mapping = FieldMapping.Create(_model.Fields, context.Settings.Fields);
        _owners = Owners.Read(context.Settings);
        _sent = new(context.State);
        _setup = new(_model, _mapping, context);
    }

    public static TargetKind Kind { get; } = new(
        "odoo",
        "Odoo",
        [
            new("address", "address of Odoo, https://company.odoo.com", IsRequired: true),
            new("database", "name of the database; needed up to Odoo 18, and where a server has several"),
            new("login", "login of the user that the key belongs to; needed up to Odoo 18"),
            new("key", "API key of that user", IsRequired: true, IsSecret: true),
            new("model", "crm.lead or res.partner; crm.lead when left out"),
            new("api", "json2 from Odoo 19 on, xmlrpc before; auto, which finds out, when left out"),
            new("owners", "who owns what whom scanned, Eva=eva@company.com; Bob=7, by logins or ids of users"),
        ],
        OdooModel.Leads.Fields,
        context => new OdooTarget(context));

    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation) => _setup.CheckAsync(cancellation);

    public async Task PrepareAsync(CancellationToken cancellation) => _session = await ConnectAsync(cancellation);

    public async Task ApplyAsync(Batch batch, CancellationToken cancellation)
    {
        _session ??= await ConnectAsync(cancellation);
        try
        {
            var deliveries = new List<Delivery>();
            foreach (var lead in batch.Leads)
                deliveries.Add(await PlanAsync(lead, cancellation));
            _sent.Begin(batch.Leads);
            var completed = deliveries.Where(d => Lead.IsCompleted(d.Lead)).ToList();
            await ClearAsync(batch, deliveries.Except(completed), cancellation);
            await SendAsync(batch, completed, cancellation);
        }
        catch (OdooRefusal refusal)
        {
            throw new TargetFaultException($"Odoo refuses: {refusal.Message}", refusal);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Session> ConnectAsync(CancellationToken cancellation)
    {
        var api = await _setup.ConnectAsync(cancellation);
        var loader = new OdooLoader(api);
        return new(
            api,
            await _setup.DemandAsync(api, cancellation),
            loader,
            new(api, loader, _model.Name, _context.ReadFileAsync),
            await OwnersAsync(api, cancellation));
    }

    private async Task<IReadOnlyDictionary<string, string>> OwnersAsync(OdooApi api, CancellationToken cancellation)
    {
        var logins = _owners.All.Where(o => !long.TryParse(o, CultureInfo.InvariantCulture, out _))
            .Distinct(StringComparer.Ordinal).ToList();
        if (logins.Count == 0)
            return new Dictionary<string, string>();
        JsonArray domain = [new JsonArray("login", "in", new JsonArray([.. logins.Select(l => JsonValue.Create(l))]))];
        var users = (await api.SearchAsync("res.users", domain, ["login"], cancellation))
            .ToDictionary(u => u["login"]!.ToString(), u => u["id"]!.ToString(), StringComparer.Ordinal);
        return logins.Find(l => !users.ContainsKey(l)) is { } missing
            ? throw new TargetFaultException($"Odoo has no user with the login {missing}, which owners names.")
            : users;
    }

    private async Task<Delivery> PlanAsync(Connection lead, CancellationToken cancellation)
    {
        var values = await _session!.Fields.ReadAsync(_mapping, lead, cancellation);
        if (_owners.Of(lead.ScanInfo) is { } owner)
            values[OwnerColumn] = _session.Owners.GetValueOrDefault(owner, owner);
        foreach (var note in lead.Notes ?? [])
            values[NotePrefix + note.Id] = Lead.FileUrl(note) is null ? note.Text : note.Type;
        return new(lead, values, _sent.Changed(lead, values, out var isKnown), isKnown);
    }

    private async Task SendAsync(Batch batch, List<Delivery> deliveries, CancellationToken cancellation)
    {
        var rows = deliveries.Select(d => d.Row()).Where(r => r.Values.Count > 0);
        var load = await _session!.Loader.LoadAsync(_model.Name, rows, cancellation);
        // Someone deleted it there, and the part that was sent made another: then that gets all.
        var halves = deliveries.Where(d => d.IsKnown && Id(d.Lead, load) != _context.State.RemoteId(d.Lead.Id))
            .ToList();
        var wholes = halves.ConvertAll(d => d with { Changed = d.Values.Keys.ToHashSet(StringComparer.Ordinal) });
        var again = await _session.Loader.LoadAsync(_model.Name, wholes.Select(d => d.Row()), cancellation);
        var there = new List<(Delivery Delivery, string Id)>();
        var results = deliveries.Except(halves).Select(d => (d, load)).Concat(wholes.Select(d => (d, again)));
        foreach (var (delivery, result) in results)
        {
            if (result.Refusals.TryGetValue(delivery.ExternalId, out var refusal))
                batch.SetAside(delivery.Lead, refusal);
            else
                there.Add((delivery, Id(delivery.Lead, result)!));
        }
        _context.State.Link(there.Select(t => (t.Delivery.Lead.Id, t.Id)).ToList());
        await SendNotesAsync(batch, there, cancellation);
    }

    private async Task SendNotesAsync(
        Batch batch, List<(Delivery Delivery, string Id)> there, CancellationToken cancellation)
    {
        var complete = new List<Delivery>();
        foreach (var (delivery, id) in there)
        {
            var notes = (delivery.Lead.Notes ?? []).Where(n => delivery.Changed.Contains(NotePrefix + n.Id));
            var record = long.Parse(id, CultureInfo.InvariantCulture);
            if (await _session!.Notes.SendAsync(delivery.Lead, record, notes, cancellation) is { } refusal)
                batch.SetAside(delivery.Lead, refusal);
            else
                complete.Add(delivery);
        }
        _sent.Keep(complete.Select(d => (d.Lead, d.Values)));
    }

    // Of a lead that Odoo does not have nothing is sent but the question.
    private async Task ClearAsync(Batch batch, IEnumerable<Delivery> deliveries, CancellationToken cancellation)
    {
        var withdrawn = deliveries.ToDictionary(d => d.ExternalId, StringComparer.Ordinal);
        if (withdrawn.Count == 0)
            return;
        var names = withdrawn.Keys.Select(k => k[(Module.Length + 1)..]);
        JsonArray domain =
        [
            new JsonArray("module", "=", Module), new JsonArray("model", "=", _model.Name),
            new JsonArray("name", "in", new JsonArray([.. names.Select(n => JsonValue.Create(n))])),
        ];
        var found = (await _session!.Api.SearchAsync("ir.model.data", domain, ["name"], cancellation))
            .Select(r => withdrawn[$"{Module}.{r["name"]}"]).ToList();
        var load = await _session.Loader.LoadAsync(_model.Name, found.Select(d => d.Cleared()), cancellation);
        foreach (var delivery in found)
        {
            if (load.Refusals.TryGetValue(delivery.ExternalId, out var refusal))
                batch.SetAside(delivery.Lead, refusal);
            else
                await _session.Notes.DeleteAsync(delivery.Lead, cancellation);
        }
    }

    // Without a column to change nothing is loaded, and the record is the one that is known.
    private string? Id(Connection lead, OdooLoad load) => load.Ids.TryGetValue(Delivery.Name(lead), out var id)
        ? id.ToString(CultureInfo.InvariantCulture)
        : load.Refusals.ContainsKey(Delivery.Name(lead)) ? null : _context.State.RemoteId(lead.Id);

    private sealed record Session(
        OdooApi Api, OdooFields Fields, OdooLoader Loader, OdooNotes Notes, IReadOnlyDictionary<string, string> Owners);

    /// <param name="Values">Columns of <c>load</c>, and notes by their ids.</param>
    /// <param name="Changed">Which of them Odoo does not have.</param>
    private sealed record Delivery(
        Connection Lead, IReadOnlyDictionary<string, string?> Values, IReadOnlySet<string> Changed, bool IsKnown)
    {
        public string ExternalId => Name(Lead);

        public static string Name(Connection lead) => $"{Module}.c_{lead.Id}";

        public OdooRow Row() => Row(v => Changed.Contains(v.Key));

        public OdooRow Cleared() => Row(v => v.Value is null || v.Key == "name");

        private OdooRow Row(Func<KeyValuePair<string, string?>, bool> isPart) => new(ExternalId, Values
            .Where(v => !v.Key.StartsWith(NotePrefix, StringComparison.Ordinal) && isPart(v))
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal));
    }
}
