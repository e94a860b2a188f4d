using Lanyard.Sync.Targets.Dynamics;
using Lanyard.Sync.Tests.Doubles;

namespace Lanyard.Sync.Tests.Support;

/// <summary>Contacts in a double of Dataverse.</summary>
internal sealed class DynamicsPlace : Place
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _fields = new(StringComparer.Ordinal);

    public DynamicsDouble Service { get; } = new();

    public override TargetSettings Settings => new("dynamics", "dynamics", _options, _fields);

    public static async Task<DynamicsPlace> CreateAsync()
    {
        var place = new DynamicsPlace();
        await place.Service.StartAsync();
        place.Set("address", place.Service.Address);
        place.Set("login", place.Service.Address);
        place.Set("tenant", "tenant-1");
        place.Set("clientId", "app-1");
        place.Set("clientSecret", DynamicsDouble.Secret);
        return place;
    }

    public void Set(string option, string value) => _options[option] = value;

    public void Map(string field, string? source) => _fields[field] = source;

    public override ITarget Open(TargetContext context) => DynamicsTarget.Kind.Create(context);

    public override Task<IReadOnlyDictionary<string, string?>> ReadAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(
        Service.Rows("contact").ToDictionary(
            r => (string)r["lr_connectionid"]!, r => (string?)r["emailaddress1"], StringComparer.Ordinal));

    public override Task<IReadOnlyDictionary<string, int>> CreatesAsync() => Task.FromResult(Service.Creates);

    public override void Disturb(Random random)
    {
        if (random.Next(4) == 0)
            Service.ExpireTokens();
        Service.FailAtRandom(random, 0.1, random.Next(0, 12));
    }

    public override async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await base.DisposeAsync();
    }
}
