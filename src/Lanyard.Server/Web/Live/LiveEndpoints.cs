using Microsoft.AspNetCore.Http.HttpResults;

namespace Lanyard.Server.Web.Live;

/// <summary>The figures of the live page alone, as the page's script fetches them.</summary>
internal static class LiveEndpoints
{
    public static void MapLive(this WebApplication app) =>
        app.MapGet("/organise/events/{eventId}/live/figures", () => new RazorComponentResult<LiveFigures>()).ExcludeFromDescription();
}
