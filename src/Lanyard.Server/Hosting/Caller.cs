using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Licensing;
using Lanyard.Server.Hosting.Accounts;

namespace Lanyard.Server.Hosting;

/// <summary>Who sent a request.</summary>
internal static class Caller
{
    /// <summary>The person who sent the request; null for an API client or nobody.</summary>
    public static SignedIn? SignedInOrNull(this HttpContext context) => context.Features.Get<SignedIn>();

    /// <summary>Who acts, for the audit log: the signed-in person or the API client.</summary>
    public static Actor Actor(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString();
        if (context.SignedInOrNull() is { } person)
            return new(ActorKind.Account, person.AccountId, person.Name, address);
        var client = context.Features.GetRequiredFeature<ClientState>();
        return new(ActorKind.ApiClient, client.ClientId, client.Name, address);
    }
}
