using Lanyard.Core;
using Lanyard.Core.Data;
using Lanyard.Core.Exhibitors;
using Lanyard.Core.Leads;
using Lanyard.Server.Hosting.Files;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lanyard.Server.Web.Leads;

/// <summary>What belongs to the pages of leads and is no page: files of notes, the export, and whether there is news.</summary>
internal static class LeadEndpoints
{
    private const string Exhibitor = "/connect/exhibitors/{eventId}/{exhibitorId}";

    public static void MapLeads(this WebApplication app)
    {
        app.MapGet(Exhibitor + "/leads/{leadId}/files/{noteId}", FileAsync).ExcludeFromDescription();
        app.MapGet(Exhibitor + "/leads/news", NewsAsync).ExcludeFromDescription();
        app.MapPost(Exhibitor + "/export/file", ExportEndpoint.PostAsync)
            .WithMetadata(new NeedsAttribute(ExhibitorRights.Export)).ExcludeFromDescription();
    }

    private static async Task<IResult> FileAsync(HttpContext context, PageContext page, string leadId, string noteId,
        LeadDirectory directory, Keys keys, NoteFiles files, CancellationToken cancellation)
    {
        if (!ShortId.TryParse(leadId, out var lead)
            || await directory.FindAsync(page.Viewer(), keys.ConnectionRow(lead), cancellation) is not { } row
            || await files.OpenAsync(row, noteId, cancellation) is not { } file)
            return Results.StatusCode(404);
        context.Response.Headers.ContentDisposition = "attachment";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(file.Content, file.ContentType, enableRangeProcessing: true);
    }

    /// <summary>Nothing where nothing has changed, and that costs nothing: the head is in memory.</summary>
    private static async Task<IResult> NewsAsync(
        PageContext page, long after, IStore store, LeadDirectory directory, CancellationToken cancellation)
    {
        if (await store.HeadAsync(page.Exhibitor.Key, cancellation) <= after)
            return Results.NoContent();
        var changed = await directory.CountChangedAsync(page.Viewer(), after, cancellation);
        return changed == 0 ? Results.NoContent() : new RazorComponentResult<LeadNews>(new { Count = changed });
    }
}
