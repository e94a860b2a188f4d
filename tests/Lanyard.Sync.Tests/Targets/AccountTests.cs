using Lanyard.Sync.Tests.Doubles;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>
/// The contract on an account: on the real one that the environment names, else on the double. Nothing is skipped, and
/// the same lines that pass here are what is run against the service.
/// </summary>
public sealed class AccountTests(ITestOutputHelper output)
{
    [Fact]
    public async Task HubSpot_holds_the_contract()
    {
        await using var hubSpot = new HubSpotDouble(TimeProvider.System);
        await hubSpot.StartAsync();
        await HoldAsync(() => HubSpotAccount.FromEnvironment() ?? new(hubSpot.Address, HubSpotDouble.Token));
        output.WriteLine(hubSpot.History.Count == 0 ? "On the real HubSpot." : "On the double.");
        Assert.Empty(hubSpot.Contacts);
    }

    [Fact]
    public async Task Salesforce_holds_the_contract()
    {
        await using var salesforce = new SalesforceDouble();
        await salesforce.StartAsync();
        await HoldAsync(() => SalesforceAccount.FromEnvironment()
            ?? new(salesforce.Address, SalesforceDouble.ClientId, SalesforceDouble.ClientSecret));
        output.WriteLine(salesforce.History.Count == 0 ? "On the real Salesforce." : "On the double.");
        Assert.Empty(salesforce.Of("Lead"));
    }

    private static async Task HoldAsync(Func<AccountPlace> account)
    {
        var contract = new Contract(account);
        await contract.Every_lead_arrives_once();
        await contract.A_change_replaces_what_was_there();
        await contract.An_erased_lead_is_cleared();
        await contract.A_lead_that_may_not_be_seen_comes_when_it_may();
        await contract.Starting_over_doubles_nothing();
        await contract.Crashes_and_disturbances_at_any_point_lose_and_double_nothing();
    }

    private sealed class Contract(Func<AccountPlace> account) : TargetContract
    {
        private protected override async Task<Place> CreatePlaceAsync()
        {
            var place = account();
            // Fields first: without them there is nothing that could be found to be deleted.
            using (var state = TargetState.Open(Path.Combine(place.Folder, "prepare.db")))
            {
                await using var target = place.Open(new(place.Settings, state, new HttpClient(), (_, _) =>
                    Task.FromResult<byte[]?>([]), TimeProvider.System));
                await target.PrepareAsync(default);
            }
            await place.ClearAsync();
            return place;
        }
    }
}
