using System.Text.Json;
using Lanyard.Sync.Targets.Odoo;
using Lanyard.Sync.Tests.Doubles;

namespace Lanyard.Sync.Tests.Support;

/// <summary>Leads in a double of Odoo.</summary>
internal sealed class OdooPlace(int version) : Place
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _fields = new(StringComparer.Ordinal);

    public OdooDouble Service { get; } = new(version);

    public override TargetSettings Settings => new("odoo", "odoo", _options, _fields);

    /// <param name="version">19 has JSON-2; what is older has XML-RPC alone.</param>
    public static async Task<OdooPlace> CreateAsync(int version)
    {
        var place = new OdooPlace(version);
        await place.Service.StartAsync();
        place.Set("address", place.Service.Address + "/");
        place.Set("database", OdooDouble.Database);
        place.Set("login", OdooDouble.Login);
        place.Set("key", OdooDouble.Key);
        return place;
    }

    public void Set(string option, string value) => _options[option] = value;

    public void Map(string field, string? source) => _fields[field] = source;

    public override ITarget Open(TargetContext context) => OdooTarget.Kind.Create(context);

    public override Task<IReadOnlyDictionary<string, string?>> ReadAsync()
    {
        var model = Settings.Or("model", "crm.lead");
        return Task.FromResult<IReadOnlyDictionary<string, string?>>(Service.Records("ir.model.data")
            .Where(d => (string?)d["model"] == model)
            .Select(d => ((string)d["name"]!)[2..])
            .ToDictionary(id => id, id => Text(
                Service.Record(model, id)!, model == "crm.lead" ? "email_from" : "email"), StringComparer.Ordinal));
    }

    /// <summary>Null for Odoo's <c>false</c>.</summary>
    public static string? Text(System.Text.Json.Nodes.JsonObject record, string field) =>
        record[field]?.GetValueKind() == JsonValueKind.String ? (string?)record[field] : null;

    public override Task<IReadOnlyDictionary<string, int>> CreatesAsync() => Task.FromResult(Service.Creates);

    public override void Disturb(Random random) => Service.FailAtRandom(random, 0.2, random.Next(0, 8));

    public override async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await base.DisposeAsync();
    }
}
