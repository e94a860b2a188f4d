using Lanyard.Sync.Targets.HubSpot;
using Lanyard.Sync.Tests.Doubles;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A HubSpot account of one test.</summary>
internal sealed class HubSpotPlace : Place
{
    private HubSpotPlace()
    {
        HubSpot = new(Time);
        Options["token"] = HubSpotDouble.Token;
    }

    public HubSpotDouble HubSpot { get; }

    public Dictionary<string, string?> Fields { get; } = new(StringComparer.Ordinal);

    public override TargetSettings Settings => new("crm", "hubspot", Options, Fields);

    public static async Task<HubSpotPlace> CreateAsync()
    {
        var place = new HubSpotPlace();
        await place.HubSpot.StartAsync();
        place.Options["address"] = place.HubSpot.Address;
        return place;
    }

    public override ITarget Open(TargetContext context) => HubSpotTarget.Kind.Create(context);

    public override Task<IReadOnlyDictionary<string, string?>> ReadAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(
        HubSpot.Contacts.Values.Where(c => c.ContainsKey("lr_connection_id"))
            .ToDictionary(c => c["lr_connection_id"], c => c.GetValueOrDefault("email"), StringComparer.Ordinal));

    /// <summary>Contacts as they were created, and notes as they stand.</summary>
    public override Task<IReadOnlyDictionary<string, int>> CreatesAsync()
    {
        var creates = new Dictionary<string, int>(HubSpot.Creates, StringComparer.Ordinal);
        foreach (var notes in HubSpot.AllNotes.GroupBy(n => n.Contact + n.Body, StringComparer.Ordinal))
            creates[notes.Key] = notes.Count();
        return Task.FromResult<IReadOnlyDictionary<string, int>>(creates);
    }

    public override void Disturb(Random random)
    {
        HubSpot.NamesWhatIsWrong = random.Next(2) == 0;
        HubSpot.FailAtRandom(random, probability: random.NextDouble() / 5, budget: random.Next(0, 8));
    }

    public override async ValueTask DisposeAsync()
    {
        await HubSpot.DisposeAsync();
        await base.DisposeAsync();
    }
}
