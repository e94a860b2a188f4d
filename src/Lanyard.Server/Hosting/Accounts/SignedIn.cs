using Lanyard.Core.Accounts;

namespace Lanyard.Server.Hosting.Accounts;

/// <summary>The person who sent the request, as the store has it at this moment.</summary>
/// <param name="OrganiserId">0 when the person works for none.</param>
/// <param name="Language">Chosen by the person; null when the browser's is taken.</param>
public sealed record SignedIn(
    long AccountId, string Name, string Email, string? Language, long OrganiserId, string OrganiserName, OrganiserRole Role)
{
    public bool IsOwner => OrganiserId != 0 && Role is OrganiserRole.Owner;

    public bool MayChange => OrganiserId != 0 && Role is not OrganiserRole.ReadOnly;
}

internal static class SignedInRequest
{
    /// <summary>The person who sent the request; null for an API client or nobody.</summary>
    public static SignedIn? SignedInOrNull(this HttpContext context) => context.Features.Get<SignedIn>();
}
