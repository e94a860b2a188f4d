using System.Security.Cryptography;
using Lanyard.Core;
using Lanyard.Core.Audit;
using Lanyard.Core.Events;
using Lanyard.Core.Exhibitors;
using Lanyard.Server.Hosting;
using Lanyard.Server.Hosting.Accounts;

namespace Lanyard.Server.Web;

/// <summary>What a page knows of its request. Injected; filled before the page runs.</summary>
public sealed class PageContext
{
    private Event? _event;

    /// <summary>For scripts of this answer alone.</summary>
    public string Nonce { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    public HttpContext Http { get; private set; } = null!;

    /// <summary>Who is signed in; null on pages that are open to everyone.</summary>
    public SignedIn? MeOrNull => Http?.SignedInOrNull();

    /// <summary>Who is signed in. There is always somebody on pages that are not open to everyone.</summary>
    public SignedIn Me => MeOrNull ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The event of <c>/organise/events/{eventId}</c>, which is the organiser's.</summary>
    public Event Event => _event ?? throw new InvalidOperationException("The address names no event.");

    public Event? EventOrNull => _event;

    /// <summary>The exhibitor of <c>/connect/exhibitors/{eventId}/{exhibitorId}</c>, for which the person works.</summary>
    public ExhibitorAtEvent Exhibitor { get; private set; } = null!;

    /// <summary>For the audit log.</summary>
    public Actor Actor => Http.Actor();

    /// <summary>Whether buttons that change something are shown.</summary>
    public bool MayChange => MeOrNull?.MayChange ?? false;

    /// <summary>Scheme and host for links that leave the page, without a slash at the end.</summary>
    public string BaseAddress => Http.RequestServices.GetRequiredService<ServerSettings>().OriginOf(Http.Request);

    /// <summary>Whether the page found nothing at its address.</summary>
    internal bool IsMissing { get; set; }

    public bool IsPost => HttpMethods.IsPost(Http.Request.Method);

    /// <summary>The address of a page of the event, such as <c>registrants</c>; of its overview when empty.</summary>
    public string EventPath(string page = "") =>
        $"/organise/events/{ShortId.Format(Event.Id)}{(page.Length == 0 ? "" : "/" + page)}";

    /// <summary>The address of a page of the exhibitor, such as <c>leads</c>; of its overview when empty.</summary>
    public string ExhibitorPath(string page = "") => PagePaths.Of(Exhibitor.Key, page);

    internal void Begin(HttpContext context, Event? found) => (Http, _event) = (context, found);

    internal void Enter(ExhibitorAtEvent exhibitor) => (Exhibitor, _event) = (exhibitor, exhibitor.Event);
}
