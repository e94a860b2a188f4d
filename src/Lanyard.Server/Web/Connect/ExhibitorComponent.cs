using Microsoft.AspNetCore.Components;

namespace Lanyard.Server.Web.Connect;

/// <summary>A page of <c>/connect/exhibitors/{eventId}/{exhibitorId}</c>; what the address names is <c>Page.Exhibitor</c>.</summary>
public abstract class ExhibitorComponent : ComponentBase
{
    [Parameter]
    public string EventId { get; set; } = "";

    [Parameter]
    public string ExhibitorId { get; set; } = "";

    [Inject]
    protected PageContext Page { get; set; } = null!;
}
