using Lanyard.Sync.Targets.Salesforce;
using Lanyard.Sync.Tests.Doubles;

namespace Lanyard.Sync.Tests.Support;

/// <summary>A Salesforce organisation of one test.</summary>
internal sealed class SalesforcePlace : Place
{
    private const string Key = "LR_Connection_Id__c";

    public SalesforcePlace()
    {
        Options["clientId"] = SalesforceDouble.ClientId;
        Options["clientSecret"] = SalesforceDouble.ClientSecret;
    }

    public SalesforceDouble Salesforce { get; } = new();

    public Dictionary<string, string?> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether persons convert leads while the sync is disturbed.</summary>
    public bool Converts { get; init; }

    public override TargetSettings Settings => new("crm", "salesforce", Options, Fields);

    public static async Task<SalesforcePlace> CreateAsync(bool converts = false)
    {
        var place = new SalesforcePlace { Converts = converts };
        await place.Salesforce.StartAsync();
        place.Options["address"] = place.Salesforce.Address;
        return place;
    }

    public override ITarget Open(TargetContext context) => SalesforceTarget.Kind.Create(context);

    public override Task<IReadOnlyDictionary<string, string?>> ReadAsync()
    {
        var records = Salesforce.Of(Options.GetValueOrDefault("object", "Lead")).Values.Where(r => r.ContainsKey(Key));
        return Task.FromResult<IReadOnlyDictionary<string, string?>>(records.ToDictionary(
            r => r[Key],
            r => (r.TryGetValue("ConvertedContactId", out var contact) ? Salesforce.Of("Contact")[contact] : r)
                .GetValueOrDefault("Email"),
            StringComparer.Ordinal));
    }

    /// <summary>Records as they were created, and notes as they stand.</summary>
    public override Task<IReadOnlyDictionary<string, int>> CreatesAsync()
    {
        var creates = new Dictionary<string, int>(Salesforce.Creates, StringComparer.Ordinal);
        foreach (var tasks in Salesforce.Of("Task")
            .Values.GroupBy(n => n["WhoId"] + n["Description"], StringComparer.Ordinal))
            creates[tasks.Key] = tasks.Count();
        return Task.FromResult<IReadOnlyDictionary<string, int>>(creates);
    }

    public override void Disturb(Random random)
    {
        Salesforce.FailAtRandom(random, probability: random.NextDouble() / 5, budget: random.Next(0, 8));
        Salesforce.Fail(random.Next(2) == 0
            ? Fault.ErrorAfter : Fault.ResetAfter, at: random.Next(1, 8), path: "composite/sobjects");
        var leads = Salesforce.Of("Lead").Where(l => !l.Value.ContainsKey("IsConverted")).ToList();
        foreach (var lead in leads.Where(_ => random.Next(20) == 0))
            Salesforce.Locks[lead.Value[Key]] = random.Next(1, 3);
        if (Converts && leads.Count > 0)
            Salesforce.Convert(leads[random.Next(leads.Count)].Key);
    }

    public override async ValueTask DisposeAsync()
    {
        await Salesforce.DisposeAsync();
        await base.DisposeAsync();
    }
}
