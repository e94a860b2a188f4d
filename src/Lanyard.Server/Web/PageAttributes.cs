using Lanyard.Core.Exhibitors;

namespace Lanyard.Server.Web;

/// <summary>A page for owners alone. Pages without attribute are for every member; see also <c>AllowAnonymous</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OwnerOnlyAttribute : Attribute;

/// <summary>A page whose forms also members may send who may only read, and people who work for no organiser.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenToReadersAttribute : Attribute;

/// <summary>
/// What a person must be allowed to do for the exhibitor to see a page of <c>/connect/exhibitors/{eventId}/{exhibitorId}</c>. Without
/// it the page is for everyone who works for the exhibitor.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsAttribute(ExhibitorRights rights) : Attribute
{
    public ExhibitorRights Rights { get; } = rights;
}

/// <summary>
/// An endpoint that checks the antiforgery token itself, because its body is too large to be read before. Everything else
/// that changes something is checked before it runs.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ChecksFormItselfAttribute : Attribute;
