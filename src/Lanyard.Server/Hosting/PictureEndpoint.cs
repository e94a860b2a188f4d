using Lanyard.Core;
using Lanyard.Core.SelfRegistration;

namespace Lanyard.Server.Hosting;

/// <summary>
/// Photographs and logos. The address of a photograph holds 128 random bits and stands in the contact of a lead alone; a
/// CRM loads it without a token.
/// </summary>
internal static class PictureEndpoint
{
    public static void MapPictures(this WebApplication app) =>
        app.MapGet(Pictures.Path + "/{eventId}/{name}", GetAsync).ExcludeFromDescription();

    private static async Task<IResult> GetAsync(
        HttpContext context, string eventId, string name, Pictures pictures, CancellationToken cancellation)
    {
        if (!ShortId.TryParse(eventId, out var id) || await pictures.FindAsync(id, name, cancellation) is not { } found)
            return Problems.Of(context, "not_found", "There is no picture at this address.");
        var headers = context.Response.Headers;
        // A name stands for one content, but an erased photograph must be gone from where it was kept, too.
        headers.CacheControl = "private, max-age=3600";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers["X-Robots-Tag"] = "noindex";
        return TypedResults.Bytes(found.Content, found.Type);
    }
}
